"""`fieldform demo`: keys, records, an invented cast and eight weeks of invented contacts, in one go. Public: add_parser, run.

A demo that was interrupted is made again from the start; anything that is not a demo is never touched.
"""

import argparse
import shutil
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fieldform import intake
from fieldform.commands import demo_cast, demo_contacts, demo_duty, demo_words
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import database_exists, opened, prepare
from fieldform.config import Config
from fieldform.keys_folder import Keys, copy_recovery, create_keys

_UNFINISHED = "demo.unfinished"
_MOST_WEEKS = 52


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("demo", help="make a demo with invented people and contacts")
    parser.add_argument("--if-missing", action="store_true", help="do nothing where the demo is there already")
    parser.add_argument("--weeks", type=int, default=8, help="how many weeks of contacts (8)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    _refuse_odd_weeks(args.weeks)
    if demo_words.is_complete(config):
        if not args.if_missing:
            raise CommandProblem(f"There is a demo in {config.data_folder} already. Start it with: fieldform serve")
    else:
        _make(config, args.weeks)
    if not config.demo:  # Otherwise `fieldform serve` says it, each time with fresh codes.
        with opened(config):
            print(demo_words.what_to_try(config))
    return 0


def _refuse_odd_weeks(weeks: int) -> None:
    if not 1 <= weeks <= _MOST_WEEKS:
        raise CommandProblem(f"--weeks is {weeks}; it takes a whole number from 1 to {_MOST_WEEKS}.", 2)


def _make(config: Config, weeks: int) -> None:
    _clear(config)
    print(f"Making a demo: an invented cast and {weeks} weeks of invented contacts …", flush=True)
    config.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (config.data_folder / _UNFINISHED).touch()
    create_keys(config.keys_folder)
    copy_recovery(config.keys_folder, config.data_folder)
    now = datetime.now(UTC)
    with opened(config, migrated=False) as keys:
        prepare(keys, now)
        _fill(keys, now, weeks)
        demo_words.write(config)
    (config.data_folder / _UNFINISHED).unlink()


def _fill(keys: Keys, now: datetime, weeks: int) -> None:
    cast = demo_cast.create(now)
    demo_duty.create(cast, now, ZoneInfo(Config().zone))
    demo_contacts.create(cast, keys, intake.reconciler(keys), now, weeks=weeks, seed=1)


def _clear(config: Config) -> None:
    """Make room where an earlier demo was interrupted; refuse where there is anything else."""
    if (config.data_folder / _UNFINISHED).exists():
        shutil.rmtree(config.data_folder)
        shutil.rmtree(config.keys_folder, ignore_errors=True)
    if config.keys_folder.exists() or database_exists(config) or config.database_url:
        raise CommandProblem(
            "There are keys or records here that are no demo. Give the demo folders of its own: FIELDFORM_DATA, FIELDFORM_KEYS."
        )
    if config.anchors.exists():  # Of a demo whose folders were removed by hand.
        config.anchors.replace(config.anchors.with_name(f"{config.anchors.name}.before"))
