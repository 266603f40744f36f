"""The engine's named queries: what is stored, what stands where, what waits. No rule lives here.

Called inside the shell's transaction. Public: the functions below, each one question or one entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from sync.encoding import sha256
from sync.models import AuthorKey, AuthorRevocation, Device, Held, Refusal, Revision, StoredEnvelope
from sync.tables import database
from sync.wire import Envelope, Place, Signed

_MOST_MISSING = 100


@dataclass(frozen=True, slots=True)
class Line:
    """Where a revision would stand: the submission it belongs to, the next free number, whether it edits the newest one."""

    submission_id: str
    next_number: int
    edits_newest: bool


def device_for_writing(device: str) -> Device | None:
    """The device's row, locked where the database can, so that two pushes of one device take turns."""
    query = Device.select().where(Device.id == device)
    row: Device | None = (query.for_update() if database.obj.for_update else query).first()
    return row


def is_key_taken(public_key: bytes) -> bool:
    """Whether some device here signs with this key; a key stands for one device alone."""
    return bool(Device.select().where(Device.public_key == public_key).exists())


def envelopes_named(ids: Iterable[str]) -> dict[str, list[StoredEnvelope]]:
    """Every stored envelope bearing one of these ids, by id."""
    found: dict[str, list[StoredEnvelope]] = {}
    columns = (StoredEnvelope.envelope_id, StoredEnvelope.body_hash, StoredEnvelope.receipt, StoredEnvelope.receipt_signature)
    for row in StoredEnvelope.select(*columns).where(StoredEnvelope.envelope_id.in_(list(ids))):
        found.setdefault(row.envelope_id, []).append(row)
    return found


def arrived_from(device: str, ids: Iterable[str]) -> dict[str, datetime]:
    """Those of these envelopes that this very device delivered, with the time they came first."""
    columns = (StoredEnvelope.envelope_id, StoredEnvelope.received_at)
    rows = StoredEnvelope.select(*columns).where(StoredEnvelope.envelope_id.in_(list(ids)) & (StoredEnvelope.device == device))
    return {row.envelope_id: row.received_at for row in rows.order_by(StoredEnvelope.number.desc())}


def places_taken(device: str, sequences: Iterable[int]) -> set[Place]:
    """Which of these numbers are taken on this device, in any epoch."""
    rows = StoredEnvelope.select(StoredEnvelope.epoch, StoredEnvelope.sequence).where(
        (StoredEnvelope.device == device) & StoredEnvelope.sequence.in_(list(sequences)) & StoredEnvelope.owns_place
    )
    return {Place(row.epoch, row.sequence) for row in rows}


def author_keys(device: str) -> dict[str, list[bytes]]:
    """The signing keys registered on this device, by author."""
    keys: dict[str, list[bytes]] = {}
    for row in AuthorKey.select(AuthorKey.author, AuthorKey.public_key).where(AuthorKey.device == device):
        keys.setdefault(row.author, []).append(bytes(row.public_key))
    return keys


def revoked_authors(authors: Iterable[str]) -> set[str]:
    return {row.author for row in AuthorRevocation.select().where(AuthorRevocation.author.in_(list(authors)))}


def store(envelope: Envelope, **fields: Any) -> StoredEnvelope:
    """The raw bytes, before anything is judged of them."""
    return StoredEnvelope.create(
        envelope_id=envelope.header.id,
        kind=envelope.header.kind,
        device=envelope.header.device,
        epoch=envelope.place.epoch,
        sequence=envelope.place.sequence,
        author=envelope.header.author,
        header=envelope.header_bytes,
        body=envelope.body,
        body_hash=envelope.body_hash,
        author_sig=envelope.author_sig,
        device_sig=envelope.device_sig,
        outcome="",
        **fields,
    )


