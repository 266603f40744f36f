"""A follow-up that no report raised: somebody walked in, phoned, was sent by a colleague, or was followed before Fieldform came.

Whoever enters it has seen it and owns it. Public: Intake, Entered, enter, objections, standing_of,
history, follow_up_of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from peewee import CharField, ForeignKeyField, TextField, chunked

from fieldform.access.viewer import Viewer
from fieldform.record.acuity import Acuity, deadline, rank
from fieldform.record.follow_ups import FollowUp, State, desk_walls, seen_by, wall_of
from fieldform.record.form_versions import FormVersion
from sync.gathering import add
from sync.tables import InstantField, Table


class Intake(Table):
    """`id` is that of the envelope it came in, `how` the code of how it came, in the words of its form `version`."""

    id = CharField(36, primary_key=True)
    follow_up = ForeignKeyField(FollowUp, backref="intakes", unique=True)
    follow_up_id: str
    by = CharField(64)
    at = InstantField()
    version = ForeignKeyField(FormVersion, backref="+")
    version_id: str
    how = CharField(32)
    note = TextField(default="")

    class Meta:
        table_name = "intake"


@dataclass(frozen=True, slots=True)
class Entered:
    """`due_at` None: as soon as the acuity asks."""

    id: str
    version: str
    agency: str
    queue: str
    person: str
    by: str
    at: datetime
    how: str
    acuity: Acuity
    reason: str
    due_at: datetime | None
    note: str


def enter(entered: Entered) -> None:
    """The follow-up with its beginning; its person is in the record already."""
    follow_up, due = follow_up_of(entered.id), entered.due_at or deadline(entered.acuity, entered.at)
    add(
        FollowUp,
        id=follow_up,
        agency=entered.agency,
        queue=entered.queue,
        wall=wall_of(entered.queue).value,
        person=entered.person,
        acuity=entered.acuity.value,
        acuity_rank=rank(entered.acuity),
        reason=entered.reason,
        raised_at=entered.at,
        target_at=due,
        due_at=due,
        first_opened_at=entered.at,
        first_opened_by=entered.by,
        owner=entered.by,
    )
    add(
        Intake,
        id=entered.id,
        follow_up=follow_up,
        by=entered.by,
        at=entered.at,
        version=entered.version,
        how=entered.how,
        note=entered.note,
    )


def objections(viewer: Viewer, agency: str, queue: str, person: str) -> tuple[str, ...]:
    """Why this entry must wait for a person to look at: codes, none where all is well. `person`: one who is known already, or ""."""
    if agency not in viewer.agencies:
        return ("agency_not_served",)
    if wall_of(queue) not in desk_walls(viewer):
        return ("queue_not_theirs",)
    known = not person or seen_by(viewer).where(FollowUp.person == person, FollowUp.agency == agency).exists()
    return () if known else ("person_unknown",)


def follow_up_of(intake: str) -> str:
    return str(uuid5(UUID(intake), "follow-up"))


def standing_of(entries: Iterable[str]) -> dict[str, bool]:
    """Of these entries those that are in the record: True where it stands, False where it was taken back."""
    found: dict[str, bool] = {}
    for some in chunked(entries, 500):
        rows: Any = Intake.select(Intake.id, FollowUp.state).join(FollowUp).where(Intake.id << some).tuples()
        found |= {own_id: state != State.VOID for own_id, state in rows}
    return found


def history(follow_ups: list[str]) -> list[Intake]:
    """The beginnings of follow-ups that the caller was allowed to see."""
    return list(Intake.select().where(Intake.follow_up << follow_ups).order_by(Intake.at, Intake.id))
