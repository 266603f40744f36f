"""The sheets of a workbook as its author sees them: which row a question stands in, and what nobody here reads.

pyxform drops a column that it does not know, and lets one spelling of a column win over another; both are said here. Knows no form.
Public: Sheets.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fieldform.forms.model import FormProblem
from fieldform.forms.vocabulary import COLUMNS, PASSED_OVER, SETTINGS

Cells = Mapping[str, Any]
_SHEETS = ("survey", "choices", "settings", "entities", "osm", "external_choices")
_TRANSLATED = re.compile(r"\s*:{1,2}\s*")
_MEDIA = frozenset({"image", "audio", "video", "big-image", "autoplay"})
_CHOICE_COLUMNS = frozenset({"list_name", "list name", "name", "value", "label", "caption"})
_BINDS = frozenset({"relevant", "required", "readonly", "constraint", "calculate", "jr:constraintmsg", "jr:requiredmsg"})


class Sheets:
    """`rows`: the spreadsheet's row by path; `choice_rows`: by list and name; the header is row 1."""

    def __init__(self, raw: Any) -> None:
        self.survey: list[Cells] = list(raw.survey or ())
        self.choices: list[Cells] = list(raw.choices or ())
        self.settings: Cells = {str(key).strip().lower(): value for key, value in (next(iter(raw.settings or ()), {})).items()}
        self.entities: list[Cells] = list(getattr(raw, "entities", None) or ())
        self.rows = dict(_rows(self.survey))
        self.choice_rows = {_choice_of(cells): row for row, cells in _numbered(self.choices)}

    def row(self, path: str) -> int | None:
        """What pyxform made for a row (its “other”, its count, its places) stands in that row."""
        own = re.sub(r"_(other|count|places(/[^/]+)?)\Z", "", path)
        return self.rows.get(path) or self.rows.get(own)

    def setting(self, name: str) -> str:
        return str(self.settings.get(name) or "").strip()

    def words(self, name: str) -> tuple[str, ...]:
        """A setting that lists several, separated by commas or spaces."""
        return tuple(word for word in re.split(r"[,\s]+", self.setting(name)) if word)

    def problems(self) -> Iterator[FormProblem]:
        """What would be lost and matters."""
        language = self.setting("default_language").lower()
        yield from _twice("survey", self.survey, language)
        yield from _twice("choices", self.choices, language)

    def warnings(self) -> Iterator[FormProblem]:
        """What is read by nobody and changes nothing that is asked."""
        for column, row in _first_rows(self.survey).items():
            if words := _survey_column(column):
                yield FormProblem("survey", row, words, column)
        for column, row in _first_rows(self.choices).items():
            if _base(column) in _MEDIA or _base(column) == "media":
                yield FormProblem("choices", row, "pictures and sounds beside choices are not shown", column)
        if self.entities:
            yield FormProblem("entities", 2, "no list of entities is kept from this: the report is")
        for name, value in self.settings.items():
            if value and (name in PASSED_OVER or name not in SETTINGS):
                yield FormProblem("settings", 2, f"this is not used: {PASSED_OVER.get(name, 'there is no such setting here')}", name)


def _survey_column(column: str) -> str:
    """Why nobody reads it; "" where somebody does."""
    base = _base(column)
    if base in _MEDIA or base == "media":
        return "pictures and sounds beside questions are not shown"
    if base == "bind" and _tail(column).startswith("ff:"):
        return ""
    if base in ("instance", "control", "body") or (base == "bind" and _tail(column) not in _BINDS):
        return "this column is not used"
    return "" if base in COLUMNS or base == "bind" else "this column is not used"


def _twice(sheet: str, rows: list[Cells], language: str) -> Iterator[FormProblem]:
    """“label” and “label::English (en)” of the default language would hide each other."""
    for row, cells in _numbered(rows):
        said = {str(column).strip().lower() for column, cell in cells.items() if str(cell or "").strip()}
        for column in said:
            plain, _, named = column.partition("::")
            if language and named.strip() == language and plain in said:
                yield FormProblem(sheet, row, f"“{plain}” and “{column}” say the same twice: keep one of them", column)


def _base(column: str) -> str:
    """The column without its language, in lower case."""
    return _TRANSLATED.split(column.strip().lower().replace(" ", "_"), maxsplit=1)[0]


def _tail(column: str) -> str:
    return (*_TRANSLATED.split(column.strip().lower(), maxsplit=1), "")[1]


def _first_rows(rows: list[Cells]) -> dict[str, int]:
    """The row in which each column first says something."""
    found: dict[str, int] = {}
    for row, cells in _numbered(rows):
        for column, cell in cells.items():
            if column and str(cell or "").strip():
                found.setdefault(str(column), row)
    return found


def _numbered(rows: Iterable[Cells]) -> Iterator[tuple[int, Cells]]:
    return enumerate(rows, start=2)


def _choice_of(cells: Cells) -> tuple[str, str]:
    return _cell(cells, "list_name"), _cell(cells, "name") or _cell(cells, "value")


def _cell(cells: Cells, name: str) -> str:
    """What stands under a column, however the sheet spells it."""
    if name in cells:
        return str(cells[name] or "").strip()
    return next((str(cell or "").strip() for column, cell in cells.items() if column and _base(str(column)) == name), "")


def _rows(survey: Iterable[Cells]) -> Iterator[tuple[str, int]]:
    groups: list[str] = []
    for row, cells in _numbered(survey):
        kind, name = _cell(cells, "type").replace("_", " ").lower(), _cell(cells, "name")
        if kind.startswith("end "):
            groups = groups[:-1]
        elif kind:
            yield "/".join(["", *groups, name]), row
            groups += [name] if kind.startswith("begin ") else []
