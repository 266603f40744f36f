"""What arrived from an agency's people and could not enter the record: whose, since when, why, and what a person decided of it.

The rows are the engine's; a name or a word of what is inside is not read here. Public: SetAside, Decided, Counted, set_aside_for, peek,
open_one, first_of, counted, held_and_quarantined, decided_for, lately_decided, reject, take_back, told_of_rejections, reporter_of, MOST.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from peewee import ModelSelect

from fieldform.access.models import User
from fieldform.access.queries import log_view
from fieldform.access.viewer import Viewer
from sync import changes, rulings
from sync.decide import Outcome
from sync.models import Aside, Device, Revision, Ruling, StoredEnvelope
from sync.rulings import What, Word
from sync.tables import database
from sync.wire import Kind

# More than a supervisor could look after in a night; beyond them IT has to help.
MOST = 500
_WAITING = (Outcome.QUARANTINED.value, Outcome.HELD.value)


@dataclass(frozen=True, slots=True)
class SetAside:
    """`reasons` are codes without the question they are about, `where` the questions (paths); `header` and `body` are sealed, for whoever
    may open them. `number` is its row's, `ways` how it could be taken in."""

    number: int
    envelope: str
    author: str
    device: str
    device_id: str
    epoch: int
    sequence: int
    received_at: datetime
    kind: str
    waits: bool
    outcome: str
    reasons: tuple[str, ...]
    where: tuple[str, ...]
    header: bytes
    body: bytes
    body_hash: bytes
    agency: str

    @property
    def waits_for_somebody(self) -> bool:
        return self.outcome in _WAITING


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's word that stands."""

    what: What
    by: str
    at: datetime
    note: str
    became: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What waits of one device, for IT: reasons as (code, how many), the most frequent first; never whose. `device_id` is empty for the
    server's own, `rows` are (number, when it came, bytes)."""

    device: str
    device_id: str
    number: int
    oldest: datetime
    reasons: tuple[tuple[str, int], ...]
    rows: tuple[tuple[int, datetime, int], ...]


def set_aside_for(viewer: Viewer, most: int = MOST) -> list[SetAside]:
    """From the agency's devices, and what its people entered at a desk, the newest first. A contested correction is no matter of this, nor
    is what its author has corrected since."""
    return [_one(row) for row in _of(viewer).where(*_waits()).order_by(StoredEnvelope.number.desc()).limit(most)]


def peek(viewer: Viewer, number: int) -> SetAside | None:
    """One that waits, or was decided on; None where it does not exist for this viewer."""
    decided = StoredEnvelope.number << Ruling.select(Ruling.envelope)
    row = _of(viewer).where(StoredEnvelope.number == number, (StoredEnvelope.outcome << list(_WAITING)) | decided).first()
    return None if row is None else _one(row)


def open_one(viewer: Viewer, number: int, now: datetime, reason: str = "set aside") -> SetAside | None:
    """The same, the look written down under the person whom a report would make known: "who saw this person?" is one question."""
    with database.atomic():
        found = peek(viewer, number)
        if found is not None:
            log_view(viewer, "person", str(uuid5(UUID(found.envelope), "person")), now, reason=reason)
    return found


def first_of(viewer: Viewer, twin: SetAside) -> SetAside | None:
    """What came first under the same id, or in the same place; None where it is none of theirs."""
    same_place = (
        (StoredEnvelope.device == twin.device_id) & (StoredEnvelope.epoch == twin.epoch) & (StoredEnvelope.sequence == twin.sequence)
    )
    same = (StoredEnvelope.envelope_id == twin.envelope) & StoredEnvelope.owns_id if "same_id_other_content" in twin.reasons else same_place
    row = _of(viewer).where(same, StoredEnvelope.number != twin.number).order_by(StoredEnvelope.number).first()
    return None if row is None else _one(row)


def counted(viewer: Viewer) -> list[Counted]:
    """By device, whoever has waited longest first."""
    rows = set_aside_for(viewer)
    by_device = {device: [row for row in rows if row.device_id == device] for device in {row.device_id for row in rows}}
    return sorted((_counted(found) for found in by_device.values()), key=lambda one: one.oldest)


def held_and_quarantined(viewer: Viewer) -> tuple[int, int]:
    """How many wait for something that has not come, and how many for a person."""
    found: Any = _of(viewer).where(*_waits()).select(StoredEnvelope.outcome).tuples()
    tally = Counter(outcome for (outcome,) in found)
    return tally[Outcome.HELD.value], tally[Outcome.QUARANTINED.value]


