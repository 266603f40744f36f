"""What the page "On duty" shows: the week as a picture of who is there, and everything planned, in words.

Pure but for the queries it calls. Public: DutyPage, duty_page, queue_of.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from fieldform.access.models import Agency, AgencyKind
from fieldform.access.viewer import Role, Viewer
from fieldform.clinician.duty_forms import WEEKDAYS
from fieldform.duty import offices, plans
from fieldform.duty.calendar import MINUTES_A_DAY, Kind, Span, next_presence, present, spans
from fieldform.duty.models import Absence, CallShift, WorkingHours
from fieldform.duty.offices import Desk
from fieldform.record.clock_words import clock_words
from fieldform.record.follow_ups import ADVOCATE, CLINICIAN
from fieldform.web.filters import when_words

_QUARTER = 15
_QUARTERS = MINUTES_A_DAY // _QUARTER
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of one day: `quarters` wide, `kind` duty, call or nobody, from and until in wall time, who, and their initials for where
    there is no room. `gap`: from and until as a form takes them, where nobody is there and it can still be filled.
    """

    kind: str
    quarters: int
    times: str
    who: str
    initials: str
    gap: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    holiday: str
    is_today: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """One row that can be taken away again. `kind` and `id` name it, `is_proposed`: a public holiday that the state keeps."""

    kind: str
    id: str
    words: str
    detail: str = ""
    is_proposed: bool = False


@dataclass(frozen=True, slots=True)
class DutyPage:
    """`now` says who is there at this moment; `planned` by kind of row; `unreachable` are people whom no alert reaches."""

    desk: Desk
    office: str
    days: tuple[Day, ...]
    week: date
    now: str
    is_covered: bool
    planned: dict[str, tuple[Planned, ...]]
    unreachable: tuple[str, ...]
    is_empty: bool

    @property
    def earlier(self) -> date:
        return self.week - 7 * _DAY

    @property
    def later(self) -> date:
        return self.week + 7 * _DAY


def queue_of(viewer: Viewer, asked: str) -> str:
    """A clinician's or an advocate's own; IT may look at either where the agency has both."""
    if viewer.role in (Role.CLINICIAN, Role.ADVOCATE):
        return str(viewer.role)
    kind = Agency.get_by_id(viewer.agency).kind
    if kind == AgencyKind.ADVOCATE or (kind == AgencyKind.POLICE and asked == ADVOCATE):
        return ADVOCATE
    return CLINICIAN


def duty_page(viewer: Viewer, queue: str, week_of: date | None, now: datetime, zone: ZoneInfo) -> DutyPage:
    today = now.astimezone(zone).date()
    asked = week_of or today
    week = asked - _DAY * asked.weekday()
    since, until = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (week, week + 7 * _DAY))
    desk = offices.desk_of(viewer.agency, queue, zone, min(since, now) - _DAY, max(until, now + 32 * _DAY))
    holidays = offices.holidays_between(viewer.agency, desk.state, week, week + 6 * _DAY)
    return DutyPage(
        desk=desk,
        office=str(Agency.get_by_id(viewer.agency).name),
        days=tuple(_day(desk, week + _DAY * number, holidays, now, zone) for number in range(7)),
        week=week,
        now=_now_words(desk, now, zone),
        is_covered=bool(present(desk.calendar, now)),
        planned=_planned(desk, today, now, zone),
        unreachable=tuple(person.name for person in desk.people.values() if not person.email),
        is_empty=not (desk.calendar.hours or desk.calendar.shifts),
    )


def _now_words(desk: Desk, now: datetime, zone: ZoneInfo) -> str:
    here = present(desk.calendar, now)
    if here:
        return ". ".join(f"{_who(desk, span)} until {_end_words(now, span.ends, now, zone)}" for span in here) + "."
    following = next_presence(desk.calendar, now)
    if following is None:
        return "Nobody is planned in the next month."
    return f"Nobody. Next: {_who(desk, following)} {when_words(following.starts, now, zone)}."


def _who(desk: Desk, span: Span) -> str:
    name = desk.people[span.person].name if span.person in desk.people else "Somebody who left"
    stands_in = f" (for {desk.people[span.for_person].name})" if span.for_person in desk.people else ""
    return f"{name}{stands_in}, {'on call' if span.kind is Kind.CALL else 'on duty'}"


def _day(desk: Desk, day: date, holidays: dict[date, str], now: datetime, zone: ZoneInfo) -> Day:
    today = now.astimezone(zone).date()
    since, until = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + _DAY))
    found = spans(desk.calendar, since, until)
    return Day(f"{day:%a} {day.day} {day:%b}", holidays.get(day, ""), day == today, tuple(_cells(desk, found, (since, until), now, zone)))


