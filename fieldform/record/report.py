"""A report in words, section by section as its form asks it, with what stands behind a wall left out.

Pure. What a viewer may not read is named by its wall alone, whether it was answered or not: that something is kept must not tell what.
Public: Section, Line, sections, in_words, telling, Teller, SILENT, NO_LISTS.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Wall
from fieldform.forms import Form, Group, Question
from fieldform.forms.expression import Rows, to_text
from fieldform.forms.nodes import METADATA, walk
from fieldform.forms.rows import numbered, rows_in, value_in
from fieldform.forms.strokes import is_ink, path_of
from fieldform.forms.wording import plain_of
from fieldform.record.clock_words import clock_words

Node = Group | Question
NO_LISTS: Rows = MappingProxyType({})
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


def sections(
    form: Form, answers: dict[str, Any], missing: Iterable[str], walls: frozenset[Wall], zone: ZoneInfo, lists: Rows = NO_LISTS
) -> list[Section]:
    """The sections that have anything to say to someone who may see behind `walls`; times as in `zone`. `lists`: the rows of attached
    lists, which have the words of what was chosen from them."""
    teller = telling(form, answers, missing, walls, zone, lists)
    drawn = [teller.section(title, children) for title, children in _parts(form)]
    return [section for section in drawn if section.lines or section.kept]


def telling(
    form: Form, answers: dict[str, Any], missing: Iterable[str], walls: frozenset[Wall], zone: ZoneInfo, lists: Rows = NO_LISTS
) -> "Teller":
    repeats = frozenset(node.path for node in form.nodes() if isinstance(node, Group) and node.repeat)
    return Teller(form, answers, frozenset(missing), walls, zone, lists, repeats)


def _parts(form: Form) -> Iterator[tuple[str, tuple[Node, ...]]]:
    loose = tuple(child for child in form.children if isinstance(child, Question))
    if loose:
        yield "", loose
    for child in form.children:
        if isinstance(child, Group):
            yield plain_of(child.label), (child,)


@dataclass(frozen=True, slots=True)
class Teller:
    """Says one form's answers to one reader."""

    form: Form
    answers: dict[str, Any]
    missing: frozenset[str]
    walls: frozenset[Wall]
    zone: ZoneInfo
    lists: Rows
    repeats: frozenset[str]

    def section(self, title: str, children: tuple[Node, ...]) -> Section:
        spoken = (node for node in walk(children) if isinstance(node, Question) and node.type not in SILENT)
        kept = sorted({question.wall for question in spoken} - self.walls)
        return Section(title, tuple(self._lines(children, "", "")), tuple(kept))

    def _lines(self, children: tuple[Node, ...], at: str, heading: str) -> Iterator[Line]:
        """A row's own answers stand before the rows inside it: what follows a heading belongs to it. The heading stands where anything
        does."""
        inner: list[Group] = []
        own = [line for question in _own(children, at, inner) for line in self._line(question)]
        if own and heading:
            yield Line(at, heading, "", heading=True)
        yield from own
        for repeat in inner:
            for number in range(rows_in(self.answers, repeat.path)):
                row = f"{self.label(repeat)} {number + 1}".strip()
                yield from self._lines(repeat.children, f"{repeat.path}[{number}]", f"{heading} · {row}" if heading else row)

    def _line(self, question: Question) -> Iterator[Line]:
        if question.wall not in self.walls or question.type in SILENT:
            return
        path, value = question.path, value_in(self.answers, question.path)
        words, missing = in_words(question, value, self.zone, self.lists), path in self.missing
        if words or missing:
            yield Line(path, self.label(question), words, missing, "multiline" in question.looks, ink=path_of(value))

    def label(self, node: Node) -> str:
        """Without marks; `node` is called by its path with numbers."""
        return plain_of(node.label, self._shown(node.path))

    def _shown(self, at: str) -> Callable[[str], str]:
        """The words of another answer in a label, where this reader may read them."""
        return lambda path: self.answer(path, at) or "…"

    def answer(self, path: str, at: str) -> str:
        """The words of the answer to the question at `path`, as they are seen from `at`, a path with numbers."""
        node = self.form.at(path)
        if not isinstance(node, Question) or node.wall not in self.walls:
            return ""
        return in_words(node, value_in(self.answers, numbered(path, at, self.repeats)), self.zone, self.lists)


def _own(children: Iterable[Node], at: str, inner: list[Group]) -> Iterator[Question]:
    """The questions of a row by their paths in it, groups opened; the repeats that stand in it are put into `inner`."""
    for child in children:
        path = f"{at}/{child.name}"
        if isinstance(child, Question):
            yield replace(child, path=path)
        elif child.repeat:
            inner.append(replace(child, path=path))
        else:
            yield from _own(child.children, path, inner)


def in_words(question: Question, value: Any, zone: ZoneInfo, lists: Rows = NO_LISTS) -> str:
    """An answer as a person reads it; "" for none. Its twin: static/js/forms/answer-words.js, held to it by tests/cases/reports.json."""
    if isinstance(value, float):
        return to_text(value)
    if said := _SAID.get(question.type):
        return said(value) if isinstance(value, str) else ""
    if question.is_select:
        names = value if isinstance(value, list | tuple) else [] if value is None else [value]
        if question.choices_from is not None:  # What somebody typed: no marks in it.
            return ", ".join(map(str, names))
        return ", ".join(plain_of(_label_of(question, str(name), lists)) for name in names)
    return _time_words(question, value, zone) or question.words(value)


def _label_of(question: Question, name: str, lists: Rows) -> str:
    if question.choices:
        return question.label_of(name)
    value, label = question.list_columns
    return next((row.get(label, "") for row in lists.get(question.list_name, ()) if row.get(value) == name), "") or name


def _time_words(question: Question, value: Any, zone: ZoneInfo) -> str:
    kind = question.type
    try:
        if kind == "dateTime":
            local = datetime.fromisoformat(value).astimezone(zone)
            return f"{local:%A} {_day(local)}, {clock_words(local)}"
        if kind == "date":
            day = date.fromisoformat(value)
            return str(day.year) if "year" in question.looks else f"{day:%B} {day.year}" if "month-year" in question.looks else _day(day)
        return f"{time.fromisoformat(value):%H:%M}" if kind == "time" else ""
    except (TypeError, ValueError, OverflowError):
        return ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _place(value: str) -> str:
    latitude_longitude, accuracy = value.split()[:2], value.split()[3:4]
    return " ".join(latitude_longitude) + (f", within {int(float(accuracy[0]) + 0.5)} m" if accuracy and float(accuracy[0]) > 0 else "")


_SAID: dict[str, Callable[[str], str]] = {
    "geopoint": _place,
    "signature": lambda value: "signed by hand" if is_ink(value) else value,
    "acknowledge": lambda _value: "confirmed",
}
