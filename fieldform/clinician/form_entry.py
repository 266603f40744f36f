"""A form filled in at the desk, whatever it is about: its fields, and the one road in.

A step is complete or it is not entered; a report may be finished later, by a revision. What was typed is kept whatever happens: a wrong
answer or a changed second sending come back as Retry. Knows no page. Public: fresh, posted, drawn_again, enter, problems_of,
new_or_same_id, Retry.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import request
from flask_wtf import FlaskForm

from fieldform import web_device
from fieldform.forms import Filled, Form, evaluate_form, first_answers
from fieldform.forms.drawn_again import choices_asked, offer_choices, rows_changed, with_its_own
from fieldform.forms.presentation import plain
from fieldform.forms.rows import put
from fieldform.forms.wtform import FormFields, fill, form_class, summary_line, validate_with
from fieldform.parts import Parts
from fieldform.record import form_files

_OTHER_CONTENT = "This was saved before, with other words. Nothing was changed. Send again to save this as well."
_NOT_ENTERED = "This was kept, but it is not in the record: IT has to look at it. Tell them, and write down what you typed."
_NEEDED = "Answer this question."


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was entered: the page comes again with everything typed. `problems`: (address of the field, words)."""

    record_id: str
    problems: tuple[tuple[str, str], ...] = ()


def fresh(
    form: Form, now: datetime, zone: str, answers: dict[str, Any] | None = None, known: Mapping[str, Any] = MappingProxyType({})
) -> FlaskForm:
    """The fields as the form begins, with its defaults and what is `known` by path, or with `answers` where there are some already."""
    fields = form_class(form)(formdata=None)
    begun = dict(first_answers(form, now, zone, lists=form_files.lists_for(form))) if answers is None else answers
    for path, value in known.items():
        put(begun, path, value)
    fill(fields, begun, ZoneInfo(zone))
    return _served(fields)


def posted(form: Form) -> FlaskForm:
    """The fields with what this request brought; left to itself, Flask-WTF would take JSON of any shape too."""
    return _served(form_class(form)(formdata=request.form))


def drawn_again(fields: FlaskForm, here: Parts) -> bool:
    """Whether nothing was to be sent, where no script does it: a row was asked for or taken away, or the choices that go with what was
    typed. The page then comes again with all of it."""
    again = rows_changed(_own(fields), request.form) or choices_asked(request.form)
    if again:
        _offer(fields, here)
    return again


def enter(
    form: Form, fields: FlaskForm, answers: dict[str, Any], record_id: str, author: str, here: Parts, base: bytes | None = None
) -> Retry | None:
    """None once it is in the record. `record_id` was minted when the page was drawn, so that a double click enters it once. `base`: the
    hash of the revision that a report's next one edits."""
    now, zone = here.clock(), here.config.zone
    filled = evaluate_form(form, with_its_own(_own(fields), answers), now, zone, lists=form_files.lists_for(form))
    own_id = new_or_same_id(record_id)
    problems = problems_of(form, fields, filled)
    if problems:
        _offer(fields, here)
        return Retry(own_id, problems)
    try:
        answer = web_device.submit(
            kind="action" if form.is_step else "submission" if base is None else "revision",
            form=form,
            answers=dict(filled.answers),
            author=author,
            record_id=own_id,
            now=now,
            zone=zone,
            base=base,
        )
    except web_device.OtherContent:
        return Retry(str(uuid4()), (("#main", _OTHER_CONTENT),))
    return None if answer.accepted else Retry(own_id, (("#main", _NOT_ENTERED),))


def problems_of(form: Form, fields: FlaskForm, filled: Filled) -> tuple[tuple[str, str], ...]:
    """What is wrong or missing, said at its field and for the summary. A step is not finished later: whatever is required is asked for at
    once."""
    validate_with(fields, filled)
    missing = filled.missing if form.is_step else filled.missing_essential
    for path in missing:
        fields[path].errors = [_needed(form, path)]
    return tuple(_told(form, filled, missing))


def new_or_same_id(text: str) -> str:
    try:
        return str(UUID(text, version=4))
    except ValueError:
        return str(uuid4())


def _offer(fields: FlaskForm, here: Parts) -> None:
    own = _own(fields)
    offer_choices(own, request.form, here.clock(), here.config.zone, form_files.lists_for(own.definition))


def _own(fields: FlaskForm) -> FormFields:
    assert isinstance(fields, FormFields)
    return fields


def _served(fields: FormFields) -> FlaskForm:
    fields.served = True
    return fields


def _told(form: Form, filled: Filled, missing: Iterable[str]) -> Iterator[tuple[str, str]]:
    said = [(problem.path, problem.message) for problem in filled.problems]
    said += [(path, _needed(form, path)) for path in missing]
    for path, message in said:
        node = form.at(path)
        yield summary_line(path, plain(node) if node else "", message)


def _needed(form: Form, path: str) -> str:
    return form.required_message(path) or _NEEDED
