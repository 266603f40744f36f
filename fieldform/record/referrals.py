"""What reports asked the desk for, as a supervisor counts it: when it was asked, first tried, reached and linked to services.

Steps that were taken back count for nothing. That somebody was linked is for numbers alone: its rows stay behind the health wall.

Public: Referral, raised_between, first_tries, waits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from fieldform.access.viewer import Viewer
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import CLINICIAN, FollowUp
from fieldform.record.steps import Attempt, Outcome
from fieldform.record.undoings import Undoing
from sync.tables import database

_LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Referral:
    """`contact` is None where no report stands behind it. Times are None until they come."""

    contact: str | None
    queue: str
    acuity: str
    raised_at: datetime
    target_at: datetime
    first_tried_at: datetime | None
    reached_at: datetime | None
    linked_at: datetime | None = None

    @property
    def to_clinician(self) -> bool:
        return self.queue == CLINICIAN

    @property
    def waited(self) -> timedelta | None:
        """From when it was asked to the first try, which a late phone may date before it; None until there is one."""
        return None if self.first_tried_at is None else max(self.first_tried_at - self.raised_at, timedelta())


def raised_between(viewer: Viewer, since: datetime, until: datetime) -> list[Referral]:
    """In the viewer's agencies, whatever the wall, oldest first; those of withdrawn reports are left out. For numbers, not for reading."""
    tried, linked = first_tries(viewer, since, until), _first_links(viewer, since, until)
    rows: Any = (
        FollowUp.select(
            FollowUp.id,
            FollowUp.contact,
            FollowUp.queue,
            FollowUp.acuity,
            FollowUp.raised_at,
            FollowUp.target_at,
            FollowUp.reached_at,
        )
        .left_outer_join(Contact)
        .where(*_raised(viewer, since, until))
        .order_by(FollowUp.raised_at, FollowUp.id)
        .tuples()
    )
    return [
        Referral(contact, queue, acuity, raised_at, target_at, tried.get(follow_up), reached_at, linked.get(follow_up))
        for follow_up, contact, queue, acuity, raised_at, target_at, reached_at in rows
    ]


def first_tries(viewer: Viewer, since: datetime, until: datetime) -> dict[str, datetime]:
    """When each of them that was tried was tried first, by the follow-up's id."""
    first = fn.MIN(Attempt.at).converter(Attempt.at.python_value)
    rows: Any = (
        Attempt.select(Attempt.follow_up, first)
        .join(FollowUp)
        .left_outer_join(Contact)
        .where(*_raised(viewer, since, until), _stands(Attempt))
        .group_by(Attempt.follow_up)
        .tuples()
    )
    return dict(rows)


def _first_links(viewer: Viewer, since: datetime, until: datetime) -> dict[str, datetime]:
    """When each of them was first closed as linked to services, by the follow-up's id."""
    first = fn.MIN(Outcome.at).converter(Outcome.at.python_value)
    rows: Any = (
        Outcome.select(Outcome.follow_up, first)
        .join(FollowUp)
        .left_outer_join(Contact)
        .where(*_raised(viewer, since, until), Outcome.outcome == _LINKED, _stands(Outcome))
        .group_by(Outcome.follow_up)
        .tuples()
    )
    return dict(rows)


def waits(viewer: Viewer, since: datetime, until: datetime) -> list[timedelta]:
    """How long each of the clinician's that was tried waited for it, the shortest first. Reads two numbers a row: a year has thousands."""
    query = (
        FollowUp.select(FollowUp.raised_at, fn.MIN(Attempt.at))
        .join(Attempt)
        .switch(FollowUp)
        .left_outer_join(Contact)
        .where(*_raised(viewer, since, until), FollowUp.queue == CLINICIAN, _stands(Attempt))
        .group_by(FollowUp.id, FollowUp.raised_at)
    )
    microseconds = sorted(max(tried - raised, 0) for raised, tried in database.execute(query))
    return [timedelta(microseconds=length) for length in microseconds]


def _stands(table: Any) -> Any:
    return table.id.not_in(Undoing.select(Undoing.step))


def _raised(viewer: Viewer, since: datetime, until: datetime) -> tuple[Any, ...]:
    return (
        FollowUp.agency << sorted(viewer.agencies),
        FollowUp.raised_at >= since,
        FollowUp.raised_at < until,
        Contact.withdrawn_at.is_null(),
    )
