"""Tables that leave the house, as CSV and XLSX, so that no cell of them is ever taken for a formula: the one place where that is seen to.

A cell is text, a number, a time or nothing, as its column says. Knows no page and no record.
Public: Kind, Column, Sheet, TooManyRows, MOST_ROWS, as_csv, as_xlsx, safe_text, download.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response

# More than any list here holds in a year of fifty Westlands; beyond it a spreadsheet is the wrong tool.
MOST_ROWS = 50_000
_LONGEST_CELL = 32_767

# A spreadsheet reads a formula from = + - @, from their full-width forms, and after a tab or a carriage return.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# Where the list separator is a semicolon, a cell of ours may be taken for two; what would then begin the second is defused as well.
_LATER_FORMULA = re.compile(r"([;\t\r\n]\s*)(?=[=+@＝＋＠])")
# What XML cannot hold: control characters, halves of characters, and the two that are none.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel would read _x0041_ as “A”.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Cell = str | int | float | datetime | None


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind = Kind.TEXT
    width: int = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """`title` and `about` are words of ours and name nobody; `about` says who took it out, when and why, on a sheet of its own."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    about: tuple[tuple[str, str], ...] = ()


class TooManyRows(ValueError):
    """More rows than a file is made of. Likely cause: a long time was chosen; the message says what to do."""


def download(sheet: Sheet, ending: str, file_name: str, zone: ZoneInfo) -> Response:
    """The sheet as an answer that a browser saves; `ending` is csv or xlsx, and `file_name` names nobody."""
    body = as_xlsx(sheet, zone) if ending == "xlsx" else as_csv(sheet, zone)
    types = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    answer = Response(body, content_type=types[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}.{ending}"'
    return answer


def as_csv(sheet: Sheet, zone: ZoneInfo) -> bytes:
    """UTF-8 with the mark by which Excel knows it, every text cell in quotes; TooManyRows beyond MOST_ROWS."""
    _refuse_too_many(sheet)
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_defused(column.title) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_csv_cell(cell, zone) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def as_xlsx(sheet: Sheet, zone: ZoneInfo) -> bytes:
    """A workbook of typed cells, every text a string whatever it begins with; TooManyRows beyond MOST_ROWS."""
    from openpyxl import Workbook  # A tenth of a second, and few starts of the server write a workbook.

    _refuse_too_many(sheet)
    book = Workbook(write_only=True)
    book.properties.creator = "Fieldform"
    _write(book.create_sheet(sheet.title), sheet, zone)
    if sheet.about:
        about = Sheet("About", (Column("About this file", width=24), Column("", width=60)), sheet.about)
        _write(book.create_sheet(about.title), about, zone)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def safe_text(text: str) -> str:
    """Without what no file of this kind can hold, and no longer than a cell."""
    plain = _NOT_XML.sub("\ufffd", text)
    return plain if len(plain) <= _LONGEST_CELL else plain[: _LONGEST_CELL - 1] + "…"


def _refuse_too_many(sheet: Sheet) -> None:
    if len(sheet.rows) > MOST_ROWS:
        raise TooManyRows(f"That is {len(sheet.rows):,} rows, and a file holds {MOST_ROWS:,}. Choose a shorter time.")


def _csv_cell(cell: Cell, zone: ZoneInfo) -> str | int | float:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(zone):%Y-%m-%d %H:%M}"
    return _defused(cell or "") if isinstance(cell, str) or cell is None else cell


def _defused(text: str) -> str:
    plain = safe_text(text)
    return _LATER_FORMULA.sub(r"\1'", f"'{plain}" if _begins_a_formula(plain) else plain)


def _begins_a_formula(text: str) -> bool:
    """Also behind spaces, which some programs drop, and behind what stands for a character that was taken out."""
    return bool(_FORMULA.match(text) or _FORMULA.match(text.lstrip(" \u00a0\u3000\ufeff\ufffd")))


def _write(page: Any, sheet: Sheet, zone: ZoneInfo) -> None:
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns):
        page.column_dimensions[chr(ord("A") + number)].width = column.width
    page.append([_text_cell(page, column.title, bold=True) for column in sheet.columns])
    for row in sheet.rows:
        page.append(list(_xlsx_cells(page, row, zone)))


def _xlsx_cells(page: Any, row: Sequence[Cell], zone: ZoneInfo) -> Iterator[Any]:
    for cell in row:
        if isinstance(cell, str):
            yield _text_cell(page, cell)
        elif isinstance(cell, datetime):
            yield _time_cell(page, cell, zone)
        else:
            yield cell


def _text_cell(page: Any, text: str, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    plain = safe_text(text)
    cell = WriteOnlyCell(page, _ESCAPE.sub("_x005F_", plain))
    # The library takes “=…” for a formula; and what looks like one stays a text when somebody edits the cell.
    cell.data_type = "s"
    cell.quotePrefix = _begins_a_formula(plain)
    if bold:
        cell.font = Font(bold=True)
    return cell


def _time_cell(page: Any, instant: datetime, zone: ZoneInfo) -> Any:
    """A spreadsheet knows no zone: the time on the wall, as the column's title says."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, instant.astimezone(zone).replace(tzinfo=None))
    cell.number_format = "yyyy-mm-dd hh:mm"
    return cell
