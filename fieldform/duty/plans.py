"""What is planned, row by row, as whoever plans it takes it away again. The caller was allowed to see these people and this office.

Public: hours_of, leaves_of, shifts_of, lines_of, holiday_changes_of.
"""

from collections.abc import Iterable
from datetime import date, datetime

from fieldform.duty.models import Absence, CallShift, HolidayChange, PhoneLine, WorkingHours


def hours_of(people: Iterable[str]) -> list[WorkingHours]:
    rows = WorkingHours.select().where(WorkingHours.person << list(people), WorkingHours.removed_at.is_null())
    return list(rows.order_by(WorkingHours.weekday, WorkingHours.opens, WorkingHours.id))


def leaves_of(people: Iterable[str], today: date) -> list[Absence]:
    """Those not over yet, by their first day."""
    rows = Absence.select().where(Absence.person << list(people), Absence.removed_at.is_null(), Absence.last_on >= today)
    return list(rows.order_by(Absence.first_on, Absence.id))


def shifts_of(people: Iterable[str], now: datetime) -> list[CallShift]:
    """Those not over yet, by their start."""
    rows = CallShift.select().where(CallShift.person << list(people), CallShift.removed_at.is_null(), CallShift.ends_at > now)
    return list(rows.order_by(CallShift.starts_at, CallShift.id))


def lines_of(agency: str, queue: str) -> list[PhoneLine]:
    rows = PhoneLine.select().where(PhoneLine.agency == agency, PhoneLine.queue == queue, PhoneLine.removed_at.is_null())
    return list(rows.order_by(PhoneLine.place, PhoneLine.entered_at, PhoneLine.id))


def holiday_changes_of(agency: str) -> list[HolidayChange]:
    rows = HolidayChange.select().where(HolidayChange.agency == agency, HolidayChange.removed_at.is_null())
    return list(rows.order_by(HolidayChange.entered_at, HolidayChange.id))
