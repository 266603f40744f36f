"""The `fieldform` command: one file a subcommand in fieldform/commands, each with `add_parser` and `run`.

Whatever goes wrong is one line on stderr and a non-zero exit. Public: main.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from peewee import DatabaseError

from fieldform.access.users import AccessProblem
from fieldform.commands import (
    agency,
    audit,
    backup,
    config_check,
    demo,
    device,
    form,
    init,
    lists,
    migrate,
    recover,
    rescue,
    restore,
    restored,
    review,
    serve,
    trial_certificate,
    user,
)
from fieldform.commands.problem import CommandProblem
from fieldform.config import Config, ConfigProblem
from fieldform.database import DatabaseUnfit
from fieldform.forms import FormRefused
from fieldform.keys_folder import KeysProblem
from fieldform.schema import TooNew
from fieldform.upkeep.archive import BackupProblem

COMMANDS = (
    init,
    migrate,
    recover,
    agency,
    user,
    device,
    form,
    lists,
    backup,
    restore,
    restored,
    rescue,
    review,
    audit,
    config_check,
    trial_certificate,
    demo,
    serve,
)
_FORESEEN = (CommandProblem, ConfigProblem, KeysProblem, DatabaseUnfit, TooNew, AccessProblem, FormRefused, BackupProblem)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0 done, 1 not done, 2 asked for wrongly."""
    os.umask(0o077)  # Whatever a command writes is for its own user alone.
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args, Config.from_env()))
    except _FORESEEN as problem:
        return _say(str(problem), getattr(problem, "exit_code", 1))
    except KeyboardInterrupt:
        return _say("Stopped.", 130)
    except DatabaseError as problem:
        return _say(f"The records cannot be used: {problem}. If Fieldform was upgraded, run: fieldform migrate", 1)
    except OSError as problem:
        return _say(f"{problem.strerror or problem}: {problem.filename or ''}".rstrip(": "), 1)
    except Exception as problem:  # noqa: BLE001 - the last resort: a person at a terminal gets a line, not a traceback.
        return _say(f"{type(problem).__name__} at {_place(problem)}. This was not foreseen; please report it with this line.", 1)


class _Parser(argparse.ArgumentParser):
    """Says what was asked for wrongly in one line, and where to read more; argparse alone puts its whole usage before it."""

    def error(self, message: str) -> NoReturn:
        sys.exit(_say(f"{message.rstrip('.')}. See: {self.prog} --help", 2))


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = _Parser(prog="fieldform", description="Crisis contacts from the street to the clinician.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(commands)
    return parser


def _say(line: str, code: int) -> int:
    print(f"fieldform: {' '.join(line.split())}", file=sys.stderr)
    return code


def _place(problem: Exception) -> str:
    """Where in the code; never the exception's own text, which may quote what somebody entered."""
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
