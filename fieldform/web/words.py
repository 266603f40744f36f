"""People and times as every room says them: “Dana Doe, 34”, “Wednesday 4 March 2026, 14:30”.

Pure. The words of a state stand in templates/macros/states.html, those of a list's times in filters.py.
Public: person_words, person_now, age_of, full_words, day_words.
"""

from datetime import date, datetime
from typing import Any
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from fieldform.record.clock_words import clock_words

_TURNING_MARKS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def person_words(name: str, sex: str, age: int | None) -> str:
    """“Dana Doe, 34”; where no name is known what was seen: “Name not known, male, about 40”."""
    if name:
        return _isolated(name) if age is None else f"{_isolated(name)}, {age}"
    seen = [sex.lower()] if sex else []
    return ", ".join(["Name not known", *seen, *([] if age is None else [f"about {age}"])])


def person_now(person: Any, now: datetime, zone: ZoneInfo) -> str:
    """The same of whatever has their `name`, `sex`, `born_on` and `age` (an estimate), with the age that they have now."""
    return person_words(person.name, person.sex, age_of(person.born_on, person.age, now.astimezone(zone).date()))


def age_of(born_on: date | None, estimated: int | None, today: date) -> int | None:
    """Whole years, from the date of birth where there is one."""
    if born_on is None:
        return estimated
    years = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return years if 0 <= years < 130 else estimated


def full_words(instant: datetime, zone: ZoneInfo) -> str:
    """“Wednesday 4 March 2026, 14:30”, for paper."""
    local = instant.astimezone(zone)
    return f"{local:%A} {day_words(local.date())}, {clock_words(local)}"


def day_words(day: date) -> str:
    """“12 March 1990”."""
    return f"{day.day} {day:%B %Y}"


def _isolated(name: str) -> str:
    """A name in Arabic or Hebrew script between the marks that keep it from turning its neighbors around (UAX #9: FSI, PDI).

    Such marks inside a name are left out: one that overrides (U+202E) or ends the isolation would turn them around all the same.
    """
    plain = name.translate(_TURNING_MARKS)
    return f"\u2068{plain}\u2069" if any(bidirectional(letter) in ("R", "AL") for letter in plain) else plain
