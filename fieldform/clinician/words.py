"""Times, tries and people as the desk says them: “call by 23:00”, “overdue since Tuesday 09:00”, “tried twice”.

Pure. The words of a state stand in templates/macros/states.html, not here. Public: due_words, tries_words, person_words, age_of,
point_words, full_words, day_words.
"""

from datetime import date, datetime, timedelta
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from fieldform.record.acuity import Acuity

_TURNING_MARKS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def due_words(acuity: str, due_at: datetime, closed_at: datetime | None, tries: int, now: datetime, zone: ZoneInfo) -> str:
    """By when, and whether that has passed. A closed follow-up is due no more."""
    if closed_at is not None:
        return f"closed {point_words(closed_at, now, zone)}"
    if due_at < now:
        return f"overdue since {point_words(due_at, now, zone)}"
    verb = "call by" if acuity == Acuity.NOW and not tries else "due"
    return f"{verb} {point_words(due_at, now, zone)}"


def tries_words(tries: int) -> str:
    known = {0: "not tried yet", 1: "tried once", 2: "tried twice"}
    return known.get(tries, f"tried {tries} times")


def person_words(name: str, sex: str, age: int | None) -> str:
    """“Dana Doe, 34”; where no name is known what was seen: “Name not known, male, about 40”."""
    if name:
        return _isolated(name) if age is None else f"{_isolated(name)}, {age}"
    seen = [sex.lower()] if sex else []
    return ", ".join(["Name not known", *seen, *([] if age is None else [f"about {age}"])])


def age_of(born_on: date | None, estimated: int | None, today: date) -> int | None:
    """Whole years, from the date of birth where there is one."""
    if born_on is None:
        return estimated
    years = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return years if 0 <= years < 130 else estimated


def point_words(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """“23:00” today, “tomorrow 09:00”, “Tuesday 09:00” within six days, else “12 Mar 09:00”, with the year where it is another."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    return f"{_day(local.date(), today)}{local:%H:%M}"


def full_words(instant: datetime, zone: ZoneInfo) -> str:
    """“Wednesday 4 March 2026, 14:30”, for paper."""
    local = instant.astimezone(zone)
    return f"{local:%A} {day_words(local.date())}, {local:%H:%M}"


def day_words(day: date) -> str:
    """“12 March 1990”."""
    return f"{day.day} {day:%B %Y}"


def _isolated(name: str) -> str:
    """A name in Arabic or Hebrew script between the marks that keep it from turning its neighbors around (UAX #9: FSI, PDI).

    Such marks inside a name are left out: one that overrides (U+202E) or ends the isolation would turn them around all the same.
    """
    plain = name.translate(_TURNING_MARKS)
    return f"\u2068{plain}\u2069" if any(bidirectional(letter) in ("R", "AL") for letter in plain) else plain


def _day(day: date, today: date) -> str:
    near = {today: "", today + timedelta(days=1): "tomorrow ", today - timedelta(days=1): "yesterday "}
    if day in near:
        return near[day]
    if abs((day - today).days) < 7:
        return f"{day:%A} "
    return f"{day.day} {day:%b} " if day.year == today.year else f"{day.day} {day:%b %Y} "
