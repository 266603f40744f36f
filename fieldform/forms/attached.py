"""Lists that come with a form as files: a CSV with a header, in the encodings that desks write, or GeoJSON or XML as ODK has them
(tables.py). Read from bytes, whose beginning says what they are; knows no folder and no database.

Public: attached_list, rows_of, ListUnreadable, ENDINGS.
"""

import csv
from collections.abc import Mapping
from hashlib import sha256
from io import StringIO

from fieldform.forms.nodes import AttachedList
from fieldform.forms.tables import table_of_geojson, table_of_xml
from fieldform.untrusted import Unsafe, delimiter_of, text_of

ENDINGS = (".csv", ".geojson", ".xml")
MAX_ROWS = 100_000
_UNREADABLE = "save it as “CSV UTF-8”: it cannot be read as it is"
_FORBIDDEN = frozenset({"__proto__", "constructor", "prototype"})


class ListUnreadable(ValueError):
    """A file that is no list. Likely cause: not saved as “CSV UTF-8”, or no header. The message is for the form's author."""


def attached_list(file: str, content: bytes, public: bool = False) -> AttachedList:
    """What a form's definition says of the list; its name is the file's without the ending."""
    columns, _ = _read(content)
    return AttachedList(file.rpartition(".")[0] or file, file, sha256(content).hexdigest(), columns, public)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows, each by column; a cell that is not there is empty."""
    columns, rows = _read(content)
    return [_row(columns, cells) for cells in rows]


def _row(columns: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    found: Mapping[str, str] = dict(zip(columns, cells, strict=False))
    return {column: found.get(column, "") for column in columns}


def _read(content: bytes) -> tuple[tuple[str, ...], list[list[str]]]:
    columns, rows = _table(content)
    if len(set(columns)) != len(columns) or "" in columns or _FORBIDDEN & set(columns):
        raise ListUnreadable("every column needs a name of its own in the first row")
    if len(rows) > MAX_ROWS:
        raise ListUnreadable(f"it has {len(rows):,} rows; {MAX_ROWS:,} is the most")
    return columns, rows


def _table(content: bytes) -> tuple[tuple[str, ...], list[list[str]]]:
    try:
        text = text_of(content)
    except Unsafe as problem:
        raise ListUnreadable(_UNREADABLE) from problem
    if "\0" in text:
        raise ListUnreadable("it is no text: save it as “CSV UTF-8”")
    reads = {"{": table_of_geojson, "<": table_of_xml}.get(text.lstrip()[:1], _table_of_csv)
    try:
        return reads(text)
    except ListUnreadable:
        raise
    except (ValueError, csv.Error) as problem:
        raise ListUnreadable(str(problem) if reads is not _table_of_csv else _UNREADABLE) from problem


def _table_of_csv(text: str) -> tuple[tuple[str, ...], list[list[str]]]:
    lines = [line for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text), strict=False) if line]
    if not lines:
        raise ListUnreadable("it is empty: its first row names the columns")
    return tuple(cell.strip() for cell in lines[0]), lines[1:]
