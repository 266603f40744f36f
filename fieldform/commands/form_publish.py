"""`fieldform form publish`, `list`, `withdraw`, `bring-back`, `approve`: which forms there are, from the server's own console.

Public: add_publish, publish, list_all, withdraw, bring_back, approve.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fieldform import intake
from fieldform.access.accounts import COMMAND_LINE
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.commands.table import print_table, when
from fieldform.config import Config
from fieldform.forms import Form, FormRefused
from fieldform.forms.beside import lists_beside
from fieldform.forms.compare import differences
from fieldform.publishing import publish as publishing
from fieldform.publishing.listing import lines
from fieldform.publishing.publish import Candidate, Done, NotNow
from fieldform.publishing.reading import Reading, read_one
from fieldform.record import form_versions, option_lists

_DONE = {
    Done.FIRST: "Published: “{title}” is a new form.",
    Done.NEWER: "Published: new reports are made with this version of “{title}”. What was begun with another goes on.",
    Done.AGAIN: "Published: new reports are made with this earlier version of “{title}” again.",
    Done.UNCHANGED: "Nothing to do: “{title}” is this very version already.",
}
_STATES = {"offered": "offered", "withdrawn": "withdrawn", "desk": "the desk's"}
_SHIPPED = "came with Fieldform"


def add_publish(actions: Subparsers) -> None:
    publishing_one = actions.add_parser("publish", help="make a workbook the version that new reports are made with")
    publishing_one.add_argument("file", type=Path, metavar="FILE")
    publishing_one.add_argument(
        "--attach", action="append", default=[], type=Path, metavar="LIST", help="a CSV file that comes with the form"
    )
    publishing_one.add_argument("--yes", action="store_true", help="do not ask")
    publishing_one.set_defaults(run=publish)
    listing = actions.add_parser("list", help="which forms there are, and which are withdrawn")
    listing.set_defaults(run=list_all)
    for name, run, words in (
        ("withdraw", withdraw, "offer a form to nobody any more; what was begun with it goes on"),
        ("bring-back", bring_back, "offer a withdrawn form again"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("form_id", metavar="ID")
        action.set_defaults(run=run)
    approving = actions.add_parser("approve", help="say under your name that a translation says what it should")
    approving.add_argument("file", type=Path, metavar="FILE")
    approving.add_argument("language", metavar="CODE", help="as the workbook has it, such as es")
    approving.add_argument("--by", required=True, metavar="NAME", help="who reads this language and looked it over")
    approving.set_defaults(run=approve)


def publish(args: argparse.Namespace, config: Config) -> int:
    workbook = args.file.read_bytes()
    lists = {path.name: path.read_bytes() for path in args.attach}
    reading = read_one(workbook, args.file.stem, lists)
    form = _form_of(reading)
    for warning in reading.warnings:
        print(f"Warning: {warning}")
    with opened(config) as keys:
        form = option_lists.applied(form)
        _tell_difference(form)
        _refuse_if(form)
        if not args.yes and not form_versions.is_current(form):
            _ask(f"Publish “{form.title}” ({form.form_id})?")
        done = publishing.publish(Candidate(form, (args.file.name, workbook), lists), COMMAND_LINE, datetime.now(UTC))
        intake.reconciler(keys).release(form_versions.waiting_on_form(form.version))
    print(_DONE[done].format(title=form.title))
    return 0


def list_all(_: argparse.Namespace, config: Config) -> int:
    with opened(config):
        rows = [
            (
                line.form.form_id,
                line.form.title,
                _STATES[line.state],
                str(line.versions),
                when(line.published_at, config),
                line.by or _SHIPPED,
            )
            for line in sorted(lines(), key=lambda line: line.form.form_id)
        ]
    print_table(("Form", "Title", "Is", "Versions", "Last", "By"), rows, "No form yet. Run: fieldform migrate")
    return 0


def withdraw(args: argparse.Namespace, config: Config) -> int:
    _do(publishing.withdraw, args.form_id, config)
    print("Withdrawn: nobody starts it any more. What was begun is finished, and what waits still arrives.")
    return 0


def bring_back(args: argparse.Namespace, config: Config) -> int:
    _do(publishing.bring_back, args.form_id, config)
    print("It is offered again.")
    return 0


def approve(args: argparse.Namespace, config: Config) -> int:
    form = _form_of(read_one(args.file.read_bytes(), args.file.stem, lists_beside(args.file)))
    with opened(config):
        try:
            publishing.approve(option_lists.applied(form), args.language, f"{args.by} ({COMMAND_LINE})"[:80], datetime.now(UTC))
        except NotNow as problem:
            raise CommandProblem(str(problem)) from None
    print(f"Approved by {args.by}: this version of “{form.title}” may be published with it.")
    return 0


def _do(act: Callable[[str, str, datetime], None], form_id: str, config: Config) -> None:
    with opened(config):
        try:
            act(form_id, COMMAND_LINE, datetime.now(UTC))
        except NotNow as problem:
            raise CommandProblem(str(problem)) from None


def _form_of(reading: Reading) -> Form:
    if reading.form is None:
        raise FormRefused(reading.problems)
    return reading.form


def _tell_difference(form: Form) -> None:
    present = form_versions.present(form.form_id)
    if present is None:
        asked = sum(question.is_asked for question in form.questions())
        print(f"“{form.title}” ({form.form_id}) is a new form with {asked} question{'' if asked == 1 else 's'}.")
    for one in differences(present, form) if present is not None else ():
        print(f"{one.what.capitalize()}: {one}")


def _refuse_if(form: Form) -> None:
    against = publishing.obstacles(form)
    if against:
        raise CommandProblem(" ".join(against))


def _ask(question: str) -> None:
    if not sys.stdin.isatty():
        raise CommandProblem("Nobody is here to answer. Say that you mean it: --yes", 2)
    if input(f"{question} (yes/no) ").strip().lower() not in ("y", "yes"):
        raise CommandProblem("Nothing was published.")
