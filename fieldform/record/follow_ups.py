"""The task a contact leaves behind: one follow-up per queue, with its urgency, its time and what became of it.

The rows and how they change; the list over them is worklist.py. Nobody is shown a follow-up of an agency they do not serve or behind a
wall that is not theirs: to them it does not exist. Public: FollowUp, State, Raised, Tally, raise_or_heighten, for_writing, seen_by, peek,
open_one, of_person, tally, within, is_within, tell_author.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from peewee import Case, CharField, ForeignKeyField, IntegerField, ModelSelect, TextField, fn

from fieldform.access import queries as access
from fieldform.access.viewer import Viewer, Wall
from fieldform.record import persons
from fieldform.record.acuity import Acuity, deadline, rank
from fieldform.record.contacts import Contact
from fieldform.record.persons import Person, PersonShown
from sync import changes
from sync.gathering import add
from sync.tables import InstantField, Table, database, locked

CLINICIAN = "clinician"
ADVOCATE = "advocate"


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"  # Entered by mistake and taken back: in no list, and still readable.


class FollowUp(Table):
    """`due_at` is when the next thing must happen; `target_at` the first deadline, which only a raised acuity moves.

    `raised_revision` is the revision that raised it. Who closed it, when and why is its Outcome; `closed_at` repeats the time for the list.
    `owner` is the user who works it; how it became theirs is its Handover.
    """

    id = CharField(36, primary_key=True)
    agency = CharField(36)
    queue = CharField(32)
    wall = CharField(16)
    person = ForeignKeyField(Person, backref="follow_ups")
    person_id: str
    contact = ForeignKeyField(Contact, null=True, backref="follow_ups", index=False)
    contact_id: str | None
    raised_revision = IntegerField(default=1)
    acuity = CharField(8)
    acuity_rank = IntegerField()
    reason = TextField(default="")
    raised_at = InstantField()
    target_at = InstantField()
    due_at = InstantField()
    first_opened_at = InstantField(null=True)
    first_opened_by = CharField(36, null=True)
    attempts_count = IntegerField(default=0)
    last_attempt_at = InstantField(null=True)
    reached_at = InstantField(null=True)
    state = CharField(8, default=State.OPEN.value)
    closed_at = InstantField(null=True)
    owner = CharField(36, null=True)

    class Meta:
        table_name = "follow_up"
        # The list walks the first, or the five below, and nothing else: every segment of it is one range of one of them.
        indexes = (
            (("agency", "wall", "state", "acuity_rank", "due_at", "id"), False),
            (("contact", "queue", "raised_revision"), True),
            # A month's counts.
            (("agency", "raised_at"), False),
        )


_NOBODYS = (FollowUp.agency, FollowUp.wall, FollowUp.state, FollowUp.acuity_rank)
_OWNED = (FollowUp.owner, *_NOBODYS)
_IS_NOBODYS, _IS_OWNED = FollowUp.owner.is_null(), FollowUp.owner.is_null(is_null=False)
# An open one stands in none of these: without a time it would stand at a place of its own in each, and every report writes whole pages.
_HAS_ENDED = FollowUp.closed_at.is_null(is_null=False)
FollowUp.add_index(
    FollowUp.index(*_NOBODYS, FollowUp.due_at, FollowUp.id, FollowUp.owner, name="follow_up_of_nobody_due").where(_IS_NOBODYS)
)
FollowUp.add_index(
    FollowUp.index(*_NOBODYS, FollowUp.closed_at, FollowUp.id, FollowUp.owner, name="follow_up_of_nobody_closed").where(
        _IS_NOBODYS, _HAS_ENDED
    )
)
FollowUp.add_index(FollowUp.index(*_OWNED, FollowUp.due_at, FollowUp.id, name="follow_up_owned_due").where(_IS_OWNED))
FollowUp.add_index(FollowUp.index(*_OWNED, FollowUp.closed_at, FollowUp.id, name="follow_up_owned_closed").where(_IS_OWNED, _HAS_ENDED))
FollowUp.add_index(FollowUp.index(*_NOBODYS, FollowUp.closed_at, FollowUp.id, name="follow_up_closed").where(_HAS_ENDED))


@dataclass(frozen=True, slots=True)
class Raised:
    """A queue's calculation that yielded an acuity, and its reason in words."""

    queue: str
    acuity: Acuity
    reason: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many follow-ups of one queue and acuity are open, and how many of those are overdue: numbers without names."""

    queue: str
    acuity: Acuity
    open: int
    overdue: int


def raise_or_heighten(raised: Raised, contact: str, agency: str, person: str, revision: int, since: datetime) -> None:
    """What a revision asks of one queue: a new follow-up, or a higher acuity on the one there is. Never a lower one.

    Where the last one is closed, only a higher acuity than it had raises another: what was worked off stays so.
    """
    last = None if revision == 1 else _last_of(contact, raised.queue)
    if last is None or (last.state == State.CLOSED and rank(raised.acuity) < last.acuity_rank):
        _raise(raised, contact, agency, person, revision, since)
    elif last.state == State.OPEN and rank(raised.acuity) < last.acuity_rank:
        _heighten(last, raised, since)
    elif last.state == State.OPEN and rank(raised.acuity) == last.acuity_rank:
        FollowUp.update(reason=raised.reason).where(FollowUp.id == last.id).execute()


def for_writing(follow_up: str) -> FollowUp:
    """The row, held until the transaction ends: two steps of one follow-up take turns."""
    return locked(FollowUp.select().where(FollowUp.id == follow_up)).get()


def seen_by(viewer: Viewer) -> "ModelSelect[FollowUp]":
    """The follow-ups this viewer may know of."""
    return FollowUp.select().where(*within(viewer))


def peek(viewer: Viewer, follow_up: str) -> FollowUp | None:
    """One follow-up with its person and contact, without opening it; None where it does not exist for this viewer."""
    query = with_person(Contact).left_outer_join(Contact)
    found = query.where(FollowUp.id == follow_up, *within(viewer)).get_or_none()
    return None if found is None else as_known(found)


def with_person(*columns: Any) -> "ModelSelect[FollowUp]":
    """Follow-ups with their persons, and what those behind the same wall know of them; `columns` of what the caller joins besides."""
    behind_the_wall = (PersonShown.person == FollowUp.person) & (PersonShown.wall == FollowUp.wall)
    shown = FollowUp.select(FollowUp, Person, PersonShown, *columns).join(Person).switch(FollowUp)
    return shown.left_outer_join(PersonShown, on=behind_the_wall, attr="shown").switch(FollowUp)


def as_known(follow_up: FollowUp) -> FollowUp:
    """A row of `with_person`, its person as those behind its wall know them."""
    follow_up.person = persons.lay_over(follow_up.person, getattr(follow_up, "shown", None))
    return follow_up


def open_one(viewer: Viewer, follow_up: str, now: datetime) -> FollowUp | None:
    """The same, opened: the view is logged, and the first opening is told to the officer who asked for help."""
    with database.atomic():
        opened = peek(viewer, follow_up)
        if opened is None:
            return None
        if opened.first_opened_at is None:
            _first_opening(opened, viewer, now)
        # Last: the whole office's looks wait for whoever writes one, and this must not wait for an officer's push meanwhile.
        access.log_view(viewer, "person", opened.person_id, now)
    return opened


def of_person(viewer: Viewer, person: str) -> "ModelSelect[FollowUp]":
    """What this viewer may know of a person's follow-ups, newest first."""
    return seen_by(viewer).where(FollowUp.person == person).order_by(FollowUp.raised_at.desc())


