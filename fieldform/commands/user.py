"""`fieldform user add` and `fieldform user disable`: who can sign in. Public: add_parser, add, disable."""

import argparse
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from fieldform.access import users
from fieldform.access.viewer import Role
from fieldform.commands.given_file import text_of
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.config import Config


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("user", help="add people and close accounts").add_subparsers(metavar="ACTION", required=True)
    adding = actions.add_parser("add", help="add a person who can sign in")
    adding.add_argument("username")
    adding.add_argument("--name", required=True, help="as others read it, such as “Ada Okafor”")
    adding.add_argument("--role", choices=[role.value for role in Role], required=True)
    adding.add_argument("--agency", required=True, metavar="NAME")
    adding.add_argument("--unit", default="", help="as a report says it, such as “unit 12”")
    adding.add_argument("--training", default="", help="crisis training, such as “CIT 40 h”")
    adding.add_argument("--supervisor", default="", metavar="NAME", help="the supervisor's name")
    adding.add_argument("--phrase-from", type=Path, metavar="FILE", help="read the first phrase from this file (- for standard input)")
    adding.set_defaults(run=add)
    closing = actions.add_parser("disable", help="close an account and end its sessions at once")
    closing.add_argument("username")
    closing.set_defaults(run=disable)


def add(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        agency = users.agency_named(args.agency)
        user = users.add_user(
            username=args.username,
            name=args.name,
            role=Role(args.role),
            agency=agency,
            phrase=_phrase(args.phrase_from),
            now=datetime.now(UTC),
            duty=users.Duty(args.unit, args.training, args.supervisor),
        )
    print(f"Added {user.name} ({user.role}, {agency.name}), who signs in as {user.username}.")
    return 0


def disable(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        user = users.user_named(args.username)
        if user is None:
            raise CommandProblem(f"There is no user called “{args.username}”.")
        users.disable(user, by="command line", now=datetime.now(UTC))
    print(f"{user.name} is signed out everywhere and can no longer sign in. What they have not sent yet still arrives and is set aside.")
    return 0


def _phrase(path: Path | None) -> str:
    if path is not None:
        return text_of(path).rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandProblem("Nobody is here to type a phrase. Give it as a file: --phrase-from FILE", 2)
    phrase = getpass("Phrase (at least 12 characters): ")
    if getpass("Once more: ") != phrase:
        raise CommandProblem("The two phrases differ; nobody was added.")
    return phrase
