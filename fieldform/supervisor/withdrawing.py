"""A supervisor withdraws a report, or takes a withdrawal back: a short form, on its one road in. What was typed is kept whatever happens.

Public: Step, STEPS, act_on, fresh, posted, enter.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import request
from flask_wtf import FlaskForm

from fieldform import web_device
from fieldform.forms import evaluate_form
from fieldform.forms.wtform import form_class, summary_line, to_answers, validate_with
from fieldform.parts import Parts
from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from fieldform.supervisor.verdicts import Retry

_NOT_ENTERED = "This was kept, but it is not in the record: IT has to look at it. Tell them, and write down what you typed."
_OTHER_CONTENT = "This was saved before, with other words. Nothing was changed. Send again to save this as well."


@dataclass(frozen=True, slots=True)
class Step:
    """Words on the page."""

    title: str
    hint: str
    button: str


STEPS = {
    "withdrawal": Step(
        "Withdraw this report",
        "Nothing is erased: the report stays, marked as withdrawn with your reason, and what was open on it is closed.",
        "Withdraw the report",
    ),
    "reinstatement": Step(
        "Take back the withdrawal", "The report stands again, and what the withdrawal closed is open again.", "Let it stand again"
    ),
}


def act_on(contact: Contact) -> str:
    """What can be done to it now."""
    return "withdrawal" if contact.withdrawn_at is None else "reinstatement"


def fresh(act: str) -> FlaskForm:
    return form_class(form_versions.current(act))(formdata=None)


def posted(act: str) -> FlaskForm:
    """Left to itself, Flask-WTF would take JSON of any shape too."""
    return form_class(form_versions.current(act))(formdata=request.form)


def enter(act: str, fields: FlaskForm, contact: str, record_id: str, author: str, here: Parts) -> Retry | None:
    """None once it is in the record. `record_id` was minted when the page was drawn, so that a double click enters it once."""
    form, now, zone = form_versions.current(act), here.clock(), here.config.zone
    filled = evaluate_form(form, to_answers(fields) | {"contact": contact}, now, zone)
    own_id = _uuid_or_new(record_id)
    if not validate_with(fields, filled):
        wrong = [(path, form.required_message(path)) for path in filled.missing_essential]
        wrong += [(problem.path, problem.message) for problem in filled.problems]
        return Retry(own_id, tuple(summary_line(path, "", words) for path, words in wrong))
    try:
        answer = web_device.submit(
            kind="action", form=form, answers=dict(filled.answers), author=author, record_id=own_id, now=now, zone=zone
        )
    except web_device.OtherContent:
        return Retry(str(uuid4()), (("#main", _OTHER_CONTENT),))
    return None if answer.accepted else Retry(own_id, (("#main", _NOT_ENTERED),))


def _uuid_or_new(text: str) -> str:
    try:
        return str(UUID(text, version=4))
    except ValueError:
        return str(uuid4())
