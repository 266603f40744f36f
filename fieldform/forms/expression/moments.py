"""Dates and times: ISO text in answers, days since 1970-01-01 in arithmetic.

A date is a whole number of days. A date with a time counts by the wall clock of the form's zone, so that its whole part is the local
date; two of them are compared and subtracted as instants, so that the hour which comes twice in autumn does no harm. A time alone is
a fraction of a day. Whole milliseconds throughout; years 1000 to 9999. Reads no system clock and no system zone.
Public: Clock, days_of, instant_of, is_date, is_time, date_text, moment_text, normal_moment, formatted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = 60_000
DAY = 86_400_000
_START = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY = date(1000, 1, 1).toordinal() - _EPOCH
_LAST_DAY = date(9999, 12, 31).toordinal() - _EPOCH
_MOMENT = re.compile(
    r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})"
    r"(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?\Z"
)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?\Z")
_ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*\Z")  # not "localtime", which is the machine's own
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")
# What a directive writes of the calendar's day, days since 1970-01-01 and milliseconds since midnight.
_Part = Callable[[date, int, int], str]
_DIRECTIVE = re.compile(r"%([YymnbdeHhMS3a%])")


@dataclass(frozen=True)
class Clock:
    """What "now" and "here" are while a form is judged: milliseconds since 1970 (UTC) and an IANA zone."""

    now_ms: int
    zone: ZoneInfo

    @classmethod
    def at(cls, at: datetime, zone: str) -> "Clock":
        """`at` is aware. A zone that nobody knows (a device can say anything) counts as UTC."""
        return cls((at - _START) // timedelta(milliseconds=1), _zone(zone))

    @cached_property
    def now(self) -> str:
        return moment_text(self.now_ms, self)

    @cached_property
    def today(self) -> str:
        return self.now[:10]

    def offset(self, instant: int) -> int:
        """Milliseconds that the zone is ahead of UTC at that instant, whole minutes."""
        inside = min(max(instant, (_FIRST_DAY + 2) * DAY), (_LAST_DAY - 2) * DAY)
        offset = (_START + timedelta(milliseconds=inside)).astimezone(self.zone).utcoffset()
        return 0 if offset is None else (offset.days * 1440 + offset.seconds // 60) * MINUTE

    def instant(self, wall: int) -> int:
        """The instant of a wall clock reading: the first of two in autumn, and past the gap in spring."""
        before, after = self.offset(wall - DAY), self.offset(wall + DAY)
        return wall - (after if self.offset(wall - before) != before and self.offset(wall - after) == after else before)


class _Moment(NamedTuple):
    """`wall` is the reading of the clock as if it were UTC; `offset` is None for a plain date and for a time without one."""

    wall: int
    offset: int | None
    timed: bool


def days_of(text: str, clock: Clock) -> float:
    """Days since 1970-01-01 of a date, of a date with time, or of a time; NaN for any other text."""
    moment = _moment(text)
    if moment is not None:
        return _local(moment, clock) / DAY
    time = _TIME.match(text)
    return _time_of_day(*time.groups()) / DAY if time else float("nan")


def instant_of(text: str, clock: Clock) -> int | None:
    """Milliseconds since 1970 (UTC) of a date with time; None for anything else."""
    moment = _moment(text)
    return _instant(moment, clock) if moment is not None and moment.timed else None


def is_date(text: str) -> bool:
    moment = _moment(text)
    return moment is not None and not moment.timed


def is_moment(text: str) -> bool:
    return _moment(text) is not None


def is_time(text: str) -> bool:
    return _TIME.match(text) is not None


def date_text(days: float) -> str:
    """The date of a number of days, or "" outside the calendar."""
    if not _FIRST_DAY <= days < _LAST_DAY + 1:
        return ""
    return date.fromordinal(int(days // 1) + _EPOCH).isoformat()


def local_date(text: str, clock: Clock) -> str:
    """The date of a date or of a date with time, by the wall clock; "" for any other text."""
    moment = _moment(text)
    return "" if moment is None else date_text(_local(moment, clock) // DAY)


def moment_text(instant: int, clock: Clock) -> str:
    """`2026-11-20T21:04:05-05:00`: seconds, and the offset of the clock's zone; "" outside the calendar."""
    offset = clock.offset(instant)
    day = date_text((instant + offset) // DAY)
    return f"{day}T{_wall_time(instant + offset)}{_offset_text(offset)}" if day else ""


def moment_of_days(days: float, clock: Clock) -> str:
    """The date with time that stands so many days (by the wall clock) after 1970-01-01."""
    return moment_text(clock.instant(int((days * DAY + 0.5) // 1)), clock) if abs(days) < 1e7 else ""


def normal_moment(text: str, clock: Clock) -> str:
    """A date with time as it is stored: seconds and an offset (the one it came with, else the zone's); "" for any other text."""
    moment = _moment(text)
    if moment is None or not moment.timed:
        return ""
    if moment.offset is None:
        return moment_text(clock.instant(moment.wall), clock)
    return f"{text[:10]}T{_wall_time(moment.wall)}{_offset_text(moment.offset)}"


def formatted(text: str, layout: str, clock: Clock) -> str:
    """format-date: the directives of XLSForm (%Y %y %m %n %b %d %e %H %h %M %S %3 %a %%), English names."""
    moment = _moment(text)
    if moment is None:
        return ""
    days, rest = divmod(_local(moment, clock), DAY)
    day = date.fromordinal(min(max(days, _FIRST_DAY), _LAST_DAY) + _EPOCH)
    return "".join([part if isinstance(part, str) else part(day, days, rest) for part in _laid_out(layout)])


@lru_cache(maxsize=256)
def _laid_out(layout: str) -> tuple[str | _Part, ...]:
    """What stands between the directives, and what each of them writes."""
    pieces = _DIRECTIVE.split(layout)
    return tuple(_PARTS[piece] if place % 2 else piece for place, piece in enumerate(pieces) if piece)


_PARTS: dict[str, _Part] = {
    "Y": lambda day, _days, _rest: str(day.year),
    "y": lambda day, _days, _rest: f"{day.year % 100:02}",
    "m": lambda day, _days, _rest: f"{day.month:02}",
    "n": lambda day, _days, _rest: str(day.month),
    "b": lambda day, _days, _rest: _MONTHS[day.month - 1],
    "d": lambda day, _days, _rest: f"{day.day:02}",
    "e": lambda day, _days, _rest: str(day.day),
    "H": lambda _day, _days, rest: f"{rest // 3_600_000:02}",
    "h": lambda _day, _days, rest: str(rest // 3_600_000),
    "M": lambda _day, _days, rest: f"{rest // MINUTE % 60:02}",
    "S": lambda _day, _days, rest: f"{rest // 1000 % 60:02}",
    "3": lambda _day, _days, rest: f"{rest % 1000:03}",
    "a": lambda _day, days, _rest: _WEEKDAYS[days % 7],
    "%": lambda *_: "%",
}


@lru_cache(maxsize=1024)
def _moment(text: str) -> _Moment | None:
    found = _MOMENT.match(text) if len(text) >= 10 and text[4] == "-" else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        days = date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        return None
    if hour is None:
        return _Moment(days * DAY, None, timed=False)
    return _Moment(days * DAY + _time_of_day(hour, minute, second, fraction), _offset(offset), timed=True)


def _time_of_day(hour: str, minute: str, second: str | None, fraction: str | None) -> int:
    return int(hour) * 3_600_000 + int(minute) * MINUTE + int(second or 0) * 1000 + int(((fraction or "") + "000")[:3])


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return (-minutes if text[0] == "-" else minutes) * MINUTE


def _instant(moment: _Moment, clock: Clock) -> int:
    return clock.instant(moment.wall) if moment.offset is None else moment.wall - moment.offset


def _local(moment: _Moment, clock: Clock) -> int:
    if moment.offset is None:
        return moment.wall
    instant = moment.wall - moment.offset
    return instant + clock.offset(instant)


def _wall_time(wall: int) -> str:
    seconds = wall % DAY // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _offset_text(offset: int) -> str:
    minutes = abs(offset) // MINUTE
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name if _ZONE.match(name) else "UTC")
    except (KeyError, OSError, ValueError):
        return ZoneInfo("UTC")
