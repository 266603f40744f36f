"""Back to a point in time: what a journal holds (journal_read.py), taken in by the ordinary receive road.

Every record that had arrived until then enters in its order, with the time at which it came, its author known and their key registered, its
form published again; what the records hold already is passed over. Public: Replayed, replay.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from peewee import chunked, fn

from fieldform.access.standing import waiting_on_author
from fieldform.access.users import put_back
from fieldform.forms import Form
from fieldform.keys_folder import Keys
from fieldform.record import form_files, form_versions
from fieldform.upkeep import journal_lines as lines
from fieldform.upkeep.journal_read import JournalProblem, Read, Walk
from sync import enrolment, receipts
from sync.decide import Outcome
from sync.encoding import compact_json, sha256, unb64
from sync.models import StoredEnvelope
from sync.parse import parse_header, parse_push
from sync.receive import Reconciler
from sync.sealing import public_bytes
from sync.signer import Signer
from sync.wire import MAX_ENVELOPES, Signed

_UNSAID = Signed(b"", bytes(64)).as_json()
_USABLE = (Outcome.ACCEPTED, Outcome.MERGED)
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Replayed:
    """`entered` and `set_aside` count records that the backup lacked, `known` those that it had."""

    entered: int
    set_aside: int
    known: int


def replay(read: Read, keys: Keys, reconciler: Reconciler) -> Replayed:
    """Into the records that are open. JournalProblem where they hold something newer than `until`: nothing can be taken out of them."""
    newest = StoredEnvelope.select(fn.MAX(StoredEnvelope.received_at).converter(StoredEnvelope.received_at.python_value)).scalar()
    if newest is not None and newest > read.until:
        raise JournalProblem(f"The backup holds what came until {newest:%Y-%m-%d %H:%M:%S} UTC. Take an older one, or a later --until.")
    count = _Counted(reconciler)
    for kind, run in groupby(_said(read, keys), key=type):
        if kind is _Published:
            _publish_again(run, keys, reconciler)
        elif kind is _Person:
            _know_again(run, keys, reconciler)
        else:
            _take_in(run, keys, count)
    return Replayed(count.entered, count.set_aside, count.known)


@dataclass(frozen=True, slots=True)
class _Published:
    at: datetime
    definition: dict[str, Any]
    files: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Person:
    says: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Record:
    """`author_keys`: what had been said by then of its device's, each as its line."""

    says: dict[str, Any]
    certificate: dict[str, str]
    author_keys: tuple[dict[str, Any], ...]


def _publish_again(run: Iterable[Any], keys: Keys, reconciler: Reconciler) -> None:
    for published in run:
        form = Form.from_definition(published.definition)
        if form_versions.put_back(form, published.at):
            for file in published.files:
                content = lines.content_in(form.version, file, keys.sealing)
                form_files.keep(form.version, form_files.Kind(file["kind"]), {file["name"]: content})
            reconciler.release(form_versions.waiting_on_form(form.version))


def _know_again(run: Iterable[Any], keys: Keys, reconciler: Reconciler) -> None:
    for person in run:
        account, created_at = lines.account_in(person.says, keys.sealing), lines.moment_of(person.says["created_at"])
        if put_back(person.says["person"], account, created_at, by="the journal"):
            reconciler.release(waiting_on_author(person.says["person"]))


def _take_in(run: Iterable[Any], keys: Keys, count: "_Counted") -> None:
    for some in chunked(run, _CHUNK):
        lacking = list(_lacking(some))
        count.known += len(some) - len(lacking)
        for _, batch in groupby(lacking, key=lambda one: (one.says["device"], one.says["at"], one.says["skew_ms"])):
            for few in chunked(batch, MAX_ENVELOPES):
                count.add(few, keys)


def _said(read: Read, keys: Keys) -> Iterator[_Record | _Published | _Person]:
    """What had arrived until then, and was not left out by a restore before that."""
    certificates: dict[str, dict[str, str]] = {}
    author_keys: dict[str, tuple[dict[str, Any], ...]] = {}
    try:
        for place, says in Walk(read.folder, keys).through():
            if "certified" in says:
                certificates[says["certified"]] = says["certificate"]
            elif "registered_at" in says:
                author_keys[says["device"]] = (*author_keys.get(says["device"], ()), says)
            elif "person" in says and read.counts(place, lines.moment_of(says["created_at"])):
                yield _Person(says)
            elif "form" in says and read.counts(place, at := lines.moment_of(says["published_at"])):
                yield _Published(at, lines.definition_in(says), tuple(says["files"]))
            elif "at" in says and read.counts(place, lines.moment_of(says["at"])):
                yield _Record(says, certificates[says["device"]], author_keys.get(says["device"], ()))
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
        self._registered: set[tuple[str, str, str]] = set()
        self.entered = self.set_aside = self.known = 0

    def add(self, batch: list[_Record], keys: Keys) -> None:
        at, skew = lines.moment_of(batch[0].says["at"]), batch[0].says["skew_ms"]
        self._register_authors(batch[-1], at)
        own = batch[0].says["device"] == keys.web_device_id
        said = _own_heartbeat(batch, keys, at) if own else _UNSAID
        push = replace(parse_push(_push(batch[0], batch, said)), skew_ms=skew)
        for signed in self._reconciler.receive(push, at).receipts:
            receipt = receipts.read(signed, self._own)
            if receipt is not None and receipt.outcome in _USABLE:
                self.entered += 1
            else:
                self.set_aside += 1

    def _register_authors(self, record: _Record, at: datetime) -> None:
        """As they were when it came. A device that the backup does not know is taken back first, by a push that brings nothing."""
        new = [key for key in record.author_keys if (key["author"], key["device"], key["public_key"]) not in self._registered]
        if new:
            self._reconciler.receive(parse_push(_push(record, [], _UNSAID)), at)
        for key in new:
            public_key, registered_at = unb64(key["public_key"]), lines.moment_of(key["registered_at"])
            enrolment.register_author_key(author=key["author"], device=key["device"], public_key=public_key, now=registered_at)
            self._registered.add((key["author"], key["device"], key["public_key"]))


_SENT = ("header", "body", "epoch", "sequence", "author_sig", "device_sig")


def _push(first: _Record, batch: list[_Record], heartbeat: dict[str, str]) -> bytes:
    """As it would come by the wire."""
    envelopes = [{name: one.says[name] for name in _SENT} for one in batch]
    return compact_json({"device": first.says["device"], "certificate": first.certificate, "heartbeat": heartbeat, "envelopes": envelopes})


def _own_heartbeat(batch: list[_Record], keys: Keys, at: datetime) -> dict[str, str]:
    """What a device said of itself then is not kept; the server's own, which speaks for every desk, must know which number is its next."""
    signer = Signer(keys.web_device_id, keys.web_device, "", b"", Signed(b"", b""))
    last = batch[-1].says
    return signer.heartbeat(epoch=last["epoch"], next_sequence=last["sequence"] + 1, waiting=0, wall_clock=at, app="web").as_json()
