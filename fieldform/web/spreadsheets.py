"""A spreadsheet that somebody sends, as rows of plain text: CSV in the encodings that desks meet, and XLSX with formulas as their values.

A hostile file costs no more than a large one (untrusted.py), and what is too much is refused in words. Knows no page and no record.
Public: Sheet, Unreadable, read, MOST_BYTES, MOST_ROWS, MOST_COLUMNS.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

from fieldform.untrusted import Unsafe, Why, delimiter_of, refuse_bombs, text_of

MOST_BYTES = 900_000
MOST_ROWS = 1_000
MOST_COLUMNS = 60
MOST_SHEETS = 20
_LONGEST_CELL = 4_000

_TOO_LARGE = "This file is too large: at most 900 KB and 1,000 rows. Split it, and import one part after the other."
_NOT_ONE = "This is no spreadsheet that can be read here. Save it as an Excel workbook (.xlsx) or as CSV and try again."
_OLD = "This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password and try again."
_BOMB = "This workbook unpacks to far more than it should. Save the sheet that you need as CSV and try again."
_EMPTY = "There is nothing in this file. It needs a row of headings and at least one row below it."
_UNSAFE = {Why.LOCKED: _OLD, Why.BOMB: _BOMB, Why.BROKEN: _NOT_ONE}


class Unreadable(ValueError):
    """A file that cannot be taken. Likely cause: another kind of file, or a very large one; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are the first that are not empty, all of the same length; `numbers` what the program calls them, from 1.

    `unsaved` names cells (row, column from 0) that hold a formula whose value was never saved.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    unsaved: frozenset[tuple[int, int]] = frozenset()


def read(content: bytes) -> tuple[Sheet, ...]:
    """The sheets that hold anything; Unreadable says in words why not. What kind of file it is shows in its bytes, not in its name."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_TOO_LARGE)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_OLD)
    sheets = _workbook(content) if content.startswith(b"PK") else [_sheet("", enumerate(_csv(_text(content)), start=1))]
    filled = tuple(sheet for sheet in sheets if len(sheet.rows) > 1)
    if not filled:
        raise Unreadable(_EMPTY)
    return filled


def _csv(text: str) -> Iterator[list[str]]:
    if "\0" in text:
        raise Unreadable(_NOT_ONE)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text))
    except csv.Error as problem:
        raise Unreadable(_NOT_ONE) from problem


def _workbook(content: bytes) -> list[Sheet]:
    from openpyxl import load_workbook  # A tenth of a second, and few starts of the server read a workbook.

    _refuse_unsafe(content)
    try:
        values = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        shown = [sheet.title for sheet in values.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        return [_worksheet(title, values[title], formulas[title]) for title in shown]
    except Unreadable:
        raise
    except Exception as problem:  # openpyxl raises whatever a damaged part makes it stumble over.
        raise Unreadable(_NOT_ONE) from problem


def _refuse_unsafe(content: bytes) -> None:
    try:
        refuse_bombs(content)
    except Unsafe as problem:
        raise Unreadable(_UNSAFE[problem.why]) from problem


def _text(content: bytes) -> str:
    try:
        return text_of(content)
    except Unsafe as problem:
        raise Unreadable(_NOT_ONE) from problem


def _worksheet(title: str, values: Any, formulas: Any) -> Sheet:
    most = {"max_row": MOST_ROWS + 200, "max_col": MOST_COLUMNS}
    rows = [[_words(cell) for cell in row] for row in values.iter_rows(values_only=True, **most)]
    unsaved = {
        (number, column)
        for number, row in enumerate(formulas.iter_rows(values_only=True, **most))
        for column, cell in enumerate(row)
        if isinstance(cell, str) and cell.startswith("=") and not _at(rows, number, column)
    }
    return _sheet(title, enumerate(rows, start=1), unsaved)


def _at(rows: list[list[str]], row: int, column: int) -> str:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _sheet(title: str, numbered: Iterable[tuple[int, list[str]]], unsaved: Iterable[tuple[int, int]] = ()) -> Sheet:
    kept: list[tuple[int, tuple[str, ...]]] = []
    for number, row in numbered:
        cells = tuple(_clean(cell) for cell in row[:MOST_COLUMNS])
        if any(cells):
            kept.append((number, cells))
        if len(kept) > MOST_ROWS + 1:
            raise Unreadable(_TOO_LARGE)
    width = max((len(_without_end(cells)) for _, cells in kept), default=0)
    places = {number - 1: place for place, (number, _) in enumerate(kept)}
    return Sheet(
        title=title[:60],
        rows=tuple((*cells, *("",) * width)[:width] for _, cells in kept),
        numbers=tuple(number for number, _ in kept),
        unsaved=frozenset((places[row], column) for row, column in unsaved if row in places and column < width),
    )


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _clean(cell: str) -> str:
    kept = "".join(mark for mark in cell if mark in "\n\t" or (mark >= " " and not "\ud800" <= mark <= "\udfff"))
    return kept.strip()[:_LONGEST_CELL]


def _words(cell: Any) -> str:
    """A typed cell as it would be typed: dates as ISO, whole numbers without a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
