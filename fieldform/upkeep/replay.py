"""Back to a point in time: the journal read and judged before anything is touched, then taken in by the ordinary receive road.

Every record that had arrived until then enters in its order, with the time at which it came; what the records hold already is passed over.
Public: Read, Replayed, read_through, replay, JournalProblem.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from peewee import chunked, fn

from fieldform.keys_folder import Keys
from fieldform.upkeep import journal_lines as lines
from fieldform.upkeep.archive import BackupProblem, key_name
from fieldform.upkeep.journal import files
from sync import receipts
from sync.decide import Outcome
from sync.encoding import b64, compact_json, sha256, unb64
from sync.models import StoredEnvelope
from sync.parse import parse_header, parse_push
from sync.receive import Reconciler
from sync.sealing import public_bytes
from sync.signer import Signer
from sync.wire import MAX_ENVELOPES, Signed

_UNSAID = Signed(b"", bytes(64)).as_json()
_USABLE = (Outcome.ACCEPTED, Outcome.MERGED)
_CHUNK = 100


class JournalProblem(BackupProblem):
    """A journal that cannot be gone by; the message says which file and what of it. Likely cause: a failing disk, files that are missing,
    another server's."""


@dataclass(frozen=True, slots=True)
class _Restore:
    """Where in the journal it stands, and until when what came before counts after it."""

    place: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """A journal that was read whole as far as `until`. `begins` is None where it goes back to the first record there is; `broken_off`
    are files whose last line never came to its end, which is what a power cut leaves."""

    folder: Path
    until: datetime
    begins: datetime | None
    newest: datetime | None
    restores: tuple[_Restore, ...]
    broken_off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """`entered` and `set_aside` count records that the backup lacked, `known` those that it had."""

    entered: int
    set_aside: int
    known: int


def read_through(folder: Path, keys: Keys, until: datetime) -> Read:
    """Every line until then, held against its seal; JournalProblem names the first that is not as it was written."""
    if not folder.is_dir() or not files(folder):
        raise JournalProblem(f"There is no journal in {folder}.")
    walk = _Walk(folder, keys)
    newest: datetime | None = None
    restores = []
    try:
        for place, says in walk.through():
            if "restored" in says:
                restores.append(_Restore(place, lines.moment_of(says["restored"]), lines.moment_of(says["until"])))
            elif "at" in says:
                newest = max(filter(None, (newest, lines.moment_of(says["at"]))))
    except JournalProblem as problem:
        if newest is None or newest <= until:  # Of one push some may be behind the damage.
            reads = f" What came before {newest.isoformat()} is sound: give an earlier --until." if newest else ""
            raise JournalProblem(f"{problem}{reads}") from problem
    return Read(folder, until, walk.begins, newest, tuple(restores), tuple(walk.broken_off))


def replay(read: Read, keys: Keys, reconciler: Reconciler) -> Replayed:
    """Into the records that are open. JournalProblem where they hold something newer than `until`: nothing can be taken out of them."""
    newest = StoredEnvelope.select(fn.MAX(StoredEnvelope.received_at).converter(StoredEnvelope.received_at.python_value)).scalar()
    if newest is not None and newest > read.until:
        raise JournalProblem(f"The backup holds what came until {newest:%Y-%m-%d %H:%M:%S} UTC. Take an older one, or a later --until.")
    count = _Counted(reconciler)
    for some in chunked(_records(read, keys), _CHUNK):
        lacking = list(_lacking(some))
        count.known += len(some) - len(lacking)
        for _, batch in groupby(lacking, key=lambda one: (one.says["device"], one.says["at"], one.says["skew_ms"])):
            for few in chunked(batch, MAX_ENVELOPES):
                count.add(few, keys)
    return Replayed(count.entered, count.set_aside, count.known)


@dataclass(frozen=True, slots=True)
class _Record:
    says: dict[str, Any]
    certificate: dict[str, str]


def _records(read: Read, keys: Keys) -> Iterator[_Record]:
    """What had arrived until then, and was not left out by a restore before that."""
    certificates: dict[str, dict[str, str]] = {}
    counting = [restore for restore in read.restores if restore.at <= read.until]
    try:
        for place, says in _Walk(read.folder, keys).through():
            if "certified" in says:
                certificates[says["certified"]] = says["certificate"]
            elif "at" in says:
                at = lines.moment_of(says["at"])
                left_out = any(place < restore.place and at > restore.until for restore in counting)
                if at <= read.until and not left_out:
                    yield _Record(says, certificates[says["device"]])
    except JournalProblem:  # After `until`, or read_through would have refused it.
        return


