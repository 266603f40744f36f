"""`fieldform review`: after a restore, who may read as the records now have it; confirmed, devices read again. Public: add_parser, run."""

import argparse
from datetime import UTC, datetime

from fieldform.access import standing
from fieldform.access.accounts import COMMAND_LINE
from fieldform.access.models import Agency
from fieldform.access.queries import people_of
from fieldform.access.users import agency_named
from fieldform.admin.queries import devices_of_agency
from fieldform.commands.problem import Subparsers
from fieldform.commands.records import opened
from fieldform.commands.table import print_table, when
from fieldform.config import Config


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("review", help="after a restore: look over who may read, then let devices read again")
    parser.add_argument("--agency", metavar="NAME", help="this agency alone")
    parser.add_argument("--confirm", action="store_true", help="they stand as they should")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        waiting = [agency for agency in standing.unreviewed_agencies() if not args.agency or agency.id == agency_named(args.agency).id]
        if not waiting:
            print("There is nothing to look over. Devices read as always.")
        for agency in waiting:
            (_confirm if args.confirm else _show)(agency, config)
    if waiting and not args.confirm:
        print("\nClose or revoke what is wrong (fieldform user close, fieldform device revoke). Then: fieldform review --confirm")
    return 0


def _confirm(agency: Agency, _config: Config) -> None:
    standing.confirm(agency.id, COMMAND_LINE, datetime.now(UTC))
    print(f"{agency.name}: devices read again.")


def _show(agency: Agency, config: Config) -> None:
    print(f"\n{agency.name}: devices deliver and read nothing until this was looked over.")
    people = [(user.username, user.name, user.role, _since(user.disabled_at, "closed", config)) for user in people_of(agency)]
    print_table(("Signs in as", "Name", "Role", "Account"), people, "Nobody.")
    rows = devices_of_agency(agency)
    devices = [(row.label or row.id, when(row.enrolled_at, config), _since(row.revoked_at, "revoked", config)) for row in rows]
    print_table(("Device", "Set up", "Device is"), devices, "No device.")
    for one in standing.unknown_authors(agency.id):
        print(f"{one.waiting} waiting from {one.device}, by somebody whose account was lost: fieldform user add … --author {one.id}")


def _since(moment: datetime | None, word: str, config: Config) -> str:
    return "open" if moment is None else f"{word} {when(moment, config)}"
