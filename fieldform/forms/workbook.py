"""The bytes of a workbook → the sheets as pyxform reads them, or what its author must change, before anything is made of it.

What kind of file it is shows in its bytes, not in its name. What a hostile or a runaway workbook could cost is bounded here: its size,
its rows, how deep its groups stand. What pyxform would leave out without a word is found here: formulas whose value was never saved, rows
after a long gap, sheets that nobody reads. Knows no question. Public: read_workbook, Workbook, NO_WORKBOOK, MOST_BYTES, MOST_QUESTIONS,
MOST_CHOICES, DEEPEST.
"""

import csv
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any

from fieldform.forms.choice_rows import ready_choices
from fieldform.forms.model import FormProblem, FormRefused
from fieldform.forms.searched import say_searches
from fieldform.untrusted import Unsafe, Why, delimiter_of, refuse_bombs, text_of

MOST_BYTES = 8_000_000
MOST_QUESTIONS = 5_000
MOST_CHOICES = 20_000
DEEPEST = 30
_MOST_ROWS = 60_000  # Formatted empty ones too.
_GAP = 60
_MOST_COLUMNS = 300
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*?(?<!/)>(.*?)</row>', re.DOTALL)
_CELL = re.compile(rb"<c\b[^>]*?(?<!/)>(.*?)</c>", re.DOTALL)
_META = re.compile(r"(?<=/)meta(?![\w.-])|(?<=\$\{)meta(?=\})|\Ameta\Z")
_MOST_UNPACKED = 120_000_000
_SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm"})
_NOT_READ = ("settings", "version")  # Mostly a formula that tells the time; here a version is its content.
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NO_WORKBOOK = "this is no workbook: an XLSForm is an Excel file, or CSV or Markdown with a sheet named survey"
_UNSAFE = {
    Why.LOCKED: "this workbook has a password: save it without one",
    Why.BOMB: "this workbook unpacks to far more than a form needs: copy its sheets into a new workbook",
    Why.BROKEN: "this file cannot be read: save it as an Excel workbook (.xlsx) and try again",
}

