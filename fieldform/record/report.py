"""A report in words, section by section as its form asks it, with what stands behind a wall left out.

Pure. What a viewer may not read is named by its wall alone, whether it was answered or not: that something is kept must not tell what.
Public: Section, Line, sections, in_words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Wall
from fieldform.forms import Form, Group, Question, value_at
from fieldform.forms.expression import to_text
from fieldform.record.clock_words import clock_words

SILENT = frozenset(("note", "hidden", "calculate"))


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer in words; `missing` where it is still to be answered. `long` is running text."""

    path: str
    label: str
    words: str
    missing: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """`kept` names the walls behind which some of this section's questions stand, for those who are not let through."""

    title: str
    lines: tuple[Line, ...]
    kept: tuple[str, ...]


def sections(form: Form, answers: dict[str, Any], missing: Iterable[str], walls: frozenset[Wall], zone: ZoneInfo) -> list[Section]:
    """The sections that have anything to say to someone who may see behind `walls`; times as in `zone`."""
    left = frozenset(missing)
    drawn = [_section(title, list(questions), answers, left, walls, zone) for title, questions in _parts(form)]
    return [section for section in drawn if section.lines or section.kept]


def _parts(form: Form) -> Iterator[tuple[str, Iterable[Question]]]:
    loose = [child for child in form.children if isinstance(child, Question)]
    if loose:
        yield "", loose
    for child in form.children:
        if isinstance(child, Group):
            yield child.label, _questions(child)


def _questions(group: Group) -> Iterator[Question]:
    for child in group.children:
        if isinstance(child, Group):
            yield from _questions(child)
        else:
            yield child


def _section(
    title: str, questions: list[Question], answers: dict[str, Any], missing: frozenset[str], walls: frozenset[Wall], zone: ZoneInfo
) -> Section:
    spoken = [question for question in questions if question.type not in SILENT]
    open_to_viewer = [question for question in spoken if question.wall in walls]
    lines = (_line(question, value_at(answers, question.path), question.path in missing, zone) for question in open_to_viewer)
    kept = sorted({question.wall for question in spoken} - walls)
    return Section(title, tuple(line for line in lines if line.words or line.missing), tuple(kept))


def in_words(question: Question, value: Any, zone: ZoneInfo) -> str:
    """An answer as a person reads it; "" for none. static/js/forms/report.js says the same: tests/cases/reports.json holds both to it."""
    if isinstance(value, float):
        return to_text(value)
    return _time_words(question.type, value, zone) or question.words(value)


def _line(question: Question, value: Any, missing: bool, zone: ZoneInfo) -> Line:
    return Line(question.path, question.label, in_words(question, value, zone), missing, long="multiline" in question.appearance)


def _time_words(kind: str, value: Any, zone: ZoneInfo) -> str:
    try:
        if kind == "dateTime":
            local = datetime.fromisoformat(value).astimezone(zone)
            return f"{local:%A} {local.day} {local:%B %Y}, {clock_words(local)}"
        if kind == "date":
            day = date.fromisoformat(value)
            return f"{day.day} {day:%B %Y}"
        return f"{time.fromisoformat(value):%H:%M}" if kind == "time" else ""
    except (TypeError, ValueError, OverflowError):
        return ""
