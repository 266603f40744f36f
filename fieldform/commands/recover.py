"""`fieldform recover`: make the keys folder again from the sealed copy and the recovery key. Public: add_parser, run."""

import argparse
import sys
from getpass import getpass
from pathlib import Path

from fieldform.commands.given_file import text_of
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.config import Config
from fieldform.keys_folder import RECOVERY_FILE, restore_keys


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("recover", help="restore lost keys with the recovery key")
    parser.add_argument("--from", dest="sealed", type=Path, metavar="FILE", help=f"the sealed copy ({RECOVERY_FILE} in the data folder)")
    parser.add_argument("--recovery-key-from", type=Path, metavar="FILE", help="read the recovery key from this file")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    restore_keys(config.keys_folder, args.sealed or config.data_folder / RECOVERY_FILE, _recovery_key(args.recovery_key_from))
    print(f"The keys are restored in {config.keys_folder}.")
    return 0


def _recovery_key(path: Path | None) -> str:
    if path is not None:
        return text_of(path)
    if not sys.stdin.isatty():
        raise CommandProblem("Nobody is here to type the recovery key. Give it as a file: fieldform recover --recovery-key-from FILE", 2)
    return getpass("Recovery key: ")
