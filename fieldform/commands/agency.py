"""`fieldform agency add` and `list`: police agencies, providers, advocates' offices, and whom they serve.

Public: add_parser, add, list_all.
"""

import argparse

from fieldform.access.models import AgencyKind
from fieldform.access.queries import agencies_and_served
from fieldform.access.users import add_agency, add_service, agency_named
from fieldform.commands.problem import Subparsers
from fieldform.commands.records import opened
from fieldform.config import Config
from sync.tables import database


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("agency", help="add an agency, or list them").add_subparsers(metavar="ACTION", required=True)
    parser = actions.add_parser("add", help="add an agency")
    parser.add_argument("name")
    parser.add_argument("--kind", choices=[kind.value for kind in AgencyKind], required=True)
    parser.add_argument("--serves", action="append", default=[], metavar="NAME", help="a police agency whose follow-ups it works; repeat")
    parser.set_defaults(run=add)
    actions.add_parser("list", help="every agency, and whom it serves").set_defaults(run=list_all)


def add(args: argparse.Namespace, config: Config) -> int:
    with opened(config), database.atomic():
        served = [agency_named(name) for name in args.serves]
        agency = add_agency(args.name, AgencyKind(args.kind))
        for police in served:
            add_service(agency, police)
    print(f"Added {agency.name}.")
    return 0


def list_all(_: argparse.Namespace, config: Config) -> int:
    with opened(config):
        for agency, served in agencies_and_served():
            whom = f"  serves {', '.join(served)}" if served else ""
            print(f"{agency.name}  {agency.kind}{whom}")
    return 0
