"""What the columns of a spreadsheet mean, proposed from their headings, and a row of it as answers to the form `follow_up`.

Pure: cells in, answers and problems out; a problem never repeats the cell. Public: Meant, proposed, kept_for, Row, row_of,
Urgency, urgencies.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.clinician.import_words import ACUITIES, HEADINGS, LANGUAGES, OTHER_NAMES, OWN_WORDS, SEXES
from fieldform.folding import without_marks

_OF_PERSON = frozenset(
    ("given_name", "family_name", "alias", "born_on", "age_guess", "sex", "phone", "address", "language", "contact_rules")
)
_MOST_WORDS = 20
_DAY = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})\Z")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]m)?\Z", re.IGNORECASE)
_WRITTEN = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y")
_MORNING = time(9)

_BAD_DATE = "This is no date that can be read. Write it as 2026-11-23 or 11/23/2026."
_SHORT_YEAR = "Write the year with four digits."
_BAD_ACUITY = "Write Now, 24 h, 72 h or 7 days."
_BAD_SEX = "Write male, female, other or unknown."
_BAD_AGE = "Write the age as a whole number."
_UNSAVED = "This cell holds a formula whose value was never saved. Open the file, save it, and send it again."


@dataclass(frozen=True, slots=True)
class Meant:
    """`columns`: which column (from 0) is what. `acuity` is that of rows which name none; 3/4 is 4 March where the month comes first.

    `acuities`: what somebody said that a word for urgency means, by the word as `_plain` has it.
    """

    columns: Mapping[int, str]
    acuity: str
    month_first: bool
    acuities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Urgency:
    """A word for urgency that is not one of the four here: as it was first written, what it is taken for ("" where that must be said), and
    in how many rows it stands."""

    word: str
    plain: str
    acuity: str
    rows: int


@dataclass
class Row:
    """A row as answers; `problems` are (column, words)."""

    answers: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)


class _Unclear(ValueError):
    """A cell that does not say what its column should. The message is for the person who wrote it."""


def proposed(headings: Sequence[str]) -> dict[int, str]:
    """What each column seems to be; nothing is proposed twice."""
    found: dict[int, str] = {}
    for column, heading in enumerate(headings):
        known = next((target for target, words in HEADINGS.items() if _plain(heading) in words), None)
        if known is not None and known not in found.values():
            found[column] = known
    if {"given_name", "family_name"} <= set(found.values()):
        return {column: target for column, target in found.items() if target != "name"}
    return found


def kept_for(headings: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    """An earlier choice, by heading, for a sheet that was sent again; what it does not name is proposed."""
    guess = proposed(headings)
    chosen = {column: mapping[heading] if heading in mapping else guess.get(column, "") for column, heading in enumerate(headings)}
    return {column: target for column, target in chosen.items() if target}


def urgencies(rows: Sequence[Sequence[str]], meant: Meant) -> tuple[Urgency, ...]:
    """What the words of the file become, for somebody to look at: nothing is made urgent in silence."""
    column = next((column for column, target in meant.columns.items() if target == "acuity"), None)
    written = [row[column] for row in rows if row[column]] if column is not None else []
    counted = Counter(_plain(cell) for cell in written)
    first = {_plain(cell): cell for cell in reversed(written)}
    foreign = [plain for plain in counted if plain not in OWN_WORDS]
    return tuple(Urgency(first[plain], plain, _acuity_of(plain, meant), counted[plain]) for plain in foreign[:_MOST_WORDS])


def row_of(cells: Sequence[str], meant: Meant, unsaved: frozenset[int], zone: ZoneInfo) -> Row:
    """The answers that a row gives, for the form to judge."""
    row = Row()
    who: dict[str, Any] = {}
    task: dict[str, Any] = {"how": "caseload", "acuity": meant.acuity, "reason": "followed before"}
    for column, target in meant.columns.items():
        cell = cells[column]
        if column in unsaved:
            row.problems.append((column, _UNSAVED))
        elif cell:
            try:
                said = dict(_read(target, cell, meant, zone))
            except _Unclear as problem:
                row.problems.append((column, str(problem)))
            else:
                who |= {name: value for name, value in said.items() if name in _OF_PERSON}
                task |= {name: value for name, value in said.items() if name not in _OF_PERSON}
    row.answers = {"who": who, "task": task}
    return row


def _read(target: str, cell: str, meant: Meant, zone: ZoneInfo) -> Iterator[tuple[str, Any]]:
    match target:
        case "name":
            yield from _name(cell)
        case "born_on":
            yield target, _date(cell, meant.month_first).isoformat()
        case "due_at":
            yield target, _moment(cell, meant.month_first, zone)
        case "acuity":
            found = _acuity_of(_plain(cell), meant)
            if not found:
                raise _Unclear(_BAD_ACUITY)
            yield target, found
        case "sex":
            yield target, _one_of(cell, SEXES, _BAD_SEX)
        case "language":
            yield target, _language(cell)
        case "age_guess":
            if not cell.isdecimal():
                raise _Unclear(_BAD_AGE)
            yield target, int(cell)
        case "phone":
            yield target, unicodedata.normalize("NFKC", cell).replace("‐", "-").replace("–", "-").strip()
        case "reason":
            yield target, cell[:117] + "…" if len(cell) > 120 else cell
        case _:
            yield target, cell


def _name(cell: str) -> Iterator[tuple[str, str]]:
    """“Doe, Dana” or “Dana Doe”: the last word is taken for the family's where no comma says otherwise."""
    family, comma, given = (part.strip() for part in cell.partition(","))
    if not comma:
        given, _, family = (part.strip() for part in cell.strip().rpartition(" "))
    if given:
        yield "given_name", given
    if family:
        yield "family_name", family


