"""Who is on duty and who is on call at an instant, and when somebody is again: the calendar of one office and queue, as plain values.

Pure: times come in (aware UTC), times go out. Wall times are those of the office's own zone, so that 22:00 to 06:00 is seven hours on the
night the clocks go forward and nine on the night they go back. Knows no table and no page.
Public: Calendar, Hours, Leave, Shift, Kind, Span, present, covers, next_presence, spans, gaps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
_DAY = timedelta(days=1)
_LOOK_AHEAD = timedelta(days=31)


class Kind(StrEnum):
    DUTY = "duty"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Hours:
    """One person's working hours on one weekday (Monday is 0), in minutes since midnight; an end not after the start is the next day's."""

    person: str
    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Away from the first day to the last, both included; `cover` stands in, if anybody does."""

    person: str
    first: date
    last: date
    cover: str | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """On call between two instants; `cover` is whom to turn to when that person does not answer."""

    person: str
    starts: datetime
    ends: datetime
    cover: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """`holidays` take away the working hours that begin on them; who is on call stays so."""

    zone: ZoneInfo
    hours: tuple[Hours, ...] = ()
    holidays: frozenset[date] = frozenset()
    leaves: tuple[Leave, ...] = ()
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """`person` is there from `starts` until just before `ends`; `for_person` is whom they stand in for."""

    person: str
    kind: Kind
    starts: datetime
    ends: datetime
    for_person: str | None = None


def present(calendar: Calendar, at: datetime) -> tuple[Span, ...]:
    """Everybody on duty or on call at this instant; nobody twice in one kind."""
    here = [span for span in spans(calendar, at, at + timedelta(microseconds=1)) if span.starts <= at < span.ends]
    return tuple({(span.kind, span.person): span for span in here}.values())


def covers(calendar: Calendar, at: datetime) -> tuple[str, ...]:
    """Whom to turn to next: the second on call of the shifts that run now, and those who stand in for somebody away today."""
    seconds = [shift.cover for shift in calendar.shifts if shift.starts <= at < shift.ends]
    today = at.astimezone(calendar.zone).date()
    stand_ins = [leave.cover for leave in calendar.leaves if leave.first <= today <= leave.last]
    there = {span.person for span in present(calendar, at)}
    named = dict.fromkeys(person for person in (*seconds, *stand_ins) if person)
    return tuple(person for person in named if person not in there and not _is_away(calendar, person, today))


def next_presence(calendar: Calendar, after: datetime) -> Span | None:
    """The first time within a month that somebody is there again; None where nobody is planned. Somebody there now is no answer."""
    ahead = [span for span in spans(calendar, after, after + _LOOK_AHEAD) if span.starts > after]
    return min(ahead, key=lambda span: (span.starts, span.kind, span.person), default=None)


def spans(calendar: Calendar, since: datetime, until: datetime) -> tuple[Span, ...]:
    """Who is there when, between two instants, by time: leave taken out and cover put in."""
    planned = [*_worked(calendar, since, until), *_called(calendar, since, until)]
    real = [part for span in planned for part in _stood_in(calendar, span)]
    inside = (span for span in real if span.starts < until and span.ends > since)
    return tuple(sorted(inside, key=lambda span: (span.starts, span.ends, span.kind, span.person)))


def gaps(calendar: Calendar, since: datetime, until: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The times between two instants at which nobody is on duty or on call."""
    found, reached = [], since
    for span in spans(calendar, since, until):
        if span.starts > reached:
            found.append((reached, span.starts))
        reached = max(reached, span.ends)
    if reached < until:
        found.append((reached, until))
    return tuple(found)


def instant_of(day: date, minutes: int, zone: ZoneInfo, *, later: bool = False) -> datetime:
    """A wall time as an instant. Where the clocks go back it is there twice: `later` takes the second."""
    wall = datetime.combine(day + _DAY * (minutes // MINUTES_A_DAY), time(*divmod(minutes % MINUTES_A_DAY, 60)))
    return wall.replace(tzinfo=zone, fold=int(later)).astimezone(UTC)


def _worked(calendar: Calendar, since: datetime, until: datetime) -> Iterator[Span]:
    first, last = (instant.astimezone(calendar.zone).date() for instant in (since, until))
    for number in range(-1, (last - first).days + 1):
        day = first + _DAY * number
        if day not in calendar.holidays:
            yield from (_shift_of(calendar.zone, hours, day) for hours in calendar.hours if hours.weekday == day.weekday())


def _shift_of(zone: ZoneInfo, hours: Hours, day: date) -> Span:
    closes = hours.closes if hours.closes > hours.opens else hours.closes + MINUTES_A_DAY
    # An end that comes twice is the later one: nobody leaves before the clock says so for good.
    return Span(hours.person, Kind.DUTY, instant_of(day, hours.opens, zone), instant_of(day, closes, zone, later=True))


def _called(calendar: Calendar, since: datetime, until: datetime) -> Iterator[Span]:
    for shift in calendar.shifts:
        if shift.starts < until and shift.ends > since:
            yield Span(shift.person, Kind.CALL, shift.starts, shift.ends)


def _stood_in(calendar: Calendar, span: Span) -> Iterator[Span]:
    """The span, with those days of it on which its person is away given to whoever stands in, or to nobody."""
    for starts, ends in _cut_at_midnights(calendar, span):
        day = starts.astimezone(calendar.zone).date()
        person = _who_stands_in(calendar, span.person, day)
        if person is not None:
            yield Span(person, span.kind, starts, ends, span.person if person != span.person else None)


def _cut_at_midnights(calendar: Calendar, span: Span) -> Sequence[tuple[datetime, datetime]]:
    """Only where leave begins or ends inside it; a whole span otherwise."""
    edges = {day for leave in calendar.leaves for day in (leave.first, leave.last + _DAY)}
    cuts = sorted(instant_of(day, 0, calendar.zone) for day in edges)
    inside = [cut for cut in cuts if span.starts < cut < span.ends]
    return list(zip([span.starts, *inside], [*inside, span.ends], strict=True))


def _who_stands_in(calendar: Calendar, person: str, day: date) -> str | None:
    """The person, or their cover while they are away, or that one's cover; None where the chain ends or comes round again."""
    asked: set[str] = set()
    while person not in asked:
        asked.add(person)
        away = [leave for leave in calendar.leaves if leave.person == person and leave.first <= day <= leave.last]
        if not away:
            return person
        named = next((leave.cover for leave in away if leave.cover), None)
        if named is None:
            return None
        person = named
    return None


def _is_away(calendar: Calendar, person: str, day: date) -> bool:
    return any(leave.person == person and leave.first <= day <= leave.last for leave in calendar.leaves)
