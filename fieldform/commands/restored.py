"""`fieldform restored`: something else than `fieldform restore` put the records back; they begin a new life. Public: add_parser, run."""

import argparse
from datetime import UTC, datetime

from fieldform.access.users import one_line
from fieldform.commands.lock import AlreadyServed, only_server
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.config import Config
from fieldform.upkeep import restore


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("restored", help="say that a snapshot or PostgreSQL's archive put the records back")
    parser.add_argument("--because", required=True, metavar="REASON", help="what was done, by whom: it stays in the log of looks")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    because = one_line(args.because)[:200]
    if not because:
        raise CommandProblem("--because is empty. Say what was done and by whom.", 2)
    try:
        with only_server(config.data_folder), opened(config) as keys:
            restore.put_back_by_others(config, keys, because, datetime.now(UTC))
    except AlreadyServed as problem:
        raise CommandProblem(f"Fieldform serves {config.data_folder} right now. Stop it first.") from problem
    print("The records begin a new life: everybody signs in again, and devices offer again what they lack.")
    print("Devices deliver, and read nothing until IT has looked over users and devices: /admin/review, or fieldform review")
    return 0
