"""The three shifts of a day, and from when to when each lasts. Pure.

Agencies will set these hours later; they are read here and nowhere else. The night belongs to the day on which it begins.
Public: Shift, bounds, shift_of.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Shift(StrEnum):
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


_BEGINS = {Shift.DAY: 7, Shift.EVENING: 15, Shift.NIGHT: 23}
_HOURS = 8


def bounds(on: date, shift: Shift | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """(from, before), aware UTC: a shift by the clock on the wall, or with None the whole day from midnight to midnight."""
    if shift is None:
        return _at(on, 0, zone), _at(on + timedelta(days=1), 0, zone)
    ends = _BEGINS[shift] + _HOURS
    return _at(on, _BEGINS[shift], zone), _at(on + timedelta(days=ends // 24), ends % 24, zone)


def shift_of(instant: datetime, zone: ZoneInfo) -> Shift:
    hour = instant.astimezone(zone).hour
    return next((shift for shift, begins in _BEGINS.items() if begins <= hour < begins + _HOURS), Shift.NIGHT)


def _at(on: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(hour), zone).astimezone(UTC)