def tally(viewer: Viewer, now: datetime) -> list[Tally]:
    """Open and overdue by queue and acuity, for those who see numbers and no names: of the viewer's agencies, whatever the wall."""
    overdue = fn.SUM(Case(None, [(FollowUp.due_at < now, 1)], 0))
    rows = (
        FollowUp.select(FollowUp.queue, FollowUp.acuity, fn.COUNT(FollowUp.id), overdue)
        .where(FollowUp.agency << sorted(viewer.agencies), FollowUp.state == State.OPEN.value)
        .group_by(FollowUp.queue, FollowUp.acuity, FollowUp.acuity_rank)
        .order_by(FollowUp.queue, FollowUp.acuity_rank)
    )
    numbers: Any = rows.tuples()
    return [Tally(queue, Acuity(acuity), opened, late) for queue, acuity, opened, late in numbers]


def within(viewer: Viewer) -> tuple[Any, ...]:
    """The conditions under which a follow-up exists for this viewer."""
    return (FollowUp.agency << sorted(viewer.agencies), FollowUp.wall << desk_walls(viewer))


def is_within(viewer: Viewer, follow_up: FollowUp) -> bool:
    """The same, of a row that was found by its key: SQLite would otherwise walk an agency's index rather than look up fifty keys."""
    return follow_up.agency in viewer.agencies and follow_up.wall in desk_walls(viewer)