def _cells(desk: Desk, found: Sequence[Span], day: tuple[datetime, datetime], now: datetime, zone: ZoneInfo) -> Iterator[Cell]:
    """A day cut wherever somebody comes or goes; stretches with the same people are one."""
    since, until = day
    cuts = sorted({since, until, *(edge for span in found for edge in (span.starts, span.ends) if since < edge < until)})
    stretches: list[tuple[tuple[str, str, str], datetime, datetime]] = []
    for starts, ends in pairwise(cuts):
        there = _there(desk, [span for span in found if span.starts <= starts and span.ends >= ends])
        if stretches and stretches[-1][0] == there:
            stretches[-1] = (there, stretches[-1][1], ends)
        else:
            stretches.append((there, starts, ends))
    reached = 0
    for number, ((kind, who, initials), starts, ends) in enumerate(stretches, start=1):
        last = number == len(stretches)
        edge = _QUARTERS if last else max(reached + 1, min(_quarter(ends, zone), _QUARTERS - (len(stretches) - number)))
        until_words = "24:00" if last else f"{ends.astimezone(zone):%H:%M}"
        gap = (_typed(starts, zone), _typed(ends, zone)) if kind == "nobody" and ends > now else None
        yield Cell(kind, edge - reached, f"{starts.astimezone(zone):%H:%M}–{until_words}", who, initials, gap)
        reached = edge


def _there(desk: Desk, here: Sequence[Span]) -> tuple[str, str, str]:
    on_duty = _names(desk, (span for span in here if span.kind is Kind.DUTY))
    called = _names(desk, (span for span in here if span.kind is Kind.CALL))
    initials = ", ".join(_initials(name) for name in dict.fromkeys((*on_duty, *called)))
    if not here:
        return "nobody", "Nobody", ""
    if not on_duty:
        return "call", f"{', '.join(called)} on call", initials
    also = f"; {', '.join(called)} on call" if called and called != on_duty else ""
    return "duty", ", ".join(on_duty) + also, initials


def _names(desk: Desk, here: Iterable[Span]) -> list[str]:
    return list(dict.fromkeys(desk.names(span.person for span in here)))


def _initials(name: str) -> str:
    """“DR” for “Dana Reyes, LMSW”."""
    return "".join(word[0] for word in name.partition(",")[0].split())


def _typed(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%dT%H:%M}"


def _quarter(instant: datetime, zone: ZoneInfo) -> int:
    local = instant.astimezone(zone)
    return round((local.hour * 60 + local.minute) / _QUARTER)


def _planned(desk: Desk, today: date, now: datetime, zone: ZoneInfo) -> dict[str, tuple[Planned, ...]]:
    hours = sorted(plans.hours_of(desk.people), key=lambda row: desk.people[row.person_id].name)
    return {
        "hours": tuple(_hours(desk, row) for row in hours),
        "shift": tuple(_shift(desk, row, now, zone) for row in plans.shifts_of(desk.people, now)),
        "leave": tuple(_leave(desk, row) for row in plans.leaves_of(desk.people, today)),
        "holiday": _holidays(desk, today),
        "line": tuple(Planned("line", row.id, row.words, row.phone) for row in plans.lines_of(desk.agency, desk.queue)),
    }


def _hours(desk: Desk, row: WorkingHours) -> Planned:
    return Planned("hours", row.id, f"{WEEKDAYS[row.weekday]} {_clock(row.opens)}–{_clock(row.closes)}", desk.people[row.person_id].name)


def _shift(desk: Desk, row: CallShift, now: datetime, zone: ZoneInfo) -> Planned:
    second = f"; then {desk.people[row.cover_id].name}" if row.cover_id in desk.people else ""
    times = f"{when_words(row.starts_at, now, zone)} until {_end_words(row.starts_at, row.ends_at, now, zone)}"
    return Planned("shift", row.id, times, f"{desk.people[row.person_id].name}{second}")


def _end_words(starts: datetime, ends: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The hour alone where it ends on the day that it starts."""
    local = ends.astimezone(zone)
    return clock_words(local) if local.date() == starts.astimezone(zone).date() else when_words(ends, now, zone)


def _leave(desk: Desk, row: Absence) -> Planned:
    cover = f"{desk.people[row.cover_id].name} stands in" if row.cover_id in desk.people else "nobody stands in"
    last = "" if row.first_on == row.last_on else f" to {_date(row.last_on)}"
    return Planned("leave", row.id, f"{_date(row.first_on)}{last}", f"{desk.people[row.person_id].name}; {cover}")


def _holidays(desk: Desk, today: date) -> tuple[Planned, ...]:
    """Those of the next year: proposed ones, the office's own, and proposed ones on which it is open."""
    last = today + timedelta(days=365)
    changed = {row.day_on: row for row in plans.holiday_changes_of(desk.agency)}
    closed = offices.holidays_between(desk.agency, desk.state, today, last)
    opened = [row for row in changed.values() if not row.is_off and today <= row.day_on <= last]
    proposed = [
        Planned("holiday", day.isoformat(), _date(day), name, is_proposed=True) for day, name in closed.items() if day not in changed
    ]
    own = [Planned("holiday", changed[day].id, _date(day), name) for day, name in closed.items() if day in changed]
    worked = [Planned("holiday", row.id, _date(row.day_on), "open all the same") for row in opened]
    order = {_date(today + timedelta(days=number)): number for number in range(366)}
    return tuple(sorted((*proposed, *own, *worked), key=lambda one: order.get(one.words, 0)))


def _date(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
