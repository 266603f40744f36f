"""Another list in force: what it would change is said first, then every form that asks from it is published anew, in one transaction.

A code that a rule, a default or a count stands on stays in the list: its words may change, not its meaning.
Public: Proposal, proposal, put_in_force, COUNTED.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from fieldform.forms import Choice, Form, FormProblem, FormRefused, lists
from fieldform.record import form_acts, form_versions, option_lists
from fieldform.record.form_acts import Act
from fieldform.record.measures import COUNTED
from sync.tables import database


@dataclass(frozen=True, slots=True)
class Proposal:
    """`problems` keep it from being set; `changes` are in words, none where it is the list in force; `forms` are the titles of those that
    become another version."""

    name: str
    choices: tuple[Choice, ...]
    problems: tuple[FormProblem, ...]
    changes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def proposal(name: str, content: bytes) -> Proposal:
    """What a file would make of a list. A name that no form asks from and that is not shipped is a problem, too."""
    before, using = _now_held(name)
    if not before:
        return Proposal(name, (), (FormProblem("list", None, f"no form asks from a list “{name}”"),))
    try:
        choices = lists.read_list(content)
    except FormRefused as refused:
        return Proposal(name, (), refused.problems)
    problems = tuple(_taken_away(name, choices, using))
    changed = tuple(form.title for form in using if lists.with_list(form, name, choices) != form)
    return Proposal(name, choices, problems, lists.difference(before, choices), changed)


def put_in_force(proposed: Proposal, by: str, now: datetime) -> None:
    """Keep the list and publish what uses it, under who set it (a user's id, or “command line”).

    A Proposal with problems is the caller's mistake.
    """
    assert not proposed.problems
    with database.atomic():
        _, using = _now_held(proposed.name)
        option_lists.keep(proposed.name, proposed.choices, by, now)
        for form in using:
            another = lists.with_list(form, proposed.name, proposed.choices)
            if form_versions.publish(another, now):
                form_acts.note(str(uuid4()), form.form_id, Act.PUBLISHED, by, now, another.version)


def _now_held(name: str) -> tuple[Sequence[Choice], list[Form]]:
    """The list as it is, and the forms that ask from it; where it is only some form's own, that form's."""
    having = [form for form in form_versions.current_forms() if name in form.choices]
    held = option_lists.in_force().get(name) or (having[0].choices[name] if having else ())
    return held, [form for form in having if lists.shares(form, name, held)]


def _taken_away(name: str, choices: Sequence[Choice], using: Sequence[Form]) -> list[FormProblem]:
    kept = {choice.name for choice in choices}
    needed: dict[str, str] = {}
    for form in using:
        for code, label in lists.named_in_rules(form, name).items():
            needed.setdefault(code, f"“{form.title}” has a rule about it ({label})")
        for code in _counted(form, name):
            needed.setdefault(code, "the supervisor's numbers count it")
    words = "keep the code “{}” and change its label instead: {}"
    return [FormProblem("list", None, words.format(code, why), "name") for code, why in needed.items() if code not in kept]


def _counted(form: Form, name: str) -> list[str]:
    asked = [question.role for question in form.questions() if question.list_name == name]
    known = {choice.name for choice in form.choices[name]}
    return sorted(code for role in asked for code in COUNTED.get(role, ()) if code in known)
