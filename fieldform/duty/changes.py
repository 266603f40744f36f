"""How the calendar is changed: rows are added, taken away and brought back, by the office's own people and its IT.

Whoever asks sees no row of another office: to them it does not exist. Public: KINDS, leave_problem, shift_problem, phone_problem,
add_hours, add_leave, add_shifts, add_holiday, work_on_holiday, add_line, set_office, remove, restore.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from peewee import Model

from fieldform.access.models import User
from fieldform.access.viewer import Viewer
from fieldform.duty.models import Absence, CallShift, HolidayChange, Office, PhoneLine, WorkingHours
from sync.tables import database

LONGEST_SHIFT = timedelta(days=7)
MOST_WEEKS = 26
_DIALLED = re.compile(r"[\d+*#][\d+*#() .-]{1,38}\Z")
_KINDS: dict[str, type[Model]] = {
    "hours": WorkingHours,
    "leave": Absence,
    "shift": CallShift,
    "holiday": HolidayChange,
    "line": PhoneLine,
}
KINDS = tuple(_KINDS)


def leave_problem(person: str, first: date, last: date, cover: str | None) -> str | None:
    if last < first:
        return "The last day lies before the first."
    return "Nobody stands in for themselves. Choose another person, or nobody." if cover == person else None


def shift_problem(person: str, starts: datetime, ends: datetime, cover: str | None) -> str | None:
    if ends <= starts:
        return "The end lies before the start. Over midnight, the end is on the next day."
    if ends - starts > LONGEST_SHIFT:
        return "A shift lasts at most a week. Enter a longer one in parts."
    return "Nobody is second to themselves. Choose another person, or nobody." if cover == person else None


def phone_problem(phone: str) -> str | None:
    return None if _DIALLED.match(phone) else "Enter a number as it is dialled, such as 988 or 555-0199."


def add_hours(viewer: Viewer, person: str, weekdays: Iterable[int], opens: int, closes: int, now: datetime) -> None:
    with database.atomic():
        for weekday in weekdays:
            _add(WorkingHours, viewer, now, person=person, weekday=weekday, opens=opens, closes=closes)


def add_leave(viewer: Viewer, person: str, first: date, last: date, cover: str | None, now: datetime) -> None:
    _add(Absence, viewer, now, person=person, first_on=first, last_on=last, cover=cover)


def add_shifts(
    viewer: Viewer, person: str, starts: datetime, ends: datetime, cover: str | None, weeks: int, zone: ZoneInfo, now: datetime
) -> None:
    """The same wall times on the same weekday, `weeks` times; `starts` and `ends` are wall times without a zone."""
    with database.atomic():
        for number in range(weeks):
            later = timedelta(weeks=number)
            first, last = ((wall + later).replace(tzinfo=zone) for wall in (starts, ends))
            _add(CallShift, viewer, now, person=person, starts_at=first, ends_at=last.replace(fold=1), cover=cover)


def add_holiday(viewer: Viewer, day: date, name: str, now: datetime) -> None:
    _add(HolidayChange, viewer, now, agency=viewer.agency, day_on=day, name=name, is_off=True)


def work_on_holiday(viewer: Viewer, day: date, now: datetime) -> str:
    """The office is open on a day that its state keeps; the change's id, by which it is taken back."""
    return _add(HolidayChange, viewer, now, agency=viewer.agency, day_on=day, name="", is_off=False)


def add_line(viewer: Viewer, queue: str, words: str, phone: str, now: datetime) -> None:
    _add(PhoneLine, viewer, now, agency=viewer.agency, queue=queue, words=words, phone=phone, place=0)


def set_office(viewer: Viewer, state: str, email: str) -> None:
    with database.atomic():
        office = Office.get_or_none(Office.agency == viewer.agency) or Office.create(agency=viewer.agency)
        office.state, office.email = state, email
        office.save()


def remove(viewer: Viewer, kind: str, row_id: str, now: datetime) -> bool:
    """False where there is no such row for this viewer."""
    return _mark(viewer, kind, row_id, now, viewer.user)


def restore(viewer: Viewer, kind: str, row_id: str) -> bool:
    return _mark(viewer, kind, row_id, None, None)


def _mark(viewer: Viewer, kind: str, row_id: str, at: datetime | None, by: str | None) -> bool:
    table: Any = _KINDS[kind]
    changed = table.update(removed_at=at, removed_by=by).where(table.id == row_id, _own(table, viewer))
    return bool(changed.execute())


def _own(table: Any, viewer: Viewer) -> Any:
    if table in (HolidayChange, PhoneLine):
        return table.agency == viewer.agency
    return table.person << User.select(User.id).where(User.agency == viewer.agency)


def _add(table: Any, viewer: Viewer, now: datetime, **fields: Any) -> str:
    return str(table.create(id=str(uuid4()), entered_at=now, entered_by=viewer.user, **fields).id)
