"""Workbooks for tests, as programs save them: .xlsx from rows of cells, and parts put into one by hand.

Public: xlsx, small, with_part, HEADS, SPANISH, SHELTER.
"""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEADS = ("type", "name", "label")
# Markdown, as an author without Excel would write it: a translation that nobody reviewed, and a list that comes as a file.
SPANISH = """| survey |
| | type | name | label::English (en) | label::Español (es) |
| | text | what | What happened? | ¿Qué pasó? |
| settings |
| | form_title | form_id | default_language | unreviewed |
| | Check | check | English (en) | es |
"""
SHELTER = """| survey |
| | type | name | label |
| | select_one_from_file shelters.csv | where | Where? |
| settings |
| | form_title | form_id |
| | Shelter | shelter |
"""


def xlsx(sheets: Mapping[str, Iterable[Sequence[Any]]]) -> bytes:
    """Written row by row, so that a large one costs no memory."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def small(*rows: Sequence[Any], heads: Sequence[str] = HEADS, **sheets: Iterable[Sequence[Any]]) -> bytes:
    """A form of these questions, called “small”."""
    return xlsx({"survey": [heads, *rows], "settings": [("form_id", "form_title"), ("small", "Small")], **sheets})


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same workbook with one part replaced or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for old in before.namelist():
            if old != name:
                after.writestr(old, before.read(old))
        after.writestr(name, part)
    return out.getvalue()
