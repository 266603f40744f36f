"""A supervisor's word on a report, "reviewed" or "sent back", on its one road in.

What was typed is kept whatever happens. Public: Verdict, fresh_note, posted_note, say, Retry.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import request
from flask_wtf import FlaskForm

from fieldform import web_device
from fieldform.forms import Filled, Form, evaluate_form
from fieldform.forms.presentation import plain
from fieldform.forms.wtform import form_class, summary_line, to_answers, validate_with
from fieldform.parts import Parts
from fieldform.record import form_versions
from fieldform.record.reviews import Verdict

_OTHER_CONTENT = "This was saved before, with other words. Nothing was changed. Send again to save this as well."
_NOT_ENTERED = "This was kept, but it is not in the record: IT has to look at it. Tell them, and write down what you typed."
REVISED = "The officer sent it again meanwhile. Nothing was saved; read what is new below, then decide."


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was entered: the page comes again with everything typed. `problems`: (address of the field, words)."""

    record_id: str
    problems: tuple[tuple[str, str], ...] = ()


def fresh_note() -> FlaskForm:
    return form_class(form_versions.current(Verdict.SENT_BACK))(formdata=None)


def posted_note() -> FlaskForm:
    """Left to itself, Flask-WTF would take JSON of any shape too."""
    return form_class(form_versions.current(Verdict.SENT_BACK))(formdata=request.form)


def say(verdict: Verdict, fields: FlaskForm, contact: str, revision: int, record_id: str, author: str, here: Parts) -> Retry | None:
    """None once it is in the record. `record_id` was minted when the page was drawn, so that a double click says it once."""
    form, now, zone = form_versions.current(verdict), here.clock(), here.config.zone
    note = to_answers(fields) if verdict is Verdict.SENT_BACK else {}
    filled = evaluate_form(form, {**note, "contact": contact, "revision": str(revision)}, now, zone)
    own_id = _uuid_or_new(record_id)
    if filled.problems or filled.missing:
        validate_with(fields, filled)
        return Retry(own_id, tuple(_told(form, filled)))
    said: dict[str, Any] = {"kind": "action", "form": form, "answers": dict(filled.answers), "author": author}
    try:
        answer = web_device.submit(**said, record_id=own_id, now=now, zone=zone)
    except web_device.OtherContent:
        return Retry(str(uuid4()), (("#main", _OTHER_CONTENT),))
    return None if answer.accepted else Retry(own_id, (("#main", _NOT_ENTERED),))


def _told(form: Form, filled: Filled) -> Iterator[tuple[str, str]]:
    said = [(problem.path, problem.message) for problem in filled.problems]
    said += [(path, form.required_message(path)) for path in filled.missing]
    for path, message in said:
        node = form.at(path)
        yield summary_line(path, plain(node) if node else "", message)


def _uuid_or_new(text: str) -> str:
    try:
        return str(UUID(text, version=4))
    except ValueError:
        return str(uuid4())
