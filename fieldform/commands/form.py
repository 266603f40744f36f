"""`fieldform form …`: check a form that somebody wrote, publish it, see which there are. Public: add_parser."""

from fieldform.commands.form_check import add_check
from fieldform.commands.form_publish import add_publish
from fieldform.commands.problem import Subparsers


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("form", help="forms: check, publish, list, withdraw").add_subparsers(metavar="ACTION", required=True)
    add_check(actions)
    add_publish(actions)
