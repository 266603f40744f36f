"""`fieldform form check FILE…`: which workbooks are forms that can be published, and why the others are not. Touches no record.

Public: add_check, check.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.config import Config
from fieldform.forms import FormProblem
from fieldform.publishing.reading import SECONDS, Reading, read_many
from fieldform.untrusted import text_of

_KINDS = frozenset((".xlsx", ".xls", ".csv", ".md"))
_MOST_PROCESSES = 4
_BAR = 30
_BEGINNING = 64_000


def add_check(actions: Subparsers) -> None:
    checking = actions.add_parser(
        "check", help="say of each workbook whether it can be published and, if not, why: sheet, row, column, reason"
    )
    checking.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="workbooks (.xlsx, .xls, .csv, .md), or folders with workbooks in them"
    )
    checking.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    checking.add_argument("--seconds", type=float, default=SECONDS, help=f"how long one may take ({SECONDS:.0f} unless said otherwise)")
    checking.set_defaults(run=check)


def check(args: argparse.Namespace, _: Config) -> int:
    """0 where each can be published, 1 where one cannot."""
    paths = [path for given in args.files for path in _workbooks(given)]
    if not paths:
        raise CommandProblem("There is no workbook in what you named: .xlsx, .xls, .csv or .md.", 2)
    refused = lacking = 0
    for done, (path, reading) in enumerate(read_many(paths, min(os.cpu_count() or 1, _MOST_PROCESSES), args.seconds), start=1):
        refused += reading.form is None
        lacking += bool(reading.lacks)
        _clear()
        print(json.dumps(_told(path, reading), ensure_ascii=False) if args.json else _line(path, reading), flush=True)
        _show_progress(done, len(paths), refused)
    _clear()
    if not args.json:
        further = f", {lacking:,} more once their lists are attached" if lacking else ""
        print(f"{len(paths) - refused:,} of {len(paths):,} can be published{further}.")
    return 1 if refused else 0


def _workbooks(given: Path) -> Iterator[Path]:
    """A file is taken as it was named; of a folder what may be a workbook: no list that lies beside one, and no file that Excel keeps
    open."""
    if not given.is_dir():
        yield given
        return
    found = (path for path in sorted(given.rglob("*")) if path.suffix.lower() in _KINDS and not path.name.startswith(("~$", ".")))
    yield from (path for path in found if path.suffix.lower() != ".csv" or _names_a_sheet(path))


def _names_a_sheet(table: Path) -> bool:
    """Whether a CSV holds sheets, one below the other, as a form does that is written so."""
    with table.open("rb") as opened:
        lines = text_of(opened.read(_BEGINNING)).splitlines()
    return any(line.strip("\"',;\t ").lower() == "survey" for line in lines)


def _line(path: Path, reading: Reading) -> str:
    word = "ok     " if reading.form else "lacking" if reading.lacks else "refused"
    warnings = "; ".join(f"warning: {warning}" for warning in reading.warnings)
    said = "; ".join(words for words in (_why(reading), warnings) if words)
    return " ".join(f"{word} {path}{': ' + said if said else ''}".split("\n"))


def _why(reading: Reading) -> str:
    if not reading.lacks:
        return "; ".join(str(problem) for problem in reading.problems)
    lists = ", ".join(f"“{file}”" for file in reading.lacks)
    return f"can be published once {lists} {'is' if len(reading.lacks) == 1 else 'are'} attached; all else was checked"


def _told(path: Path, reading: Reading) -> dict[str, object]:
    form = reading.form
    return {
        "file": str(path),
        "ok": form is not None,
        "attach": list(reading.lacks),
        "form_id": form.form_id if form else None,
        "title": form.title if form else None,
        "version": form.version if form else None,
        "problems": [_placed(problem) for problem in reading.problems],
        "warnings": [_placed(warning) for warning in reading.warnings],
    }


def _placed(problem: FormProblem) -> dict[str, object]:
    return {name: said for name, said in asdict(problem).items() if name != "file"}


def _show_progress(done: int, of: int, refused: int) -> None:
    if sys.stderr.isatty():
        bar = "█" * (_BAR * done // of)
        print(f"\r{bar:░<{_BAR}} {done:,} of {of:,}, {refused:,} refused", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