# pyxform knows only its own word for these; the second is the look that makes its own mean the same.
_OTHER_WORDS = {"tel": ("phone number", ""), "signature": ("image", "signature")}
# What SurveyCTO records beside the answers.
_TOLD_BY_OTHERS = re.compile(r"(?:text|audio) audit|comments|caseid|speed violations \w+|sensor (?:statistic|stream) .+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Workbook:
    """`sheets` as pyxform takes them: rows of cells by the header, row 2 first. `warnings`: what stands in the file and nobody reads."""

    sheets: Any
    warnings: tuple[FormProblem, ...]


def read_workbook(content: bytes) -> Workbook:
    """FormRefused lists what is wrong; PyXFormError is what pyxform says of it."""
    from pyxform.xls2json_backends import get_xlsform  # A third of a second, and most starts of the server read no workbook.

    if len(content) > MOST_BYTES:
        raise _refused("the file is too large: at most 8 MB")
    content, file_type = _safe(content)
    try:
        sheets = get_xlsform(content, file_type=file_type)
    except ValueError as problem:  # A cell that says it holds a number, and holds none.
        raise _refused(_UNSAFE[Why.BROKEN]) from problem
    except (AttributeError, TypeError) as problem:  # pyxform takes the first row for text, and a table for sheets.
        if file_type == ".csv":
            raise _refused(NO_WORKBOOK) from problem
        raise _refused("the first row of each sheet names its columns: one of them is a number") from problem
    problems = [*_too_much(sheets), *_lost(content, file_type, sheets)]
    if problems:
        raise FormRefused(tuple(problems))
    return Workbook(
        sheets, (*_unread(sheets), *ready_choices(sheets), *say_searches(sheets), *_without_meta(sheets), *_of_other_programs(sheets))
    )


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
    if len(sheets.choices or ()) + len(sheets.external_choices or ()) > MOST_CHOICES:
        words = f"a form may have {MOST_CHOICES:,} choices at most: put a long list into a CSV file and use select_one_from_file"
        yield FormProblem("choices", MOST_CHOICES + 2, words)
    depth = 0
    for row, cells in enumerate(sheets.survey or (), start=2):
        kind = str(cells.get("type", "")).strip().lower().replace("_", " ")
        depth += kind.startswith("begin ") - kind.startswith("end ")
        if depth > DEEPEST:
            yield FormProblem("survey", row, f"groups may stand {DEEPEST} deep at most", "type")
            return


def _without_meta(sheets: Any) -> list[FormProblem]:
    """XForms keep the name “meta” for themselves, and forms that other tools write use it all the same: such a row gets another, wherever
    its name stands."""
    rows = [row for row, cells in enumerate(sheets.survey or (), start=2) if cells.get("name") == "meta"]
    if rows:
        for cells in sheets.survey:
            cells.update({column: _META.sub("meta_", cell) for column, cell in cells.items() if isinstance(cell, str) and "meta" in cell})
    return [FormProblem("survey", row, "the name “meta” is taken: this is called “meta_” here", "name") for row in rows]


def _of_other_programs(sheets: Any) -> Iterator[FormProblem]:
    for row, cells in enumerate(sheets.survey or (), start=2):
        kind = str(cells.get("type", "")).strip()
        if kind in _OTHER_WORDS:
            cells["type"], look = _OTHER_WORDS[kind]
            if look:
                column = _column(sheets.survey_header, "appearance")
                cells[column] = f"{cells.get(column, '')} {look}".strip()
        if _TOLD_BY_OTHERS.fullmatch(kind.replace("_", " ")):
            cells["type"] = "hidden"
            yield FormProblem("survey", row, f"what “{kind}” stands for is not recorded here: it stays empty", "type")
        if kind.startswith("db:"):
            cells["type"] = "string"
            yield FormProblem("survey", row, f"“{kind}” chooses from another program's records: it is asked as text", "type")


def _column(header: list[dict[str, None]], name: str) -> str:
    """As the sheet spells it; one that it lacks is added."""
    found = next((column for columns in header for column in columns if column.strip().lower() == name), None)
    if found is None:
        header[0][name] = None
    return found or name


def _unread(sheets: Any) -> Iterator[FormProblem]:
    names = [str(name) for name in sheets.sheet_names or ()]
    if len(names) > 1:
        for name in names:
            if name.lower() not in _SHEETS:
                yield FormProblem(name, None, "this sheet is not read")


def _lost(content: bytes, file_type: str, sheets: Any) -> Iterator[FormProblem]:
    """What stands in an .xlsx and would be left out: pyxform takes a formula without a saved value for an empty cell, and stops after 60
    empty rows. Most workbooks have neither, which shows without reading them once more."""
    if file_type != ".xlsx" or not any(_has_unsaved(part) or _has_gap(part) for part in _worksheets(content)):
        return
    from openpyxl import load_workbook

    values = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    for sheet in values.worksheets:
        read = getattr(sheets, sheet.title.lower(), None) if sheet.title.lower() in _SHEETS else None
        if read is not None:
            yield from _after_a_gap(sheet, len(read) + 1)
            yield from _unsaved(sheet, formulas[sheet.title], len(read) + 1)


def _has_unsaved(part: bytes) -> bool:
    return b"<f" in part and any(b"<f" in cell and (b"<v>" not in cell or b"<v></v>" in cell) for cell in _CELL.findall(part))


def _has_gap(part: bytes) -> bool:
    filled = [int(number) for number, cells in _ROW.findall(part) if b"<v" in cells or b"<is" in cells]
    return any(after - before > _GAP for before, after in pairwise(filled))


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


def _unsaved(values: Any, formulas: Any, last: int) -> Iterator[FormProblem]:
    heads = [str(cell or "") for cell in next(values.iter_rows(max_row=1, max_col=_MOST_COLUMNS, values_only=True), ())]
    asked = {"max_row": last, "max_col": len(heads), "values_only": True}
    for number, (shown, written) in enumerate(zip(values.iter_rows(**asked), formulas.iter_rows(**asked), strict=False), start=1):
        for head, saved, cell in zip(heads, shown, written, strict=False):
            if head and saved is None and _is_formula(cell) and (values.title.lower(), head.strip().lower()) != _NOT_READ:
                words = "this formula has no saved value: open the workbook in Excel and save it, or type the value"
                yield FormProblem(values.title, number, words, head)


def _is_formula(cell: object) -> bool:
    return (isinstance(cell, str) and cell.startswith("=") and len(cell) > 1) or type(cell).__name__ in ("ArrayFormula", "DataTableFormula")


def _refused(words: str) -> FormRefused:
    return FormRefused((FormProblem("workbook", None, words),))
