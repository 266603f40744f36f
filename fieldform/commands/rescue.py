"""`fieldform rescue FILE …`: takes in what devices copied out, while the server runs or not. Public: add_parser, run."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from fieldform import intake
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.config import Config
from fieldform.rescue import NoRescue, Rescued, take_in

# Codes as a person at the server reads them; any other stands as it is.
_WORDS = {
    "held": "waits for something it builds on",
    "conflict": "is the second correction of one report: a supervisor decides",
    "quarantined": "waits for a person to look at it",
    "device_unknown": "the device is not known here and its certificate is not this server’s",
    "not_authentic": "the device’s signature does not fit",
    "not_an_envelope": "it is damaged",
}


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("rescue", help="take in a sealed file that a device copied out; twice does no harm")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="as the device made it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    """1 where anything in any of them could not be taken in."""
    whole = True
    with opened(config) as keys:
        reconciler = intake.reconciler(keys)
        for path in args.files:
            with path.open("rb") as file:
                try:
                    rescued = take_in(file, reconciler, datetime.now(UTC))
                except NoRescue:
                    raise CommandProblem(
                        f"{path} is no rescue file. A device makes one with “Copy out” on its page “On this device”."
                    ) from None
            _tell(path, rescued)
            whole = whole and not rescued.refused and not rescued.broken
    return 0 if whole else 1


def _tell(path: Path, rescued: Rescued) -> None:
    print(f"{path}: {rescued.taken} taken in, {rescued.known} were here already, {len(rescued.refused)} refused.")
    for name, codes in (*rescued.set_aside, *rescued.refused):
        print(f"  {name}: {', '.join(_WORDS.get(code, code) for code in codes if code != 'refused')}")
    for line in rescued.broken:
        print(f"  Line {line} is cut off or damaged. Copy out once more on the device: what arrived is known, the rest is taken in.")
