"""The demo's calendar: working hours, nights on call with a second, leave with cover, lines to phone that are clearly placeholders.

Public: create.
"""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from fieldform.access.models import User
from fieldform.commands.demo_cast import DemoCast
from fieldform.duty.models import Absence, CallShift, Office, PhoneLine, WorkingHours

_NIGHTS = 28
_LINES = {
    "clinician": (("988 Suicide and Crisis Lifeline", "988"), ("Provider’s crisis line (placeholder)", "555-0199")),
    "advocate": (("Advocates’ help line (placeholder)", "555-0177"),),
}


def create(cast: DemoCast, now: datetime, zone: ZoneInfo) -> None:
    """Last week and four weeks from today. The advocate has no nights: that gap is what the page is for."""
    first, second = cast.clinicians[:2]
    for person, opens, closes in ((first, 8, 17), (second, 10, 19), (cast.advocate, 9, 17)):
        for weekday in range(5):
            _add(WorkingHours, now, person=person, weekday=weekday, opens=opens * 60, closes=closes * 60)
    today = now.astimezone(zone).date()
    for night in range(-8, _NIGHTS):
        on_call, then = (first, second) if night % 2 else (second, first)
        _night(today + timedelta(days=night), on_call, then, zone, now)
    _add(Absence, now, person=second, first_on=today + timedelta(days=9), last_on=today + timedelta(days=11), cover=first)
    for queue, person in (("clinician", first), ("advocate", cast.advocate)):
        Office.create(agency=person.agency, state="MI", email=f"office.{queue}@example.org")
        for place, (words, phone) in enumerate(_LINES[queue]):
            _add(PhoneLine, now, agency=person.agency, queue=queue, words=words, phone=phone, place=place)


def _night(day: date, on_call: User, then: User, zone: ZoneInfo, now: datetime) -> None:
    """From the end of the day's hours to the morning; all day where there are none."""
    starts = datetime.combine(day, time(19 if day.weekday() < 5 else 8), zone)
    ends = datetime.combine(day + timedelta(days=1), time(8), zone)
    _add(CallShift, now, person=on_call, starts_at=starts, ends_at=ends, cover=then)


def _add(table: type, now: datetime, **fields: object) -> None:
    table.create(id=str(uuid4()), entered_at=now, entered_by="", **fields)  # type: ignore[attr-defined]
