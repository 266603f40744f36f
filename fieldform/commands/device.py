"""`fieldform device code`: a one-time code with which one device enrols. Public: add_parser, run."""

import argparse
from datetime import UTC, datetime

from fieldform.access.device_codes import DEVICE_CLASSES, hand_out
from fieldform.access.models import AgencyKind
from fieldform.access.users import agency_named
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.config import Config


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("device", help="enrol devices").add_subparsers(metavar="ACTION", required=True)
    parser = actions.add_parser("code", help="make a one-time code for one device")
    parser.add_argument("--agency", required=True, metavar="NAME")
    parser.add_argument("--class", dest="device_class", choices=list(DEVICE_CLASSES), default="phone")
    parser.add_argument("--label", required=True, help="how IT knows it, such as “Phone 12” or “Car 4”")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    label = " ".join(args.label.split())
    if not label:
        raise CommandProblem("A device needs a label by which IT knows it, such as “Phone 12”.")
    with opened(config):
        agency = agency_named(args.agency)
        if agency.kind != AgencyKind.POLICE:
            raise CommandProblem(f"{agency.name} is no police agency; only officers' devices are enrolled.")
        code = hand_out(agency=agency.id, device_class=args.device_class, label=label, made_by="command line", now=datetime.now(UTC))
    print(f"{code}\nWorks once, within 24 hours, for {label} of {agency.name}. It is not shown again.")
    return 0
