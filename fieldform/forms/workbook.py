"""The bytes of a workbook → the sheets as pyxform reads them, or what its author must change, before anything is made of it.

What kind of file it is shows in its bytes, not in its name. What a hostile or a runaway workbook could cost is bounded here: its size,
its rows, how deep its groups stand. What pyxform would leave out without a word is found here: formulas whose value was never saved, rows
after a long gap, sheets that nobody reads. Knows no question. Public: read_workbook, Workbook, MOST_BYTES, MOST_QUESTIONS, MOST_CHOICES,
DEEPEST.
"""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from fieldform.forms.model import FormProblem, FormRefused
from fieldform.untrusted import Unsafe, Why, delimiter_of, refuse_bombs, text_of

MOST_BYTES = 8_000_000
MOST_QUESTIONS = 5_000
MOST_CHOICES = 20_000
DEEPEST = 30
_MOST_ROWS = 60_000  # Formatted empty ones too.
_MOST_UNPACKED = 120_000_000
_SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm"})
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UNSAFE = {
    Why.LOCKED: "this workbook has a password: save it without one",
    Why.BOMB: "this workbook unpacks to far more than a form needs: copy its sheets into a new workbook",
    Why.BROKEN: "this file cannot be read: save it as an Excel workbook (.xlsx) and try again",
}


@dataclass(frozen=True, slots=True)
class Workbook:
    """`content` and `file_type` are what pyxform takes, `sheets` what it reads there: rows of cells by the header, row 2 first.
    `warnings`: what stands in the file and nobody reads."""

    content: bytes
    file_type: str
    sheets: Any
    warnings: tuple[FormProblem, ...]

    @property
    def survey(self) -> list[dict[str, Any]]:
        return list(self.sheets.survey or ())


def read_workbook(content: bytes) -> Workbook:
    """FormRefused lists what is wrong; PyXFormError is what pyxform says of it."""
    from pyxform.xls2json_backends import get_xlsform  # A third of a second, and most starts of the server read no workbook.

    if len(content) > MOST_BYTES:
        raise _refused("the file is too large: at most 8 MB")
    content, file_type = _safe(content)
    sheets = get_xlsform(content, file_type=file_type)
    problems = [*_too_much(sheets), *_lost(content, file_type, sheets)]
    if problems:
        raise FormRefused(tuple(problems))
    return Workbook(content, file_type, sheets, tuple(_unread(sheets)))


def _safe(content: bytes) -> tuple[bytes, str]:
    """What may be parsed, and as what."""
    if content.startswith(_OLD_EXCEL):
        return content, ".xls"
    try:
        if content.startswith(b"PK"):
            refuse_bombs(content, _MOST_UNPACKED)
            _refuse_endless(content)
            return content, ".xlsx"
        text = text_of(content)
    except Unsafe as problem:
        raise _refused(_UNSAFE[problem.why]) from problem
    if "\0" in text:
        raise _refused(_UNSAFE[Why.BROKEN])
    is_table = any(line.lstrip().startswith("|") for line in text.splitlines()[:20])
    return (text.encode(), ".md") if is_table else (_with_commas(text).encode(), ".csv")


def _refuse_endless(content: bytes) -> None:
    """A million rows cost minutes to read, and a moment to count."""
    for part in _worksheets(content):
        if part.count(b"<row ") > _MOST_ROWS:
            raise _refused(f"a sheet has more than {_MOST_ROWS:,} rows: put a long list into a CSV file and use select_one_from_file")


def _with_commas(text: str) -> str:
    delimiter, out = delimiter_of(text), StringIO(newline="")
    try:
        csv.writer(out).writerows(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise _refused(_UNSAFE[Why.BROKEN]) from problem
    return text if delimiter == "," else out.getvalue()


def _too_much(sheets: Any) -> Iterator[FormProblem]:
    if len(sheets.survey or ()) > MOST_QUESTIONS:
        yield FormProblem("survey", MOST_QUESTIONS + 2, f"a form may have {MOST_QUESTIONS:,} rows at most: split it into several forms")
    if len(sheets.choices or ()) > MOST_CHOICES:
        words = f"a form may have {MOST_CHOICES:,} choices at most: put a long list into a CSV file and use select_one_from_file"
        yield FormProblem("choices", MOST_CHOICES + 2, words)
    depth = 0
    for row, cells in enumerate(sheets.survey or (), start=2):
        kind = str(cells.get("type", "")).strip().lower().replace("_", " ")
        depth += kind.startswith("begin ") - kind.startswith("end ")
        if depth > DEEPEST:
            yield FormProblem("survey", row, f"groups may stand {DEEPEST} deep at most", "type")
            return


def _unread(sheets: Any) -> Iterator[FormProblem]:
    names = [str(name) for name in sheets.sheet_names or ()]
    if len(names) > 1:
        for name in names:
            if name.lower() not in _SHEETS:
                yield FormProblem(name, None, "this sheet is not read")


def _lost(content: bytes, file_type: str, sheets: Any) -> Iterator[FormProblem]:
    """What stands in an .xlsx and would be left out: pyxform takes a formula without a saved value for an empty cell, and stops after 60
    empty rows."""
    if file_type != ".xlsx":
        return
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False) if _has_formulas(content) else None
    for sheet in book.worksheets:
        read = getattr(sheets, sheet.title.lower(), None) if sheet.title.lower() in _SHEETS else None
        if read is None:
            continue
        yield from _after_a_gap(sheet, len(read) + 1)
        if formulas is not None:
            yield from _unsaved(sheet.title, sheet.iter_rows(values_only=True), formulas[sheet.title].iter_rows(values_only=True))


def _has_formulas(content: bytes) -> bool:
    return any(b"<f" in part for part in _worksheets(content))


def _worksheets(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        yield from (packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/"))


def _after_a_gap(sheet: Any, last: int) -> Iterator[FormProblem]:
    if sheet.max_row is not None and sheet.max_row <= last:
        return
    for number, row in enumerate(sheet.iter_rows(min_row=last + 1, values_only=True), start=last + 1):
        if any(isinstance(cell, str) and cell.strip() for cell in row[:1]):
            yield FormProblem(sheet.title, number, "this row stands after more than 60 empty ones and would not be read: close the gap")
            return


def _unsaved(title: str, values: Iterable[tuple[Any, ...]], formulas: Iterable[tuple[Any, ...]]) -> Iterator[FormProblem]:
    heads: Mapping[int, str] = {}
    for number, (shown, written) in enumerate(zip(values, formulas, strict=False), start=1):
        heads = heads or {place: str(cell or "") for place, cell in enumerate(shown)}
        for place, cell in enumerate(written):
            if _is_formula(cell) and (place >= len(shown) or shown[place] is None) and heads.get(place):
                words = "this formula has no saved value: open the workbook in Excel and save it, or type the value"
                yield FormProblem(title, number, words, heads[place])


def _is_formula(cell: object) -> bool:
    return (isinstance(cell, str) and cell.startswith("=") and len(cell) > 1) or type(cell).__name__ in ("ArrayFormula", "DataTableFormula")


def _refused(words: str) -> FormRefused:
    return FormRefused((FormProblem("workbook", None, words),))
