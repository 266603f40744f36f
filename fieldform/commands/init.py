"""`fieldform init`: new keys, the recovery key copied by a person, and empty records.

Nothing is made before the recovery key is acknowledged: without it, lost keys would mean lost records. Public: add_parser, run.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import database_exists, opened, prepare
from fieldform.config import Config
from fieldform.keys_folder import copy_recovery, draw_keys, last_group, lay_down, refuse_if_keys

_TRIES = 3
_NEXT = """Next, in this order:
  fieldform agency add "…" --kind police    who works here
  fieldform user add NAME …                 the first with --role admin: that is IT
  fieldform config check                    what is wrong on this machine
  fieldform serve                           people can sign in
  fieldform backup FOLDER                   on another disk, every night"""


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("init", help="make keys and empty records")
    parser.add_argument(
        "--recovery-key-to", type=Path, metavar="FILE", help="write the recovery key to this new file instead of showing it"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    _refuse_what_is_there(config)
    drawn = draw_keys()
    if args.recovery_key_to:
        _write(drawn.recovery_key, args.recovery_key_to.expanduser().resolve(), config)
    else:
        _have_it_copied(drawn.recovery_key)
    lay_down(drawn, config.keys_folder)
    with opened(config, migrated=False) as keys:
        prepare(keys, datetime.now(UTC))
    copy_recovery(config.keys_folder, config.data_folder)
    print(f"Keys are in {config.keys_folder}, records in {config.data_folder}.")
    print(_NEXT)
    return 0


def _refuse_what_is_there(config: Config) -> None:
    refuse_if_keys(config.keys_folder)
    if config.keys_folder.is_relative_to(config.data_folder):
        raise CommandProblem("The keys folder lies inside the data folder: a copy of the data would carry its own keys. Choose another.")
    if config.anchors.exists():
        raise CommandProblem(f"There is an anchor file of other records in {config.anchors}. Move it away, with what it belongs to.")
    if database_exists(config):
        raise CommandProblem(f"There are records in {config.data_folder} but no keys for them. Restore the keys with: fieldform recover")


def _have_it_copied(recovery_key: str) -> None:
    if not sys.stdin.isatty():
        raise CommandProblem("Nobody is here to copy the recovery key. Give a file for it: fieldform init --recovery-key-to FILE", 2)
    print("This is the recovery key. It is shown once. Without it, lost keys mean lost records:\n")
    print(f"    {recovery_key}\n")
    print("Copy it to paper or a safe, away from this machine.")
    for _ in range(_TRIES):
        if _typed("Type its last group to show that you have it: ") == last_group(recovery_key):
            return
        print("That is not the last group.")
    raise CommandProblem("The recovery key was not copied, so nothing was made. Run fieldform init again when you can copy it.")


def _typed(question: str) -> str:
    try:
        return input(question).strip().upper()
    except EOFError:
        return ""


def _write(recovery_key: str, path: Path, config: Config) -> None:
    for folder, name in ((config.data_folder, "data"), (config.keys_folder, "keys")):
        if path.is_relative_to(folder):
            raise CommandProblem(f"The recovery key must not lie in the {name} folder: they would be lost together. Choose another file.")
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(recovery_key + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as problem:
        raise CommandProblem(f"{path} is there already. The recovery key goes to a new file.") from problem
    except OSError as problem:
        raise CommandProblem(f"The recovery key could not be written to {path}: {problem.strerror}.") from problem