def desk_walls(viewer: Viewer) -> list[str]:
    """The walls behind which this viewer works follow-ups; nobody works any from the police side."""
    return sorted(viewer.walls - {Wall.POLICE})


def queue_of(viewer: Viewer) -> str:
    """The queue in which this viewer's own entries stand."""
    return ADVOCATE if Wall.ADVOCATE in viewer.walls else CLINICIAN


def of_persons(viewer: Viewer, persons_found: Sequence[str], most: int) -> list[FollowUp]:
    """The newest follow-up of each of these persons that this viewer may know of, with the person; none that was taken back."""
    stands = FollowUp.state != State.VOID.value
    rows = with_person().where(FollowUp.person << list(persons_found), stands).order_by(FollowUp.raised_at.desc())
    newest = {row.person_id: row for row in reversed([one for one in rows if is_within(viewer, one)])}
    return [as_known(row) for row in sorted(newest.values(), key=lambda row: row.raised_at, reverse=True)[:most]]


def tell_author(follow_up: FollowUp, at: datetime) -> None:
    """Note for the officer's next contact that something became of their report; the clinicians' part alone is told (feed.py)."""
    if follow_up.contact is not None and follow_up.queue == CLINICIAN:
        changes.note(audience=follow_up.contact.author, subject=follow_up.contact.id, at=at)


def _last_of(contact: str, queue: str) -> FollowUp | None:
    rows = FollowUp.select().where(FollowUp.contact == contact, FollowUp.queue == queue)
    last: FollowUp | None = locked(rows.order_by(FollowUp.raised_revision.desc())).first()
    return last


def _raise(raised: Raised, contact: str, agency: str, person: str, revision: int, since: datetime) -> None:
    due = deadline(raised.acuity, since)
    add(
        FollowUp,
        id=str(uuid5(UUID(contact), f"follow-up/{raised.queue}/{revision}")),
        agency=agency,
        queue=raised.queue,
        wall=wall_of(raised.queue).value,
        person=person,
        contact=contact,
        raised_revision=revision,
        acuity=raised.acuity.value,
        acuity_rank=rank(raised.acuity),
        reason=raised.reason,
        raised_at=since,
        target_at=due,
        due_at=due,
    )


def _heighten(follow_up: FollowUp, raised: Raised, since: datetime) -> None:
    due = deadline(raised.acuity, since)
    # What becomes a "Now" must be opened anew, whoever saw it when it was less: until then it alarms. The view log keeps the look.
    unopened: dict[str, Any] = {"first_opened_at": None, "first_opened_by": None} if raised.acuity is Acuity.NOW else {}
    FollowUp.update(
        acuity=raised.acuity.value,
        acuity_rank=rank(raised.acuity),
        reason=raised.reason,
        **unopened,
        # Its time only ever comes nearer.
        due_at=min(follow_up.due_at, due),
        target_at=min(follow_up.target_at, due),
    ).where(FollowUp.id == follow_up.id).execute()


def _first_opening(follow_up: FollowUp, viewer: Viewer, now: datetime) -> None:
    unopened = FollowUp.update(first_opened_at=now, first_opened_by=viewer.user).where(
        FollowUp.id == follow_up.id, FollowUp.first_opened_at.is_null()
    )
    if unopened.execute():
        tell_author(follow_up, now)


def wall_of(queue: str) -> Wall:
    # A queue that this house does not know goes to the clinicians rather than to nobody.
    return Wall.ADVOCATE if queue == ADVOCATE else Wall.HEALTH
