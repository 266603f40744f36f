"""What a person may decide of an envelope that was set aside: take it in after all, in one of a few ways, or reject it with a note.

The bytes never change: what enters is the same envelope, judged anew, where it needs one under an id of its own. Who may decide is the
domain's to know; Reconciler.replay does the judging. Public: What, Word, ways, ways_of, read_as, keep, reject, mended, take_back,
standing, rejected, stored_for_writing, is_waiting.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from sync import ledger
from sync.decide import Outcome
from sync.encoding import b64
from sync.inside import Opened
from sync.ledger import Arrival
from sync.models import Revision, Ruling, StoredEnvelope
from sync.tables import locked, whole
from sync.wire import Body, Kind

_WAITING = (Outcome.QUARANTINED.value, Outcome.HELD.value)


class What(StrEnum):
    """`ENTERED` as it is; `FOLLOWS` another under its id, as a revision of it; `APART` from that one, as a record of its own; `MENDED` by a
    person's revision; `REJECTED`."""

    ENTERED = "entered"
    FOLLOWS = "follows"
    APART = "apart"
    MENDED = "mended"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Word:
    """Whose decision, when and why. `id` was minted where it was made, so that a second press says it once."""

    id: str
    by: str
    at: datetime
    note: str


def is_waiting(stored: StoredEnvelope) -> bool:
    return stored.outcome in _WAITING


def ways(stored: StoredEnvelope) -> tuple[What, ...]:
    """How it could be taken in; none where it waits for nobody, or its line was begun by what corrects it."""
    if not is_waiting(stored) or stored.kind in (Kind.DRAFT, Kind.CHUNK):
        return ()
    begun = Revision.select().where(Revision.submission_id == stored.envelope_id).exists()
    if stored.owns_id:
        return () if begun and stored.kind == Kind.SUBMISSION else (What.ENTERED,)
    if stored.kind == Kind.VOID:
        return ()
    return (What.FOLLOWS, What.APART) if begun and stored.kind == Kind.SUBMISSION else (What.APART,)


def ways_of(number: int) -> tuple[What, ...]:
    """The same, of the row with this number."""
    stored = StoredEnvelope.get_or_none(StoredEnvelope.number == number)
    return () if stored is None else ways(stored)


def read_as(way: What, arrival: Arrival, body: Opened) -> tuple[Arrival, Opened]:
    """The envelope and its body as they are to be judged."""
    if way is What.ENTERED:
        return arrival, body
    first, header = arrival.envelope.header.id, arrival.envelope.header
    header = replace(header, id=_id_of_its_own(first, arrival.envelope.body_hash))
    if way is What.FOLLOWS and isinstance(body, Body):
        header, body = replace(header, kind=Kind.REVISION), replace(body, base=ledger.newest_of_line(first))
    return replace(arrival, envelope=replace(arrival.envelope, header=header)), body


def keep(number: int, what: What, word: Word, *, before: str, became: str = "") -> None:
    Ruling.create(id=word.id, envelope=number, what=what.value, by=word.by, at=word.at, note=word.note, before=before, became=became)


@whole
def reject(number: int, word: Word) -> bool:
    """It stays as it came and waits for nobody; False where somebody decided before."""
    return _close(number, What.REJECTED, word)


@whole
def mended(number: int, word: Word, became: str) -> bool:
    """A person's revision, envelope `became`, stands for it from now on."""
    return _close(number, What.MENDED, word, became)


@whole
def take_back(number: int, *, by: str, at: datetime) -> bool:
    """A rejection is taken back: it waits again. False where there is none that stands."""
    ruling = standing(number)
    stored = stored_for_writing(number)
    if stored is None or ruling is None or ruling.what != What.REJECTED:
        return False
    ruling.undone_at, ruling.undone_by = at, by
    ruling.save()
    StoredEnvelope.update(outcome=ruling.before).where(StoredEnvelope.number == number).execute()
    return True


def standing(number: int) -> Ruling | None:
    """The newest word on it that was not taken back."""
    rows = Ruling.select().where(Ruling.envelope == number, Ruling.undone_at.is_null())
    found: Ruling | None = rows.order_by(Ruling.at.desc()).first()
    return found


def rejected(ids: Iterable[str]) -> dict[str, datetime]:
    """Those of these envelopes that a person rejected, and when."""
    rows = Ruling.select(Ruling, StoredEnvelope).join(StoredEnvelope).where(Ruling.what == What.REJECTED.value, Ruling.undone_at.is_null())
    return {row.envelope.envelope_id: row.at for row in rows.where(StoredEnvelope.envelope_id << list(ids))}


def stored_for_writing(number: int) -> StoredEnvelope | None:
    """Locked where the database can, so that two people's words on it take turns."""
    found: StoredEnvelope | None = locked(StoredEnvelope.select().where(StoredEnvelope.number == number)).first()
    return found


def _close(number: int, what: What, word: Word, became: str = "") -> bool:
    stored = stored_for_writing(number)
    if stored is None or not is_waiting(stored):
        return False
    keep(number, what, word, before=stored.outcome, became=became)
    StoredEnvelope.update(outcome=what.value).where(StoredEnvelope.number == number).execute()
    return True


def _id_of_its_own(first: str, body_hash: bytes) -> str:
    """The same for the same bytes, shaped as an envelope's id must be."""
    return str(UUID(bytes=uuid5(UUID(first), b64(body_hash)).bytes, version=4))