def decided_for(number: int) -> Decided | None:
    """The word that stands on one that the viewer was allowed to see."""
    found = rulings.standing(number)
    return None if found is None else Decided(What(found.what), found.by, found.at, found.note, found.became)


def lately_decided(viewer: Viewer, most: int = 20) -> list[tuple[SetAside, Decided]]:
    """The newest words first, so that one that was hasty can be found and taken back."""
    rows = Ruling.select(Ruling.envelope).where(Ruling.undone_at.is_null())
    found = [_one(row) for row in _of(viewer).where(StoredEnvelope.number << rows).order_by(StoredEnvelope.number.desc()).limit(most)]
    words = [(one, decided_for(one.number)) for one in found]
    return sorted(((one, word) for one, word in words if word is not None), key=lambda pair: pair[1].at, reverse=True)


def reject(one: SetAside, word: Word) -> bool:
    """It enters nothing, and its author is told so with the note."""
    with database.atomic():
        said = rulings.reject(one.number, word)
        if said:
            changes.note(one.author, _line_of(one), word.at)
    return said


def take_back(one: SetAside, *, by: str, at: datetime) -> bool:
    with database.atomic():
        undone = rulings.take_back(one.number, by=by, at=at)
        if undone:
            changes.note(one.author, _line_of(one), at)
    return undone


def told_of_rejections(viewer: Viewer, submissions: Iterable[str]) -> dict[str, Ruling]:
    """The newest rejection of something that the viewer wrote, by the submission it belongs to."""
    wanted = list(submissions)
    beside = Aside.select(Aside.envelope).where(Aside.submission_id << wanted)
    rows = (
        Ruling.select(Ruling, StoredEnvelope)
        .join(StoredEnvelope)
        .where(
            StoredEnvelope.author == viewer.user,
            Ruling.what == What.REJECTED.value,
            Ruling.undone_at.is_null(),
            (StoredEnvelope.envelope_id << wanted) | (StoredEnvelope.number << beside),
        )
        .order_by(Ruling.at)
    )
    lines = {aside.envelope_id: aside.submission_id for aside in Aside.select().where(Aside.submission_id << wanted)}
    return {lines.get(row.envelope.number, row.envelope.envelope_id): row for row in rows}


def reporter_of(submission: str, otherwise: str) -> str:
    """Who wrote the first envelope of a line: a line may be begun by whoever corrected it."""
    row = StoredEnvelope.get_or_none((StoredEnvelope.envelope_id == submission) & StoredEnvelope.owns_id)
    return otherwise if row is None else str(row.author)


def _of(viewer: Viewer) -> "ModelSelect[StoredEnvelope]":
    own = User.select(User.id).where(User.agency == viewer.agency)
    theirs = (Device.agency == viewer.agency) | ((Device.agency == "") & (StoredEnvelope.author << own))
    return StoredEnvelope.select(StoredEnvelope, Device).join(Device).where(theirs)


def _waits() -> tuple[Any, ...]:
    begun = Aside.select(Aside.envelope).join(Revision, on=(Revision.submission_id == Aside.submission_id)).where(Aside.number == 0)
    drafts = StoredEnvelope.kind << [Kind.DRAFT.value, Kind.CHUNK.value]  # Their author's alone.
    return (StoredEnvelope.outcome << list(_WAITING), StoredEnvelope.number.not_in(begun), ~drafts)


def _line_of(one: SetAside) -> str:
    row = Aside.get_or_none(Aside.envelope == one.number)
    return one.envelope if row is None else str(row.submission_id)


def _counted(rows: list[SetAside]) -> Counted:
    return Counted(
        device=rows[0].device,
        device_id=rows[0].device_id if rows[0].agency else "",
        number=len(rows),
        oldest=min(row.received_at for row in rows),
        reasons=tuple(Counter(reason for row in rows for reason in row.reasons).most_common()),
        rows=tuple((row.number, row.received_at, len(row.body)) for row in rows),
    )


def _one(row: StoredEnvelope) -> SetAside:
    return SetAside(
        number=row.number,
        envelope=row.envelope_id,
        author=row.author,
        device=row.device.label,
        device_id=row.device.id,
        epoch=row.epoch,
        sequence=row.sequence,
        received_at=row.received_at,
        kind=row.kind,
        waits=row.outcome == Outcome.HELD,
        outcome=row.outcome,
        reasons=tuple(dict.fromkeys(reason.partition(":")[0] for reason in row.reasons)),
        where=tuple(dict.fromkeys(path for path in (reason.partition(":")[2] for reason in row.reasons) if path)),
        header=bytes(row.header),
        body=bytes(row.body),
        body_hash=bytes(row.body_hash),
        agency=row.device.agency,
    )
