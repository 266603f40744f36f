"""A shipped form filled in by the names of its questions, judged here and by the phone's own code.

Public: shipped, fill, said, by_role, on_the_phone.
"""

from functools import cache
from typing import Any

from fieldform.forms import Filled, Form, evaluate_form, first_answers, library_files, load_xlsform, value_at
from tests.forms.browser import Browser
from tests.forms.sheets import NOON, ZONE


@cache
def shipped(form_id: str) -> Form:
    return load_xlsform(next(path for path in library_files() if path.stem == form_id))


def fill(form: Form, **answers: Any) -> Filled:
    """The judged form as it begins, with these answers; None takes one away."""
    return evaluate_form(form, said(form, **answers), NOON, ZONE)


def said(form: Form, **answers: Any) -> dict[str, Any]:
    """What `fill` judges, nested."""
    nested = first_answers(form, NOON, ZONE)
    paths = {question.name: question.path for question in form.questions()}
    for name, value in answers.items():
        *groups, last = paths[name].split("/")[1:]
        inner = nested
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[last] = value
        if value is None:
            del inner[last]
    return nested


def by_role(form: Form, filled: Filled, role: str) -> Any:
    return value_at(filled.answers, str(form.role(role)))


def on_the_phone(browser: Browser, form: Form, **answers: Any) -> Any:
    """The same, worked out by static/js/forms/logic.js: its answers and what is missing."""
    now = int(NOON.timestamp() * 1000)
    return browser.ask(definition=form.definition(), now=now, zone=ZONE, answers=said(form, **answers))
