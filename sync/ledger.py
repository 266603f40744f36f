"""The engine's named queries: what is stored, what stands where, what waits. No rule lives here.

Called inside the shell's transaction. Public: the functions below, each one question or one entry; Arrival, Answered, Draft, Line,
StorageFault.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from peewee import fn

from sync import gathering
from sync.encoding import sha256
from sync.models import Aside, AuthorKey, AuthorRevocation, Device, Held, Refusal, Revision, StoredEnvelope, WriteOff
from sync.parse import parse_header
from sync.prepared import prepared, prepared_of
from sync.tables import locked
from sync.wire import Envelope, Place, Signed

_MOST_MISSING = 100


class StorageFault(Exception):
    """The database gave back other bytes than it was given. Likely cause: a dying disk; the whole push is undone and tried again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An authentic envelope and how it came: `agency` is its device's; `owns_id` and `owns_place` unless another came first."""

    envelope: Envelope
    agency: str
    received_at: datetime
    skew_ms: int | None
    author_confirmed: bool
    owns_id: bool
    owns_place: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """What was decided of the envelope in row `number`."""

    number: int
    outcome: str
    reasons: tuple[str, ...]
    receipt: Signed


@dataclass(frozen=True, slots=True)
class Draft:
    """A stored draft as it came; `body` is sealed."""

    id: str
    header: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """Where a revision would stand: the submission it belongs to, the next free number, and the number of the one it edits (0: none)."""

    submission_id: str
    next_number: int
    edited: int

    @property
    def edits_newest(self) -> bool:
        return self.edited == self.next_number - 1


def device_for_writing(device: str) -> Device | None:
    """The device's row, locked where the database can, so that two pushes of one device take turns."""
    return next(iter(_device_for_writing(device)), None)


@prepared_of(Device)
def _device_for_writing(device: Any) -> Any:
    return locked(Device.select().where(Device.id == device))


def write_down(device: Device) -> None:
    """What the device said of itself, and which of its numbers are here."""
    numbers_here = (device.epoch, device.acked_through, device.said_epoch, device.next_sequence)
    seen, oldest = (Device.last_seen_at.db_value(moment) for moment in (device.last_seen_at, device.oldest_unacknowledged_at))
    _write_down(device.id, *numbers_here, seen, oldest, device.waiting, device.skew_ms, device.app_version)


@prepared
def _write_down(
    device: Any, epoch: Any, acked: Any, counts_in: Any, following: Any, seen: Any, oldest: Any, waiting: Any, skew: Any, app: Any
) -> Any:
    said = {
        "said_epoch": counts_in,
        "next_sequence": following,
        "waiting": waiting,
        "oldest_unacknowledged_at": oldest,
        "app_version": app,
        "skew_ms": skew,
    }
    return Device.update(epoch=epoch, acked_through=acked, last_seen_at=seen, **said).where(Device.id == device)


def public_key(device: str) -> bytes | None:
    """The key that this device signs with, which never changes."""
    return next((bytes(key) for (key,) in _public_key(device)), None)


@prepared
def _public_key(device: Any) -> Any:
    return Device.select(Device.public_key).where(Device.id == device)


def is_key_taken(public_key: bytes) -> bool:
    """Whether some device here signs with this key; a key stands for one device alone."""
    return bool(Device.select().where(Device.public_key == public_key).exists())


def first_receipts(ids: Iterable[str]) -> dict[str, dict[bytes, Signed]]:
    """What is stored under these ids: the receipt that each body got, by its hash."""
    found: dict[str, dict[bytes, Signed]] = {}
    for name, body_hash, receipt, signature in _stored(list(ids)):
        found.setdefault(name, {})[bytes(body_hash)] = Signed(bytes(receipt or b""), bytes(signature or b""))
    return found


@prepared
def _stored(ids: Any) -> Any:
    columns = (StoredEnvelope.envelope_id, StoredEnvelope.body_hash, StoredEnvelope.receipt, StoredEnvelope.receipt_signature)
    return StoredEnvelope.select(*columns).where(StoredEnvelope.envelope_id.in_(ids))


def arrived_from(device: str, ids: Iterable[str]) -> dict[str, datetime]:
    """Those of these envelopes that this very device delivered, with the time they came first."""
    columns = (StoredEnvelope.envelope_id, StoredEnvelope.received_at)
    rows = StoredEnvelope.select(*columns).where(StoredEnvelope.envelope_id.in_(list(ids)) & (StoredEnvelope.device == device))
    return {row.envelope_id: row.received_at for row in rows.order_by(StoredEnvelope.number.desc())}


def places_taken(device: str, sequences: Iterable[int]) -> set[Place]:
    """Which of these numbers are taken on this device, in any epoch."""
    return {Place(*row) for row in _places(device, list(sequences))}


@prepared
def _places(device: Any, sequences: Any) -> Any:
    return StoredEnvelope.select(StoredEnvelope.epoch, StoredEnvelope.sequence).where(
        (StoredEnvelope.device == device) & StoredEnvelope.sequence.in_(sequences) & StoredEnvelope.owns_place
    )


