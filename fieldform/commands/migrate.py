"""`fieldform migrate`: bring the records and the shipped forms up to this version. Public: add_parser, run."""

import argparse
from datetime import UTC, datetime

from fieldform.commands.problem import Subparsers
from fieldform.commands.records import opened, prepare
from fieldform.config import Config
from fieldform.keys_folder import copy_recovery


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("migrate", help="bring the records up to this version")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, config: Config) -> int:
    with opened(config, migrated=False) as keys:
        done = prepare(keys, datetime.now(UTC))
    copy_recovery(config.keys_folder, config.data_folder)
    print("\n".join(done or ["Nothing to do: the records are up to date."]))
    return 0
