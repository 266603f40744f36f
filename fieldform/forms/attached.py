"""Lists that come with a form as files: a CSV with a header, in the encodings that desks write. Read from bytes; knows no folder and no
database.

Public: attached_list, rows_of, ListUnreadable.
"""

import csv
from collections.abc import Mapping
from hashlib import sha256
from io import StringIO

from fieldform.forms.nodes import AttachedList
from fieldform.untrusted import Unsafe, delimiter_of, text_of

MAX_ROWS = 100_000
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
    try:
        text = text_of(content)
        lines = [line for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text), strict=False) if line]
    except (Unsafe, csv.Error) as problem:
        raise ListUnreadable("save it as “CSV UTF-8”: it cannot be read as it is") from problem
    if "\0" in text:
        raise ListUnreadable("it is no text: save it as “CSV UTF-8”")
    if not lines:
        raise ListUnreadable("it is empty: its first row names the columns")
    columns = tuple(cell.strip() for cell in lines[0])
    if len(set(columns)) != len(columns) or "" in columns or _FORBIDDEN & set(columns):
        raise ListUnreadable("every column needs a name of its own in the first row")
    if len(lines) - 1 > MAX_ROWS:
        raise ListUnreadable(f"it has {len(lines) - 1:,} rows; {MAX_ROWS:,} is the most")
    return columns, lines[1:]
