"""An XLSForm (Markdown table or workbook) → a Form, or every reason why not, by sheet and row.

workbook.py reads the bytes; pyxform reads the sheets and checks what any XLSForm must be; reader.py makes the Form of what it gives.
Knows no database. Public: load_xlsform, library_files, library_digest.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from fieldform.forms import lists
from fieldform.forms.beside import lists_beside
from fieldform.forms.model import Form, FormProblem, FormRefused, lacking
from fieldform.forms.reader import Reader
from fieldform.forms.sheets import Sheets
from fieldform.forms.workbook import NO_WORKBOOK, read_workbook

_HERE = Path(__file__).parent
_LIBRARY = _HERE / "library"
_ROW = re.compile(r"\[row : (\d+)\]\s*")
_PLACE = re.compile(r"^On the '\w+' sheet, ")  # Said beside it.
_COLUMN = re.compile(r"the '([\w:]+)' value is invalid")
_HOLDS_OTHERS = re.compile(r"\s*(?:begin|end)\b", re.IGNORECASE)
_MOST_ROUNDS = 8
_MOST_READ_AGAIN = 1_000
# Which cell pyxform means, by its words; it tells the row alone.
_COLUMNS = (
    ("list name not in choices", "type"), ("unmatched", "type"), ("question type", "type"), ("parameters", "parameters"), ("name", "name"),
)  # fmt: skip
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet")


def load_xlsform(source: Path | str | bytes, name: str = "form", files: Mapping[str, bytes] | None = None) -> Form:
    """The form of a file (.md, .xlsx, .xls, .csv), of its bytes, or of Markdown text; FormRefused lists what its author must change.
    `name`: the form's id where the workbook gives none. `files`: the lists that come with it, by name; None looks beside the workbook."""
    # A third of a second to import, and most starts of the server and most commands read no workbook.
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2xform import convert

    try:
        workbook = read_workbook(_bytes(source))
        lists.complete(workbook.sheets)
        sheets, unchanged = Sheets(workbook.sheets), asdict(workbook.sheets)  # before pyxform changes what it read
        described = workbook_to_json(workbook_dict=workbook.sheets, fallback_form_name=name, warnings=[])
        reader = Reader(described, sheets, _lists_of(source) if files is None else files)
        form, warnings = _read(reader, lambda: convert(unchanged, validate=False))
    except (PyXFormError, OSError) as problem:
        further = _further(_from_pyxform(problem), lambda: read_workbook(_bytes(source)).sheets, name, {} if files is None else files)
        raise FormRefused(tuple(further)) from problem
    return replace(form, warnings=(*workbook.warnings, *form.warnings, *warnings))


def library_files() -> tuple[Path, ...]:
    """The forms that ship with Fieldform."""
    return tuple(sorted(_LIBRARY.glob("*.md")))


def library_digest() -> str:
    """SHA-256, in hex, of the shipped forms and of the code that reads them: as long as it is the same, they read the same."""
    read = sorted([*library_files(), *lists.LISTS.glob("*.csv"), *_HERE.rglob("*.py")])
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in read)).hexdigest()


def _bytes(source: Path | str | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    return source.encode() if isinstance(source, str) and "\n" in source else Path(source).read_bytes()


def _lists_of(source: Path | str | bytes) -> Mapping[str, bytes]:
    return lists_beside(source) if isinstance(source, Path) else {}


def _read(reader: Reader, write: Callable[[], object]) -> tuple[Form, tuple[FormProblem, ...]]:
    """The form, and pyxform's warnings. Where nothing but lists is lacking, pyxform says of the rest what it has to say."""
    try:
        form = reader.form()
    except FormRefused as refused:
        if lacking(refused.problems):
            _refuse_what_is_no_xform(write, refused)
        raise
    return form, _written_as_xform(write)


def _refuse_what_is_no_xform(write: Callable[[], object], refused: FormRefused) -> None:
    from pyxform.errors import PyXFormError

    try:
        _written_as_xform(write)
    except PyXFormError as problem:
        raise FormRefused((_from_pyxform(problem), *refused.problems)) from problem


def _written_as_xform(write: Callable[[], object]) -> tuple[FormProblem, ...]:
    """What pyxform checks only when it writes an XForm. It stumbles over some columns of other programs (CHT's instance::tag), which
    are nothing to us: what we read was read before; and that a question has no label is told by us."""
    from pyxform.errors import PyXFormError

    try:
        write()
    except TypeError:
        return (FormProblem("survey", None, "this cannot be written as an XForm, so other programs may not read it"),)
    except PyXFormError as problem:
        if "has no label or hint" not in str(problem):
            raise
    return ()


def _from_pyxform(problem: Exception) -> FormProblem:
    text = " ".join(str(problem).split())
    if "was not recognized as a supported type" in text:
        return FormProblem("workbook", None, NO_WORKBOOK)
    row, sheet = _ROW.search(text), _SHEET.search(text)
    named = _COLUMN.search(text)
    guessed = next((name for words, name in _COLUMNS if words in text.lower()), "") if row else ""
    column = named[1] if named else guessed
    return FormProblem(sheet[1] if sheet else "survey", int(row[1]) if row else None, _PLACE.sub("", _ROW.sub("", text)), column)


def _further(first: FormProblem, read: Callable[[], Any], name: str, files: Mapping[str, bytes]) -> list[FormProblem]:
    """pyxform stops at the first problem. What else there is to change shows where that row is read as a plain text question, so that
    its author need not come back for each."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json

    found = [first]
    while len(found) < _MOST_ROUNDS and found[-1].sheet == "survey" and found[-1].row not in (None, *(one.row for one in found[:-1])):
        sheets = read()
        if len(sheets.survey) > _MOST_READ_AGAIN or not all(_made_plain(sheets.survey, one) for one in found):
            return found
        lists.complete(sheets)
        try:
            described = workbook_to_json(workbook_dict=sheets, fallback_form_name=name, warnings=[])
            Reader(described, Sheets(sheets), files).form()
        except FormRefused as refused:
            return [*found, *(one for one in refused.problems if one.row not in {known.row for known in found})]
        except PyXFormError as problem:
            found.append(_from_pyxform(problem))
        else:
            return found
    return list(dict.fromkeys(found))


def _made_plain(survey: list[dict[str, Any]], problem: FormProblem) -> bool:
    """Whether it could be: what opens or closes a group holds others."""
    row = problem.row or 0
    cells = survey[row - 2] if 2 <= row < len(survey) + 2 else {}
    if not cells or _HOLDS_OTHERS.match(str(cells.get("type", ""))):
        return False
    cells.pop(problem.column, None)
    cells |= {"type": "text"} | ({"name": f"row_{row}"} if problem.column == "name" else {})
    return True
