"""`fieldform backup TO`: one encrypted file that was read back whole, while the server goes on serving. Public: add_parser, run."""

import argparse
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from peewee import DatabaseError

from fieldform import backup_runs
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.config import Config
from fieldform.upkeep import backup
from fieldform.upkeep.archive import BackupProblem
from fieldform.upkeep.disk import words_of_size
from fieldform.upkeep.keeping import Keep, parse_keep


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("backup", help="back the records up into one encrypted file")
    parser.add_argument("to", type=Path, metavar="FOLDER", help="on another disk or machine")
    parser.add_argument("--keep", default="7,4", metavar="DAYS,WEEKS", help="how many daily and weekly backups stay in it (7,4)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    keep = _keep(args.keep)
    with opened(config) as keys:
        began = datetime.now(UTC)
        try:
            made = backup.make(config, keys, args.to.expanduser().resolve(), keep, began)
        except (BackupProblem, OSError) as problem:
            _write_down(began, problem=_line(problem))
            raise
        _write_down(began, size=made.size, envelopes=made.envelopes)
    print(f"{made.path}: {words_of_size(made.size)}, {made.envelopes:,} envelopes, read back whole in {made.seconds:.1f} s.")
    if made.removed:
        print(f"Removed {len(made.removed)} older: {', '.join(made.removed)}.")
    return 0


def _write_down(began: datetime, **how: int | str) -> None:
    """For IT's page. A database that takes no row does not unmake a backup."""
    with suppress(DatabaseError):
        backup_runs.write_down(began, datetime.now(UTC), **how)  # type: ignore[arg-type]


def _line(problem: BackupProblem | OSError) -> str:
    return (problem.strerror or str(problem)) if isinstance(problem, OSError) else str(problem)


def _keep(text: str) -> Keep:
    keep = parse_keep(text)
    if keep is None:
        raise CommandProblem(f"--keep is “{text}”; it takes days and weeks, such as 7,4.", 2)
    return keep