def author_keys(device: str) -> dict[str, list[bytes]]:
    """The signing keys registered on this device, by author."""
    keys: dict[str, list[bytes]] = {}
    for author, key in _author_keys(device):
        keys.setdefault(author, []).append(bytes(key))
    return keys


@prepared
def _author_keys(device: Any) -> Any:
    return AuthorKey.select(AuthorKey.author, AuthorKey.public_key).where(AuthorKey.device == device)


def revoked_authors(authors: Iterable[str]) -> set[str]:
    return {author for (author,) in _revoked(list(authors))}


@prepared
def _revoked(authors: Any) -> Any:
    return AuthorRevocation.select(AuthorRevocation.author).where(AuthorRevocation.author.in_(authors))


def store(arrivals: Sequence[Arrival]) -> list[int]:
    """The raw bytes, before anything is judged of them: each one's row number, once it reads back as it came; else StorageFault."""
    gathering.write(StoredEnvelope, [_row(arrival) for arrival in arrivals])
    read_back = _bodies([arrival.envelope.header.id for arrival in arrivals])
    numbers = {(name, sha256(bytes(body))): number for number, name, body in read_back}
    try:
        return [numbers[arrival.envelope.header.id, arrival.envelope.body_hash] for arrival in arrivals]
    except KeyError as problem:
        raise StorageFault("a stored body reads back differently") from problem


@prepared
def _bodies(ids: Any) -> Any:
    columns = (StoredEnvelope.number, StoredEnvelope.envelope_id, StoredEnvelope.body)
    return StoredEnvelope.select(*columns).where(StoredEnvelope.envelope_id.in_(ids))


def answer(answered: Sequence[Answered]) -> None:
    """What was decided of stored envelopes, and the receipts that they got."""
    gathering.change(
        StoredEnvelope,
        [
            {
                "number": one.number,
                "outcome": one.outcome,
                "reasons": list(one.reasons),
                "receipt": one.receipt.raw,
                "receipt_signature": one.receipt.signature,
            }
            for one in answered
        ],
    )


def settle(number: int, outcome: str, reasons: Iterable[str]) -> None:
    """What was decided, later, of an envelope that had been held; its receipt stays the first one."""
    StoredEnvelope.update(outcome=outcome, reasons=list(reasons)).where(StoredEnvelope.number == number).execute()


def drafts_of(author: str) -> list[Draft]:
    """What this author had begun and a device handed over, the oldest first; of a device revoked since, too."""
    rows = StoredEnvelope.select().where(_waits_for(author)).order_by(StoredEnvelope.number)
    taken = (row for row in rows if row.outcome == "accepted" or row.reasons == ["device_revoked"])
    return [Draft(row.envelope_id, bytes(row.header), bytes(row.body)) for row in taken]


def forget_drafts(author: str, ids: Iterable[str]) -> int:
    """They are back with their author: nothing of what they said is kept, only that they came."""
    return int(StoredEnvelope.update(body=b"").where(_waits_for(author), StoredEnvelope.envelope_id.in_(list(ids))).execute())


def _waits_for(author: str) -> Any:
    return (StoredEnvelope.author == author) & (StoredEnvelope.kind == "draft") & (StoredEnvelope.body != b"")


def line_of(base: bytes) -> Line | None:
    """The line in which `base` (a body hash) is a revision, or beside which it was set aside; None where neither is so."""
    edited = Revision.get_or_none(Revision.body_hash == base) or Aside.get_or_none(Aside.body_hash == base)
    if edited is None:
        return None
    newest = Revision.select(fn.MAX(Revision.number)).where(Revision.submission_id == edited.submission_id).scalar() or 0
    return Line(edited.submission_id, newest + 1, edited.number)


def is_judged(body_hash: bytes) -> bool:
    """Whether this is here, was judged, and waits for nothing."""
    rows = StoredEnvelope.select().where(StoredEnvelope.body_hash == body_hash, StoredEnvelope.outcome.not_in(("", "held")))
    return bool(rows.exists())


def add_revision(number: int, line: Line, body_hash: bytes) -> None:
    gathering.add(Revision, envelope=number, submission_id=line.submission_id, number=line.next_number, body_hash=body_hash)


def set_aside(number: int, line: Line, body_hash: bytes) -> None:
    gathering.add(Aside, envelope=number, body_hash=body_hash, submission_id=line.submission_id, number=line.edited)


def settle_aside(body_hash: bytes, revision: bytes) -> None:
    """From now on, whoever edits what was set aside edits this revision."""
    row = Revision.get_or_none(Revision.body_hash == revision)
    if row is not None:
        Aside.update(number=row.number).where(Aside.body_hash == body_hash, Aside.submission_id == row.submission_id).execute()


def hold(number: int, waiting_on: str) -> None:
    gathering.add(Held, envelope=number, waiting_on=waiting_on)


def waited_for(names: Iterable[str]) -> list[str]:
    """Those of these names that something waits for."""
    return [name for (name,) in _waited_for(list(names))]


