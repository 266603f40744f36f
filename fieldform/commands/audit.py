"""`fieldform audit …`: whether the log of looks is as it was written, and where it ends now. Public: add_parser, verify, anchor."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.commands.table import when
from fieldform.config import Config
from fieldform.upkeep import audit


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("audit", help="the log of who looked at whom").add_subparsers(metavar="ACTION", required=True)
    verifying = actions.add_parser("verify", help="whether all of it is as it was written; names the first row that is not")
    verifying.add_argument("--anchors", type=Path, metavar="FILE", help="a copy of the anchor file that was kept elsewhere")
    verifying.set_defaults(run=verify)
    anchoring = actions.add_parser("anchor", help="write down, signed and outside the records, where it ends now")
    anchoring.set_defaults(run=anchor)


def verify(args: argparse.Namespace, config: Config) -> int:
    kept = args.anchors.expanduser().resolve() if args.anchors else None
    if kept and not kept.is_file():
        raise CommandProblem(f"There is no {args.anchors}.")
    with opened(config) as keys:
        verdict = audit.verify(config, keys, _say_how_far, kept)
        audit.keep(verdict, datetime.now(UTC))
    for line in verdict.notes:
        print(line)
    for fault in verdict.faults:
        print(fault)
    if verdict.faults:
        raise CommandProblem(f"The log of looks is not as it was written ({verdict.looks:,} read). See docs/operations.md.")
    print(f"{verdict.looks:,} looks are as they were written. Last anchored: {when(verdict.anchored_at, config)}.")
    return 0


def anchor(_args: argparse.Namespace, config: Config) -> int:
    with opened(config) as keys:
        made = audit.anchor_now(config, keys, datetime.now(UTC))
    print(f"{config.anchors}: where {len(made.ends)} chains end, as of {when(made.at, config)}.")
    return 0


def _say_how_far(seen: int) -> None:
    print(f"{seen:,} looks read …", file=sys.stderr, flush=True, end="\r" if sys.stderr.isatty() else "\n")
