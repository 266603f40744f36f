"""An XLSForm (Markdown table or workbook) → a Form, or every reason why not, by sheet and row.

workbook.py reads the bytes; pyxform reads the sheets and checks what any XLSForm must be; reader.py makes the Form of what it gives.
Knows no database. Public: load_xlsform, library_files, library_digest.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

from fieldform.forms import lists
from fieldform.forms.attached import ENDINGS
from fieldform.forms.model import Form, FormProblem, FormRefused
from fieldform.forms.reader import Reader
from fieldform.forms.sheets import Sheets
from fieldform.forms.workbook import read_workbook

_HERE = Path(__file__).parent
_LIBRARY = _HERE / "library"
_ROW = re.compile(r"\[row : (\d+)\]\s*")
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
        form = Reader(described, sheets, _beside(source) if files is None else files).form()
        warnings = _written_as_xform(lambda: convert(unchanged, validate=False))
    except (PyXFormError, OSError) as problem:
        raise FormRefused((_from_pyxform(problem),)) from problem
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
    row, sheet = _ROW.search(text), _SHEET.search(text)
    return FormProblem(sheet[1] if sheet else "survey", int(row[1]) if row else None, _ROW.sub("", text))


def _beside(workbook: Path | str | bytes) -> Mapping[str, bytes]:
    return _Beside(workbook) if isinstance(workbook, Path) else {}


class _Beside(Mapping[str, bytes]):
    """The lists in the workbook's folder, and in the “-media” folder that other tools keep beside it; read when they are asked for."""

    def __init__(self, workbook: Path) -> None:
        folders = (workbook.parent, workbook.with_name(f"{workbook.stem}-media"))
        self.found = {file.name: file for folder in folders if folder.is_dir() for file in folder.iterdir() if file.name.endswith(ENDINGS)}

    def __getitem__(self, name: str) -> bytes:
        return self.found[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)