def _date(cell: str, month_first: bool) -> date:
    day_part = cell.strip().split(" ")[0].rstrip(",") if _DAY.match(cell.strip().split(" ")[0].rstrip(",")) else cell.strip()
    numbers = _DAY.match(day_part)
    if numbers:
        return _of_numbers(*(numbers.groups()), month_first=month_first)
    for written in _WRITTEN:
        try:
            return datetime.strptime(day_part, written).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise _Unclear(_BAD_DATE)


def _of_numbers(first: str, second: str, third: str, *, month_first: bool) -> date:
    if len(first) == 4:
        year, month, day = first, second, third
    elif len(third) == 4:
        year, (month, day) = third, (first, second) if month_first else (second, first)
    else:
        raise _Unclear(_SHORT_YEAR)
    try:
        return date(int(year), int(month), int(day))
    except ValueError as problem:
        raise _Unclear(_BAD_DATE) from problem


def _moment(cell: str, month_first: bool, zone: ZoneInfo) -> str:
    """A day alone means its morning, where the desk stands."""
    day, _, rest = cell.strip().partition(" ")
    at = _clock(rest) if _DAY.match(day.rstrip(",")) and rest else None
    return datetime.combine(_date(day if at else cell, month_first), at or _MORNING, zone).isoformat()


def _clock(text: str) -> time:
    found = _CLOCK.match(text.strip())
    if not found:
        raise _Unclear(_BAD_DATE)
    hour, half = int(found[1]), (found[3] or "").lower()
    try:
        return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, int(found[2]))
    except ValueError as problem:
        raise _Unclear(_BAD_DATE) from problem


def _acuity_of(plain: str, meant: Meant) -> str:
    known = next((one.value for one, words in ACUITIES.items() if plain in words), "")
    return meant.acuities.get(plain, known)


def _one_of(cell: str, known: Mapping[str, Sequence[str]], words: str) -> str:
    plain = _plain(cell)
    found = next((code for code, names in known.items() if plain in names or plain == code), None)
    if found is None:
        raise _Unclear(words)
    return found


def _language(cell: str) -> str:
    plain = _plain(cell)
    named = OTHER_NAMES.get(plain, plain)
    return named if named in LANGUAGES else "other"


def _plain(text: str) -> str:
    """Without case, accents, dots and underscores, one space between words."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", without_marks(text).casefold()).split())
