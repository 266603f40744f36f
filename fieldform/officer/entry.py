"""A report typed without JavaScript: the same road in as any other, through the server's own device.

Never used on an enrolled device (WIRE.md, "Without JavaScript"). What was typed is kept whatever happens.
Public: enter, Entered, Retry.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from flask_wtf import FlaskForm

from fieldform import web_device
from fieldform.forms import Filled, Form, evaluate_form
from fieldform.forms.wtform import to_answers, validate_with

_OTHER_CONTENT = "This report was received before, with other answers. Send again to keep both: a person will compare them."


@dataclass(frozen=True, slots=True)
class Entered:
    """On its way for good. `missing`: the questions still to be answered, in the form's own words."""

    received_at: datetime
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was entered: the page comes again with everything typed. `problems`: (address of the field, words)."""

    record_id: str
    problems: tuple[tuple[str, str], ...]


def enter(form: Form, fields: FlaskForm, record_id: str, author: str, now: datetime, zone: str) -> Entered | Retry:
    """`fields` holds what was posted. `record_id` was minted when the page was drawn, so that a double click enters one report."""
    own_id = _uuid_or_new(record_id)
    filled = evaluate_form(form, to_answers(fields), now, zone)
    if filled.problems or filled.missing_essential:
        return Retry(own_id, _told(form, fields, filled))
    try:
        answer = web_device.submit(
            kind="submission", form=form, answers=dict(filled.answers), author=author, record_id=own_id, now=now, zone=zone
        )
    except web_device.OtherContent:
        return Retry(str(uuid4()), (("#main", _OTHER_CONTENT),))
    return Entered(answer.received_at, _labels(form, filled.missing))