@prepared
def _waited_for(names: Any) -> Any:
    return Held.select(Held.waiting_on).where(Held.waiting_on.in_(names)).distinct()


def take_held(waiting_on: str) -> list[tuple[int, Arrival]]:
    """The envelopes that waited for this, in the order they came; they wait no longer. What a person rejected meanwhile is none of them."""
    rows = list(
        StoredEnvelope.select(StoredEnvelope, Device)
        .join(Held, on=(Held.envelope == StoredEnvelope.number))
        .switch(StoredEnvelope)
        .join(Device)
        .where(Held.waiting_on == waiting_on, StoredEnvelope.outcome == "held")
        .order_by(StoredEnvelope.number)
    )
    Held.delete().where(Held.waiting_on == waiting_on, Held.envelope << [row.number for row in rows]).execute()
    return [(row.number, _arrival(row)) for row in rows]


def arrival_of(number: int) -> Arrival:
    """What stands in row `number`, as it came."""
    return _arrival(StoredEnvelope.select(StoredEnvelope, Device).join(Device).where(StoredEnvelope.number == number).get())


def judge_anew(number: int) -> None:
    """Nothing of an earlier judgement of this row stands any longer."""
    for table in (Held, Aside):
        table.delete().where(table.envelope == number).execute()


def newest_of_line(submission_id: str) -> bytes | None:
    """The body hash of the newest revision; None where the line has not begun."""
    row = Revision.select().where(Revision.submission_id == submission_id).order_by(Revision.number.desc()).first()
    return None if row is None else bytes(row.body_hash)


def count_refused(on: date, reason: str, times: int) -> None:
    more = {Refusal.count: Refusal.count + times}
    Refusal.insert(on=on, reason=reason, count=times).on_conflict(conflict_target=[Refusal.on, Refusal.reason], update=more).execute()


def stored_since(device: str, since: datetime) -> int:
    return StoredEnvelope.select().where((StoredEnvelope.device == device) & (StoredEnvelope.received_at >= since)).count()


def numbers(device: str, epoch: int, known: int, next_sequence: int) -> tuple[int, list[int]]:
    """(the highest number of this epoch below which none is missing, at most 100 of those that have not come nor been written off).

    `known` is an earlier first answer to start from; what is beyond it is expected below `next_sequence`, or below the highest stored.
    """
    here = {sequence for (sequence,) in _sequences_after(device, epoch, known)}
    beyond = max(next_sequence, max(here, default=0) + 1)
    acked = _without_gap(here, known)
    if acked + 1 < beyond:
        here |= {sequence for (sequence,) in _written_off_after(device, epoch, known)}
        acked = _without_gap(here, acked)
    return acked, list(islice((sequence for sequence in range(acked + 1, beyond) if sequence not in here), _MOST_MISSING))


def _without_gap(here: set[int], known: int) -> int:
    while known + 1 in here:
        known += 1
    return known


@prepared
def _sequences_after(device: Any, epoch: Any, sequence: Any) -> Any:
    return StoredEnvelope.select(StoredEnvelope.sequence).where(
        (StoredEnvelope.device == device)
        & (StoredEnvelope.epoch == epoch)
        & (StoredEnvelope.sequence > sequence)
        & StoredEnvelope.owns_place
    )


@prepared
def _written_off_after(device: Any, epoch: Any, sequence: Any) -> Any:
    mine = (WriteOff.device == device) & (WriteOff.epoch == epoch)
    return WriteOff.select(WriteOff.sequence).where(mine & (WriteOff.sequence > sequence))


def _row(arrival: Arrival) -> dict[str, Any]:
    envelope = arrival.envelope
    return {
        "envelope_id": envelope.header.id,
        "kind": envelope.header.kind,
        "device": envelope.header.device,
        "epoch": envelope.place.epoch,
        "sequence": envelope.place.sequence,
        "author": envelope.header.author,
        "header": envelope.header_bytes,
        "body": envelope.body,
        "body_hash": envelope.body_hash,
        "author_sig": envelope.author_sig,
        "device_sig": envelope.device_sig,
        "received_at": arrival.received_at,
        "skew_ms": arrival.skew_ms,
        "author_confirmed": arrival.author_confirmed,
        "owns_id": arrival.owns_id,
        "owns_place": arrival.owns_place,
        "outcome": "",
    }


def _arrival(row: StoredEnvelope) -> Arrival:
    header = bytes(row.header)
    return Arrival(
        envelope=Envelope(
            header=parse_header(header),
            header_bytes=header,
            body=bytes(row.body),
            place=Place(row.epoch, row.sequence),
            author_sig=None if row.author_sig is None else bytes(row.author_sig),
            device_sig=bytes(row.device_sig),
        ),
        agency=row.device.agency,
        received_at=row.received_at,
        skew_ms=row.skew_ms,
        author_confirmed=row.author_confirmed,
        owns_id=row.owns_id,
        owns_place=row.owns_place,
    )
