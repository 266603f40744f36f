"""`fieldform user …`: who can sign in, from the server's own console.

Public: add_parser, add, list_all, close, reopen, phrase, reset_admin.
"""

import argparse
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from fieldform import intake
from fieldform.access import accounts, users
from fieldform.access.accounts import COMMAND_LINE
from fieldform.access.models import Agency, User
from fieldform.access.phrases import draw_phrase
from fieldform.access.queries import last_seen, open_admins, people_of
from fieldform.access.standing import waiting_on_author
from fieldform.access.viewer import Role
from fieldform.commands.given_file import text_of
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.commands.table import print_table, when
from fieldform.config import Config


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("user", help="people who can sign in").add_subparsers(metavar="ACTION", required=True)
    adding = actions.add_parser("add", help="add a person who can sign in")
    adding.add_argument("username")
    adding.add_argument("--name", required=True, help="as others read it, such as “Ada Okafor”")
    adding.add_argument("--role", choices=[role.value for role in Role], required=True)
    adding.add_argument("--agency", required=True, metavar="NAME")
    adding.add_argument("--unit", default="", help="as a report says it, such as “unit 12”")
    adding.add_argument("--training", default="", help="crisis training, such as “CIT 40 h”")
    adding.add_argument("--supervisor", default="", metavar="NAME", help="the supervisor's name")
    adding.add_argument("--email", default="", help="where alerts go")
    adding.add_argument("--phone", default="", help="the number an officer may be told to phone")
    adding.add_argument("--phrase-from", type=Path, metavar="FILE", help="read the first phrase from this file (- for standard input)")
    adding.add_argument("--author", default="", metavar="ID", help="what waits for this unknown author is theirs (see fieldform review)")
    adding.add_argument("--own-phrase", action="store_true", help="its owner types it here: it need not be changed at the first sign-in")
    adding.set_defaults(run=add)
    listing = actions.add_parser("list", help="who can sign in, and since when not")
    listing.add_argument("--agency", metavar="NAME", help="of this agency alone")
    listing.set_defaults(run=list_all)
    for name, run, words in (
        ("close", close, "close an account and end its sessions at once"),
        ("reopen", reopen, "open a closed account again"),
        ("phrase", phrase, "give a one-time phrase, shown here once"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("username")
        action.set_defaults(run=run)
    resetting = actions.add_parser("reset-admin", help="IT has lost its phrase: a one-time phrase for it, shown here once")
    resetting.add_argument("username", nargs="?", help="may be left out where there is one person of IT")
    resetting.set_defaults(run=reset_admin)


def add(args: argparse.Namespace, config: Config) -> int:
    with opened(config) as keys:
        user = users.add_user(
            username=args.username,
            name=args.name,
            role=Role(args.role),
            agency=users.agency_named(args.agency),
            phrase=_phrase(args.phrase_from),
            now=datetime.now(UTC),
            by=COMMAND_LINE,
            duty=users.Duty(args.unit, args.training, args.supervisor, args.email, args.phone),
            own_phrase=args.own_phrase,
            known_as=args.author,
        )
        intake.reconciler(keys).release(waiting_on_author(user.id))
        print(f"Added {user.name} ({user.role}, {user.agency.name}), who signs in as {user.username}.")
    if not args.own_phrase:
        print("The phrase is for the first sign-in: Fieldform then asks for one that only they know.")
    return 0


def list_all(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        agency = users.agency_named(args.agency) if args.agency else None
        people = list(people_of(agency))
        seen = last_seen(user.id for user in people)
        rows = [_row(user, seen.get(user.id), config) for user in people]
    print_table(("Signs in as", "Name", "Role", "Agency", "Last seen", "Account"), rows, "Nobody yet. Add one with: fieldform user add")
    return 0


def close(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        user = _named(args.username)
        accounts.close(user, by=COMMAND_LINE, now=datetime.now(UTC))
    print(f"{user.name} is signed out everywhere and can no longer sign in. What they have not sent yet still arrives and is set aside.")
    return 0


def reopen(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        user = _named(args.username)
        if user.disabled_at is None:
            raise CommandProblem(f"The account of {user.name} is open already.")
        accounts.reopen(user, by=COMMAND_LINE, now=datetime.now(UTC))
    print(f"{user.name} can sign in again. What was set aside meanwhile stays there until somebody looks at it.")
    return 0


def phrase(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        _give(_named(args.username), "")
    return 0


def reset_admin(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        user = _named(args.username) if args.username else _only_admin()
        if user.role != Role.ADMIN:
            raise CommandProblem(f"{user.name} is {user.role}, not admin. Give them a phrase with: fieldform user phrase {user.username}")
        _give(user, "reset-admin at the server's console")
    return 0


def _give(user: User, why: str) -> None:
    if user.disabled_at is not None:
        raise CommandProblem(f"The account of {user.name} is closed. Open it first: fieldform user reopen {user.username}")
    drawn = draw_phrase()
    accounts.give_phrase(user, drawn, by=COMMAND_LINE, now=datetime.now(UTC), why=why)
    print(f"{drawn}\nFor {user.name} ({user.username}), once, within {accounts.FIRST_PHRASE_LIFE.days} days. It is not shown again.")
    print("Every session of theirs has ended, and this is written down in the account's history.")


def _only_admin() -> User:
    found = open_admins()
    if not found:
        raise CommandProblem("Nobody here has the role admin. Add one with: fieldform user add NAME --role admin …")
    if len(found) > 1:
        raise CommandProblem(f"There are several people of IT. Name one: {', '.join(user.username for user in found)}.")
    return found[0]


def _row(user: User, seen_at: datetime | None, config: Config) -> tuple[str, ...]:
    agency: Agency = user.agency
    state = f"closed {when(user.disabled_at, config)}" if user.disabled_at else "first phrase" if user.phrase_given_at else "open"
    return (user.username, user.name, user.role, agency.name, when(seen_at, config), state)


def _named(username: str) -> User:
    user = users.user_named(username)
    if user is None:
        raise CommandProblem(f"There is no user called “{username}”.")
    return user


def _phrase(path: Path | None) -> str:
    if path is not None:
        return text_of(path).rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandProblem("Nobody is here to type a phrase. Give it as a file: --phrase-from FILE", 2)
    typed = getpass("Phrase (at least 12 characters): ")
    if getpass("Once more: ") != typed:
        raise CommandProblem("The two phrases differ; nobody was added.")
    return typed
