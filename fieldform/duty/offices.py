"""What is asked of the calendar by name: which offices work an agency's queue, who is there now, whom to phone, whom an alert can reach.

Reads rows into the values of calendar.py. Public: Person, Desk, Watch, Line, role_of, offices_working, desk_of, watch, lines_for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fieldform.access.models import Service, User
from fieldform.access.viewer import Role
from fieldform.duty import plans, public_holidays
from fieldform.duty.calendar import Calendar, Hours, Kind, Leave, Shift, Span, covers, next_presence, present
from fieldform.duty.ladder import Rung
from fieldform.duty.models import Office

_AHEAD = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works a queue. `email` and `phone` may be empty."""

    id: str
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Line:
    """What an officer can phone. `words` never name a person."""

    words: str
    phone: str


# Where no office has said whom to phone.
ANYBODYS = (Line("988 Suicide and Crisis Lifeline", "988"),)


@dataclass(frozen=True, slots=True)
class Desk:
    """One office's queue: its people by id, its calendar over the time that was asked for, its settings and its lines."""

    agency: str
    queue: str
    people: dict[str, Person]
    calendar: Calendar
    state: str
    email: str
    lines: tuple[Line, ...]

    def names(self, people: Iterable[str]) -> list[str]:
        return [self.people[person].name for person in people if person in self.people]


@dataclass(frozen=True, slots=True)
class Watch:
    """Who has the watch over one agency's queue at an instant, over all offices that work it.

    `addresses` are those that an alert can reach on each rung; a rung that nobody stands on is left out. `next` is when somebody is there
    again. `is_call`: somebody is on call, not merely in the office.
    """

    present: tuple[Person, ...]
    is_call: bool
    next: datetime | None
    addresses: dict[Rung, tuple[str, ...]]
    lines: tuple[Line, ...]


def role_of(queue: str) -> Role:
    """Who works this queue; one that this house does not know goes to the clinicians rather than to nobody."""
    return Role.ADVOCATE if queue == Role.ADVOCATE else Role.CLINICIAN


def offices_working(police: str, queue: str) -> list[str]:
    """Ids of the agencies whose people work this queue for this police agency: those who serve it, and itself."""
    serving = [service.provider_id for service in Service.select(Service.provider).where(Service.police == police)]
    rows = User.select(User.agency).where(User.agency << [*serving, police], User.role == role_of(queue).value, User.disabled_at.is_null())
    return sorted({row.agency_id for row in rows})


def desk_of(agency: str, queue: str, zone: ZoneInfo, since: datetime, until: datetime) -> Desk:
    """An office's queue, with everything planned between two instants."""
    people = people_of(agency, queue)
    office = Office.get_or_none(Office.agency == agency)
    state = office.state if office else ""
    calendar = Calendar(
        zone=zone,
        hours=_hours(people),
        holidays=frozenset(holidays_between(agency, state, since.astimezone(zone).date(), until.astimezone(zone).date())),
        leaves=_leaves(people, since, zone),
        shifts=_shifts(people, since, until),
    )
    return Desk(
        agency,
        queue,
        people,
        calendar,
        state,
        office.email if office else "",
        tuple(Line(row.words, row.phone) for row in plans.lines_of(agency, queue)),
    )


def people_of(agency: str, queue: str) -> dict[str, Person]:
    """Open accounts alone, by name."""
    rows = User.select().where(User.agency == agency, User.role == role_of(queue).value, User.disabled_at.is_null())
    return {row.id: Person(row.id, row.name, row.email, row.phone) for row in rows.order_by(User.name, User.id)}


def holidays_between(agency: str, state: str, first: date, last: date) -> dict[date, str]:
    """The days on which an office is closed: those proposed for its state without those it works, and its own."""
    proposed = {day: name for year in range(first.year, last.year + 1) for day, name in public_holidays.proposed(state, year).items()}
    for change in plans.holiday_changes_of(agency):
        if change.is_off:
            proposed[change.day_on] = change.name
        else:
            proposed.pop(change.day_on, None)
    return {day: name for day, name in sorted(proposed.items()) if first - timedelta(days=1) <= day <= last}


def watch(police: str, queue: str, zone: ZoneInfo, now: datetime) -> Watch:
    """Who has the watch now, and whom an alert reaches."""
    desks = [desk_of(office, queue, zone, now - timedelta(days=1), now + _AHEAD) for office in offices_working(police, queue)]
    there = [(desk, span) for desk in desks for span in present(desk.calendar, now) if span.person in desk.people]
    called = [(desk, span) for desk, span in there if span.kind is Kind.CALL]
    people = _people(called or there)
    ahead = [span for span in (next_presence(desk.calendar, now) for desk in desks) if span is not None]
    return Watch(
        present=people,
        is_call=bool(called),
        next=min((span.starts for span in ahead), default=None),
        addresses=_addresses(police, desks, _people(there), now),
        lines=_lines(desks, people, is_call=bool(called)),
    )


def lines_for(police: str, queue: str, zone: ZoneInfo, now: datetime) -> tuple[Line, ...]:
    """Whom an officer of this agency can phone about this queue now: whoever is there first."""
    return watch(police, queue, zone, now).lines


def _people(there: Sequence[tuple[Desk, Span]]) -> tuple[Person, ...]:
    found = [desk.people[span.person] for desk, span in there]
    return tuple({person.id: person for person in found}.values())


def _addresses(police: str, desks: Sequence[Desk], there: Sequence[Person], now: datetime) -> dict[Rung, tuple[str, ...]]:
    stand_ins = [desk.people[person] for desk in desks for person in covers(desk.calendar, now) if person in desk.people]
    supervisors = User.select(User.email).where(User.agency == police, User.role == Role.SUPERVISOR.value, User.disabled_at.is_null())
    rungs = {
        Rung.PRESENT: [person.email for person in there],
        Rung.COVER: [person.email for person in stand_ins],
        Rung.EVERYONE: [person.email for desk in desks for person in desk.people.values()],
        Rung.OFFICE: [*(desk.email for desk in desks), *(row.email for row in supervisors)],
    }
    real = {rung: tuple(dict.fromkeys(filter(None, emails))) for rung, emails in rungs.items()}
    return {rung: emails for rung, emails in real.items() if emails}


def _lines(desks: Sequence[Desk], there: Sequence[Person], *, is_call: bool) -> tuple[Line, ...]:
    role = role_of(desks[0].queue) if desks else ""
    own = [Line(f"The {role} on {'call' if is_call else 'duty'}", person.phone) for person in there if person.phone]
    kept = [line for desk in desks for line in desk.lines]
    return tuple(dict.fromkeys([*own, *(kept or ANYBODYS)]))


def _hours(people: Iterable[str]) -> tuple[Hours, ...]:
    return tuple(Hours(row.person_id, row.weekday, row.opens, row.closes) for row in plans.hours_of(people))


def _leaves(people: Iterable[str], since: datetime, zone: ZoneInfo) -> tuple[Leave, ...]:
    first = since.astimezone(zone).date() - timedelta(days=1)
    return tuple(Leave(row.person_id, row.first_on, row.last_on, row.cover_id) for row in plans.leaves_of(people, first))


def _shifts(people: Iterable[str], since: datetime, until: datetime) -> tuple[Shift, ...]:
    rows = (row for row in plans.shifts_of(people, since) if row.starts_at < until)
    return tuple(Shift(row.person_id, row.starts_at, row.ends_at, row.cover_id) for row in rows)
