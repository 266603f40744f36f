"""A report in words, section by section as its form asks it, with what stands behind a wall left out.

Pure. What a viewer may not read is named by its wall alone, whether it was answered or not: that something is kept must not tell what.
Public: Section, Line, sections, in_words.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Wall
from fieldform.forms import Form, Group, Question
from fieldform.forms.expression import to_text
from fieldform.forms.nodes import METADATA, walk
from fieldform.forms.rows import counts_of, every_row, number_of, value_in
from fieldform.forms.strokes import is_ink, path_of
from fieldform.forms.wording import plain_of
from fieldform.record.clock_words import clock_words

Node = Group | Question
SILENT = frozenset(("note", "hidden", "calculate", *METADATA))


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer in words; `missing` where it is still to be answered. `long` is running text, `ink` the path of a
    drawn signature. A `heading` stands above the lines of a repeat's row."""

    path: str
    label: str
    words: str
    missing: bool = False
    long: bool = False
    heading: bool = False
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`kept` names the walls behind which some of this section's questions stand, for those who are not let through."""

    title: str
    lines: tuple[Line, ...]
    kept: tuple[str, ...]


def sections(form: Form, answers: dict[str, Any], missing: Iterable[str], walls: frozenset[Wall], zone: ZoneInfo) -> list[Section]:
    """The sections that have anything to say to someone who may see behind `walls`; times as in `zone`."""
    left = frozenset(missing)
    drawn = [_section(title, children, answers, left, walls, zone) for title, children in _parts(form)]
    return [section for section in drawn if section.lines or section.kept]


def _parts(form: Form) -> Iterator[tuple[str, tuple[Node, ...]]]:
    loose = tuple(child for child in form.children if isinstance(child, Question))
    if loose:
        yield "", loose
    for child in form.children:
        if isinstance(child, Group):
            yield plain_of(child.label), (child,)


def _section(
    title: str,
    children: tuple[Group | Question, ...],
    answers: dict[str, Any],
    missing: frozenset[str],
    walls: frozenset[Wall],
    zone: ZoneInfo,
) -> Section:
    drawn = (_line(node, answers, missing, zone) for node in every_row(children, counts_of(children, answers)) if node.wall in walls)
    spoken = (node for node in walk(children) if isinstance(node, Question) and node.type not in SILENT)
    kept = sorted({question.wall for question in spoken} - walls)
    return Section(title, tuple(_with_headings(line for line in drawn if line.heading or line.words or line.missing)), tuple(kept))


def _with_headings(lines: Iterable[Line]) -> Iterator[Line]:
    """A row's heading stands where anything stands in the row."""
    waiting: list[Line] = []
    for line in lines:
        if line.heading:
            waiting = [heading for heading in waiting if line.path.startswith(f"{heading.path}/")] + [line]
        else:
            yield from (heading for heading in waiting if line.path.startswith(f"{heading.path}/"))
            waiting = []
            yield line


def in_words(question: Question, value: Any, zone: ZoneInfo) -> str:
    """An answer as a person reads it; "" for none. static/js/forms/report.js says the same: tests/cases/reports.json holds both to it."""
    if isinstance(value, float):
        return to_text(value)
    if said := _SAID.get(question.type):
        return said(value) if isinstance(value, str) else ""
    if question.is_select:
        names = value if isinstance(value, list | tuple) else [] if value is None else [value]
        return ", ".join(plain_of(question.label_of(str(name))) for name in names)
    return _time_words(question.type, value, zone) or question.words(value)


def _line(node: Node, answers: dict[str, Any], missing: frozenset[str], zone: ZoneInfo) -> Line:
    if isinstance(node, Group):
        return Line(node.path, f"{plain_of(node.label)} {number_of(node.path)}".strip(), "", heading=True)
    value = None if node.type in SILENT else value_in(answers, node.path)
    words = in_words(node, value, zone)
    return Line(node.path, plain_of(node.label), words, node.path in missing, "multiline" in node.looks, ink=path_of(value))


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


def _place(value: str) -> str:
    latitude_longitude, accuracy = value.split()[:2], value.split()[3:4]
    return " ".join(latitude_longitude) + (f", within {int(float(accuracy[0]) + 0.5)} m" if accuracy and float(accuracy[0]) > 0 else "")


_SAID: dict[str, Callable[[str], str]] = {
    "geopoint": _place,
    "signature": lambda value: "signed by hand" if is_ink(value) else value,
    "acknowledge": lambda _value: "confirmed",
}