def _lacking(some: list[_Record]) -> Iterator[_Record]:
    """Those of them that the records do not hold, byte for byte."""
    named = [(parse_header(unb64(one.says["header"])).id, sha256(unb64(one.says["body"]))) for one in some]
    rows = StoredEnvelope.select(StoredEnvelope.envelope_id, StoredEnvelope.body_hash)
    known = {(row.envelope_id, bytes(row.body_hash)) for row in rows.where(StoredEnvelope.envelope_id << [name for name, _ in named])}
    for one, name in zip(some, named, strict=True):
        if name not in known:
            known.add(name)
            yield one


class _Counted:
    def __init__(self, reconciler: Reconciler) -> None:
        self._reconciler = reconciler
        self._own = public_bytes(reconciler.receipt_key)
        self.entered = self.set_aside = self.known = 0

    def add(self, batch: list[_Record], keys: Keys) -> None:
        at, skew = lines.moment_of(batch[0].says["at"]), batch[0].says["skew_ms"]
        push = replace(parse_push(_push(batch, keys, at)), skew_ms=skew)
        for signed in self._reconciler.receive(push, at).receipts:
            receipt = receipts.read(signed, self._own)
            if receipt is not None and receipt.outcome in _USABLE:
                self.entered += 1
            else:
                self.set_aside += 1


_SENT = ("header", "body", "epoch", "sequence", "author_sig", "device_sig")


def _push(batch: list[_Record], keys: Keys, at: datetime) -> bytes:
    """As it would come by the wire. What a device said of itself then is not kept; the server's own device, which speaks for every desk,
    must know which number is its next."""
    device = batch[0].says["device"]
    said = _own_heartbeat(batch, keys, at) if device == keys.web_device_id else _UNSAID
    envelopes = [{name: one.says[name] for name in _SENT} for one in batch]
    return compact_json({"device": device, "certificate": batch[0].certificate, "heartbeat": said, "envelopes": envelopes})


def _own_heartbeat(batch: list[_Record], keys: Keys, at: datetime) -> dict[str, str]:
    signer = Signer(keys.web_device_id, keys.web_device, "", b"", Signed(b"", b""))
    last = batch[-1].says
    return signer.heartbeat(epoch=last["epoch"], next_sequence=last["sequence"] + 1, waiting=0, wall_clock=at, app="web").as_json()


class _Walk:
    """The lines of all files in order, each under its seal, each file after the one that it says it follows."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder, self._key, self._server = folder, keys.journal_key, key_name(keys.database_key)
        self.begins: datetime | None = None
        self.broken_off: list[str] = []

    def through(self) -> Iterator[tuple[int, dict[str, Any]]]:
        before, seal, place = "", b"", 0
        for path in files(self._folder):
            last = b""
            for line in self._of_file(path):
                if not last:
                    self._begin(path, line.says, before, seal)
                last, place = line.seal, place + 1
                yield place, dict(line.says)
            before, seal = path.name, last

    def _of_file(self, path: Path) -> Iterator[lines.Line]:
        seal = b""
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                if not raw.endswith(b"\n"):
                    self.broken_off.append(path.name)
                    return
                try:
                    line = lines.parsed(self._key, seal, raw[:-1])
                except lines.Unreadable as problem:
                    self._refuse_another(path)
                    raise JournalProblem(f"{path.name} is damaged at line {number:,}: it is not as it was written.") from problem
                seal = line.seal
                yield line

    def _begin(self, path: Path, says: Any, before: str, seal: bytes) -> None:
        if before and (says["follows"], says["seal"]) != (before, b64(seal)):
            missing = says["follows"] != before
            how = f"{says['follows'] or 'what came before'} is missing" if missing else f"the end of {before} is missing"
            raise JournalProblem(f"Before {path.name} {how}.")
        if not before and not says["whole"]:
            self.begins = lines.moment_of(says["begun"])

    def _refuse_another(self, path: Path) -> None:
        """Whose it says that it is, before it is called damaged: nobody else's can be read with the keys that are here."""
        with path.open("rb") as file:
            first = lines.unsealed(file.readline())
        if first.get("fieldform_journal") and first.get("server") != self._server:
            raise JournalProblem(f"{path.name} is the journal of another server. Give the folder of this one's, or its keys.")