def hashes_read_back(numbers: list[int]) -> dict[int, bytes]:
    """SHA-256 of each stored body as the database gives it back, by row number."""
    rows = StoredEnvelope.select(StoredEnvelope.number, StoredEnvelope.body).where(StoredEnvelope.number.in_(numbers))
    return {row.number: sha256(bytes(row.body)) for row in rows}


def settle(number: int, outcome: str, reasons: Iterable[str], receipt: Signed | None = None) -> None:
    """What was decided of a stored envelope and, the first time, the receipt it got."""
    fields: dict[str, Any] = {"outcome": outcome, "reasons": list(reasons)}
    if receipt is not None:
        fields |= {"receipt": receipt.raw, "receipt_signature": receipt.signature}
    StoredEnvelope.update(**fields).where(StoredEnvelope.number == number).execute()


def line_of(base: bytes) -> Line | None:
    """The line in which `base` (a body hash) is a revision; None where it is not known here."""
    edited = Revision.get_or_none(Revision.body_hash == base)
    if edited is None:
        return None
    newest = Revision.select(fn.MAX(Revision.number)).where(Revision.submission_id == edited.submission_id).scalar()
    return Line(edited.submission_id, newest + 1, edited.number == newest)


def add_revision(number: int, line: Line, body_hash: bytes) -> None:
    Revision.create(envelope=number, submission_id=line.submission_id, number=line.next_number, body_hash=body_hash)


def hold(number: int, waiting_on: str) -> None:
    Held.create(envelope=number, waiting_on=waiting_on)


def waited_for(names: Iterable[str]) -> list[str]:
    """Those of these names that something waits for."""
    rows = Held.select(Held.waiting_on).where(Held.waiting_on.in_(list(names))).distinct()
    return [row.waiting_on for row in rows]


def take_held(waiting_on: str) -> list[StoredEnvelope]:
    """The envelopes that waited for this, in the order they came; they wait no longer."""
    rows = list(
        StoredEnvelope.select(StoredEnvelope, Device)
        .join(Held, on=(Held.envelope == StoredEnvelope.number))
        .switch(StoredEnvelope)
        .join(Device)
        .where(Held.waiting_on == waiting_on)
        .order_by(StoredEnvelope.number)
    )
    Held.delete().where(Held.waiting_on == waiting_on).execute()
    return rows


def count_refused(on: date, reason: str, times: int) -> None:
    changed = Refusal.update(count=Refusal.count + times).where((Refusal.on == on) & (Refusal.reason == reason)).execute()
    if not changed:
        Refusal.create(on=on, reason=reason, count=times)


def stored_since(device: str, since: datetime) -> int:
    return StoredEnvelope.select().where((StoredEnvelope.device == device) & (StoredEnvelope.received_at >= since)).count()


def acked_through(device: str, epoch: int, known: int) -> int:
    """The highest number of this epoch below which none is missing; `known` is an earlier answer to start from."""
    for sequence in _sequences_after(device, epoch, known):
        if sequence != known + 1:
            break
        known = sequence
    return known


def missing(device: str, epoch: int, acked: int, next_sequence: int) -> list[int]:
    """Numbers below `next_sequence` (or below the highest stored) that have not come; at most 100."""
    here = set(_sequences_after(device, epoch, acked))
    beyond = max(next_sequence, max(here, default=0) + 1)
    gaps: list[int] = []
    for sequence in range(acked + 1, beyond):
        if sequence not in here:
            gaps.append(sequence)
            if len(gaps) == _MOST_MISSING:
                break
    return gaps


def _sequences_after(device: str, epoch: int, sequence: int) -> Iterable[int]:
    rows = (
        StoredEnvelope.select(StoredEnvelope.sequence)
        .where(
            (StoredEnvelope.device == device)
            & (StoredEnvelope.epoch == epoch)
            & (StoredEnvelope.sequence > sequence)
            & StoredEnvelope.owns_place
        )
        .order_by(StoredEnvelope.sequence)
    )
    return (row.sequence for row in rows)
