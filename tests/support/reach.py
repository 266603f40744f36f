"""Which tests stand on a database, and which may drive a browser: those whose file imports tests/support/ground.py, or browser.py there,
itself or by way of other files of the tests.

The conftest.py beside a file counts as imported by it; the one at the top, which is beside everything, does not.
Public: stands_on_a_database, may_drive_a_browser.
"""

import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
GROUND = TESTS / "support" / "ground.py"
BROWSER = TESTS / "support" / "browser.py"
_IMPORT = re.compile(r"^\s*(?:from (tests[\w.]*) import (.+)|import (tests[\w.]*))", re.MULTILINE)


def stands_on_a_database(file: Path) -> bool:
    return GROUND in _reached(file)


def may_drive_a_browser(file: Path) -> bool:
    return BROWSER in _reached(file)


@cache
def _reached(file: Path) -> set[Path]:
    reached: set[Path] = set()
    beside = file.parent / "conftest.py"
    _follow(file, reached)
    if beside.is_file() and file.parent != TESTS:
        _follow(beside, reached)
    return reached


def _follow(file: Path, reached: set[Path]) -> None:
    if file not in reached:
        reached.add(file)
        for imported in _imported_by(file):
            _follow(imported, reached)


@cache
def _imported_by(file: Path) -> tuple[Path, ...]:
    named = [(found[1] or found[3], found[2] or "") for found in _IMPORT.finditer(file.read_text(encoding="utf-8"))]
    modules = [name for module, names in named for name in (module, *(f"{module}.{one}" for one in re.findall(r"\w+", names)))]
    paths = [TESTS.parent.joinpath(*module.split(".")).with_suffix(".py") for module in modules]
    return tuple(path for path in paths if path.is_file())
