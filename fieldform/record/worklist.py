"""The list the desk works from, a page at a time: most urgent and overdue first.

Three statements a page (keys, counts, rows), four or five for closed ones or a search, whatever the number of follow-ups.
Public: Row, Page, page; and from list_order: Tab, Whose, ListFilter, Cursor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fieldform.access.models import User
from fieldform.access.viewer import Viewer
from fieldform.record import list_keys, persons
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import FollowUp, State, as_known, is_within, with_person
from fieldform.record.intakes import Intake
from fieldform.record.list_order import Cursor, Key, ListFilter, Tab, Whose
from fieldform.record.steps import closings

__all__ = ["PAGE_SIZE", "Cursor", "ListFilter", "Page", "Row", "Tab", "Whose", "page"]

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `how` is the code of how it came where no report raised it; `officer` is who wrote the report,
    `owner` who works it, `outcome` the code of what closed it; an unknown
    name is empty."""

    id: str
    person: str
    queue: str
    acuity: str
    name: str
    born_on: date | None
    age: int | None
    sex: str
    summary: str
    reason: str
    occurred_at: datetime
    how: str
    officer: str
    owner: str
    is_mine: bool
    incomplete: bool
    withdrawn: bool
    due_at: datetime
    overdue: bool
    tries: int
    opened: bool
    closed_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Page:
    """`counts` are the tabs' under the same acuity and text; `too_many` says that the text fits more people than were looked at."""

    rows: tuple[Row, ...]
    next: Cursor | None
    counts: dict[Tab, int]
    too_many: bool = False


def page(viewer: Viewer, chosen: ListFilter, after: Cursor | None, now: datetime, zone: ZoneInfo, size: int = PAGE_SIZE) -> Page:
    """One page of what this viewer may see, in the order in which it should be worked."""
    # No transaction: it would take the writers' lock, and a row that changes between two statements is still this viewer's.
    draw = _searched if chosen.text.strip() else _listed
    return draw(viewer, chosen, after, now, zone, size)


def _listed(viewer: Viewer, chosen: ListFilter, after: Cursor | None, now: datetime, zone: ZoneInfo, size: int) -> Page:
    drawn_at = after.drawn_at if after else now
    keys = list_keys.indexed_keys(viewer, chosen, after, drawn_at, zone, most=size + 1)
    shown, rest = _cut(keys, chosen, drawn_at, size)
    return Page(_rows(viewer, shown, now), rest, list_keys.indexed_counts(viewer, chosen, drawn_at, zone))


def _searched(viewer: Viewer, chosen: ListFilter, after: Cursor | None, now: datetime, zone: ZoneInfo, size: int) -> Page:
    drawn_at = after.drawn_at if after else now
    found = persons.found(viewer, chosen.text)
    among = list_keys.of_persons(viewer, chosen, found[: persons.MOST_FOUND])
    shown, rest = _cut(list_keys.keys_among(among, chosen, after, drawn_at, zone), chosen, drawn_at, size)
    counts = list_keys.counts_among(among, drawn_at, zone)
    return Page(_rows(viewer, shown, now), rest, counts, too_many=len(found) > persons.MOST_FOUND)


def _cut(keys: list[Key], chosen: ListFilter, drawn_at: datetime, size: int) -> tuple[list[Key], Cursor | None]:
    ordered = sorted(keys, reverse=chosen.tab is Tab.CLOSED)
    shown = ordered[:size]
    return shown, Cursor(drawn_at, shown[-1]) if len(ordered) > size else None


def _rows(viewer: Viewer, shown: Sequence[Key], now: datetime) -> tuple[Row, ...]:
    found = {follow_up.id: follow_up for follow_up in _with_names(viewer, [key.id for key in shown])}
    closed = [follow_up.id for follow_up in found.values() if follow_up.state == State.CLOSED]
    outcomes = closings(closed) if closed else {}
    return tuple(_row(found[key.id], outcomes.get(key.id, ""), viewer, now) for key in shown)


def _with_names(viewer: Viewer, ids: list[str]) -> list[FollowUp]:
    """The rows with person, contact, intake, the officer's and the owner's name joined: one statement, whatever their number."""
    owners = User.alias()
    query = (
        with_person(Contact, User.name, owners.name, Intake)
        .left_outer_join(Contact)
        .left_outer_join(User, on=(Contact.author == User.id), attr="officer")
        .switch(FollowUp)
        .left_outer_join(owners, on=(FollowUp.owner == owners.id), attr="owned_by")
        .switch(FollowUp)
        .left_outer_join(Intake, on=(Intake.follow_up == FollowUp.id), attr="intake")
    )
    return [as_known(row) for row in query.where(FollowUp.id << ids) if is_within(viewer, row)]


def _row(follow_up: FollowUp, outcome: str, viewer: Viewer, now: datetime) -> Row:
    person, contact = follow_up.person, follow_up.contact
    officer, owner, intake = getattr(contact, "officer", None), getattr(follow_up, "owned_by", None), getattr(follow_up, "intake", None)
    return Row(
        id=follow_up.id,
        queue=follow_up.queue,
        acuity=follow_up.acuity,
        person=person.id,
        name=person.name,
        born_on=person.born_on,
        age=person.age,
        sex=person.sex,
        summary=contact.summary if contact else "",
        reason=follow_up.reason,
        occurred_at=contact.occurred_at if contact else follow_up.raised_at,
        how=intake.how if intake else "",
        officer=officer.name if officer else "",
        owner=owner.name if owner else "",
        is_mine=follow_up.owner == viewer.user,
        incomplete=bool(contact and contact.incomplete),
        withdrawn=bool(contact and contact.withdrawn_at),
        due_at=follow_up.due_at,
        overdue=follow_up.state == State.OPEN and follow_up.due_at < now,
        tries=follow_up.attempts_count,
        opened=follow_up.first_opened_at is not None,
        closed_at=follow_up.closed_at,
        outcome=outcome,
    )
