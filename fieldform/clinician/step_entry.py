"""A step typed at the desk (an attempt, the next step, an outcome): its form, and the one road in.

What was typed is kept whatever happens: a wrong answer, a closed follow-up or a changed second sending come back as Retry.
Public: StepKind, STEPS, form_of, fresh, posted, enter, refused, Retry.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import request
from flask_wtf import FlaskForm

from fieldform import web_device
from fieldform.clinician.story import Entry
from fieldform.clinician.words import point_words
from fieldform.forms import Filled, Form, evaluate_form, first_answers
from fieldform.forms.wtform import fill, form_class, summary_line, to_answers, validate_with
from fieldform.parts import Parts
from fieldform.record import form_versions
from fieldform.record.follow_ups import FollowUp

_OTHER_CONTENT = "This was saved before, with other words. Nothing was changed. Send again to save this as well."
_NOT_ENTERED = "This was kept, but it is not in the record: IT has to look at it. Tell them, and write down what you typed."
_NEEDED = "Answer this question."


@dataclass(frozen=True, slots=True)
class StepKind:
    """`name` is the form's id and the family of its roles; the rest are words on the page."""

    name: str
    title: str
    button: str
    done: str


STEPS = {
    "attempt": StepKind("attempt", "Log an attempt", "Save the attempt", "The attempt is saved."),
    "next_step": StepKind("next_step", "Plan the next step", "Save the plan", "The next step is planned."),
    "outcome": StepKind("outcome", "Close this follow-up", "Close it", "The follow-up is closed. Its history stays."),
}


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was entered: the page comes again with everything typed. `problems`: (address of the field, words)."""

    record_id: str
    problems: tuple[tuple[str, str], ...] = ()


def form_of(kind: StepKind) -> Form:
    return form_versions.current(kind.name)


def fresh(kind: StepKind, now: datetime, zone: str) -> FlaskForm:
    """The step's fields as its form begins: with its defaults."""
    form = form_of(kind)
    fields = form_class(form)(formdata=None)
    fill(fields, first_answers(form, now, zone))
    return fields


def posted(kind: StepKind) -> FlaskForm:
    """The step's fields with what this request brought; left to itself, Flask-WTF would take JSON of any shape too."""
    return form_class(form_of(kind))(formdata=request.form)


def enter(kind: StepKind, fields: FlaskForm, follow_up: FollowUp, record_id: str, author: str, here: Parts) -> Retry | None:
    """None once it is in the record. `record_id` was minted when the page was drawn, so that a double click enters one step."""
    form, now, zone = form_of(kind), here.clock(), here.config.zone
    filled = evaluate_form(form, _for_follow_up(kind, form, to_answers(fields), follow_up), now, zone)
    own_id = _uuid_or_new(record_id)
    if filled.problems or filled.missing:
        _show_errors(form, fields, filled)
        return Retry(own_id, tuple(_told(form, filled)))
    answers = dict(filled.answers)
    try:
        answer = web_device.submit(kind="action", form=form, answers=answers, author=author, record_id=own_id, now=now, zone=zone)
    except web_device.OtherContent:
        return Retry(str(uuid4()), (("#main", _OTHER_CONTENT),))
    return None if answer.accepted else Retry(own_id, (("#main", _NOT_ENTERED),))


def refused(closed: Entry, record_id: str, here: Parts) -> Retry:
    """What a step on a closed follow-up gets to hear."""
    when = point_words(closed.at, here.clock(), ZoneInfo(here.config.zone))
    words = f"This follow-up was closed {when} by {closed.by or 'somebody else'}. Nothing was saved; what you typed is still below."
    return Retry(_uuid_or_new(record_id), (("#main", words),))


def _show_errors(form: Form, fields: FlaskForm, filled: Filled) -> None:
    """At a desk there is no finishing later: whatever is required is asked for at once."""
    validate_with(fields, filled)
    for path in filled.missing:
        fields[path].errors = [_needed(form, path)]


def _told(form: Form, filled: Filled) -> Iterator[tuple[str, str]]:
    said = [(problem.path, problem.message) for problem in filled.problems]
    said += [(path, _needed(form, path)) for path in filled.missing]
    for path, message in said:
        node = form.by_path.get(path)
        yield summary_line(path, node.label if node else "", message)


def _needed(form: Form, path: str) -> str:
    return getattr(form.by_path[path], "required_message", "") or _NEEDED


def _for_follow_up(kind: StepKind, form: Form, answers: dict[str, Any], follow_up: FollowUp) -> dict[str, Any]:
    """The answers with the follow-up of the address, whatever a hidden field says."""
    *groups, name = (form.role(f"{kind.name}.follow_up") or "/follow_up").strip("/").split("/")
    place = answers
    for group in groups:
        place = place.setdefault(group, {})
    place[name] = follow_up.id
    return answers


def _uuid_or_new(text: str) -> str:
    try:
        return str(UUID(text, version=4))
    except ValueError:
        return str(uuid4())
