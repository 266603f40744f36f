"""`fieldform config check`: every setting, where it comes from, and what is wrong on this machine. Public: add_parser, run."""

import argparse
from datetime import UTC, datetime

from fieldform.commands.problem import Subparsers
from fieldform.commands.table import print_table
from fieldform.config import Config
from fieldform.upkeep.fitness import faults
from fieldform.upkeep.health import Word
from fieldform.upkeep.settings import settings


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("config", help="look at the settings").add_subparsers(metavar="ACTION", required=True)
    parser = actions.add_parser("check", help="say what each setting is, and what is wrong on this machine")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, config: Config) -> int:
    rows = [(one.variable, one.shown or "–", "set" if one.given else "default", one.meaning) for one in settings(config)]
    print_table(("Setting", "Is", "From", "What it is"), rows, "")
    print()
    found = list(faults(config, datetime.now(UTC)))
    for check in found:
        print(f"{check.word.upper():5} {check.name}: {check.found} {check.to_do}".rstrip())
    return 1 if any(check.word is Word.ACT for check in found) else 0
