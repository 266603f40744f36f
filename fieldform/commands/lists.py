"""`fieldform lists`: the option lists of the forms: which there are, one of them as a file, another in its place.

Public: add_parser, show_all, export, put.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from fieldform.access.accounts import COMMAND_LINE
from fieldform.access.queries import names_of
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.commands.table import print_table, when
from fieldform.config import Config
from fieldform.forms.lists import as_csv, shares
from fieldform.record import form_versions, option_lists, setting_lists


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("lists", help="option lists of the forms: see, export, set").add_subparsers(
        metavar="ACTION", required=True
    )
    actions.add_parser("list", help="every list, and the forms that ask from it").set_defaults(run=show_all)
    parser = actions.add_parser("export", help="write a list as a CSV file, to be edited and set again")
    parser.add_argument("name")
    parser.add_argument("file", nargs="?", type=Path, help="where to; standard output where it is left out")
    parser.set_defaults(run=export)
    parser = actions.add_parser("set", help="put the list of a CSV file (name, label, label::Spanish (es), …) in force")
    parser.add_argument("name")
    parser.add_argument("file", type=Path)
    parser.add_argument("--look", action="store_true", help="say what it would change, and change nothing")
    parser.set_defaults(run=put)


def show_all(_: argparse.Namespace, config: Config) -> int:
    with opened(config):
        forms = form_versions.current_forms()
        rows = []
        for name, choices in sorted(option_lists.in_force().items()):
            using = [form.title for form in forms if shares(form, name, choices)]
            last = next(iter(option_lists.history(name)), None)
            by = names_of([last.set_by]).get(last.set_by, last.set_by) if last else ""
            set_here = f"{when(last.set_at, config)} by {by}" if last else "as shipped"
            rows.append((name, str(len(choices)), set_here, ", ".join(using) or "no form"))
        print_table(("List", "Choices", "Set", "Asked from in"), rows, "There is no list.")
    return 0


def export(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        choices = option_lists.in_force().get(args.name)
    if choices is None:
        raise CommandProblem(f"There is no list “{args.name}”. fieldform lists list shows those there are.", 2)
    if args.file is None:
        sys.stdout.write(as_csv(choices))
    else:
        args.file.write_bytes(("\ufeff" + as_csv(choices)).encode())  # Excel takes a file without the mark for Windows' own letters.
        print(f"{len(choices)} choices are in {args.file}. Edit them, then: fieldform lists set {args.name} {args.file}")
    return 0


def put(args: argparse.Namespace, config: Config) -> int:
    """1 where the file cannot be the list; every row that is wrong is named."""
    content = args.file.read_bytes()
    with opened(config):
        proposed = setting_lists.proposal(args.name, content)
        for problem in proposed.problems:
            print(problem, file=sys.stderr)
        if proposed.problems:
            return 1
        print("\n".join(proposed.changes) or "That is the list in force. Nothing changes.")
        if proposed.changes and not args.look:
            setting_lists.put_in_force(proposed, COMMAND_LINE, datetime.now(UTC))
    if args.look:
        print("Nothing was changed.")
    elif proposed.changes:
        print(f"In force. New versions of: {', '.join(proposed.forms) or 'no form'}. Phones get them at their next connection.")
    return 0
