"""What a supervisor decides of a record that was set aside; nothing of what came is ever changed.

Correcting it is a revision by the supervisor, on the same road as every other. Public: take_in, mend, reject, take_back, fields_of,
Settled, uuid_or_new.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import request
from flask_wtf import FlaskForm

from fieldform import web_device
from fieldform.access.viewer import Viewer
from fieldform.forms import Filled, Form, evaluate_form
from fieldform.forms.presentation import plain
from fieldform.forms.rows import put, value_in
from fieldform.forms.wtform import fill, form_class, summary_line, to_answers, validate_with
from fieldform.parts import Parts
from fieldform.record import form_files, set_aside
from fieldform.record.set_aside import SetAside
from fieldform.supervisor.aside_pages import AsidePage
from sync import rulings
from sync.decide import Outcome
from sync.rulings import What, Word
from sync.tables import database

_DECIDED = "Somebody decided on it meanwhile. Nothing was changed; look again."
_STILL = "It still cannot be used, for the reason below. Nothing was changed."
_NOT_ENTERED = "Your correction was kept, but it is not in the record: IT has to look at it. Write down what you typed."
_THEIR_OWN = "Only the officer who saw it may change this. Nothing was changed; ask them to correct it."
_OTHER_CONTENT = "This was saved before, with other words. Nothing was changed. Send again to save this as well."
_ENTERED = (Outcome.ACCEPTED, Outcome.CONFLICT)


@dataclass(frozen=True, slots=True)
class Settled:
    """Where not `done`, the page comes again with everything typed. `problems`: (address of the field, words)."""

    own_id: str
    done: bool = False
    problems: tuple[tuple[str, str], ...] = ()
    fields: FlaskForm | None = None


def take_in(one: SetAside, way: What, form: FlaskForm, own_id: str, viewer: Viewer, here: Parts) -> Settled:
    if not form.validate():
        return Settled(own_id, problems=_of(form))
    decision = here.reconciler.replay(one.number, way, _word(own_id, viewer, form.reason.data, here))
    here.wake()
    if decision is None:
        return Settled(own_id, problems=(("#main", _DECIDED),))
    return Settled(own_id, done=decision.outcome in _ENTERED, problems=(("#main", _STILL),))


def mend(page: AsidePage, form: FlaskForm, own_id: str, viewer: Viewer, here: Parts) -> Settled:
    """The answers that spoke against it as the supervisor says they are, everything else as it came."""
    if page.inside is None or page.walled or not page.one.waits_for_somebody:
        return Settled(own_id, problems=(("#main", _DECIDED),))
    meaning, now, zone = page.inside.meaning, here.clock(), here.config.zone
    if meaning.speaks_of("petition"):
        return Settled(own_id, problems=(("#main", _THEIR_OWN),))
    fields = form_class(meaning.form)(formdata=request.form)
    answers = _mended(page, to_answers(fields))
    filled = evaluate_form(meaning.form, answers, now, zone, lists=form_files.lists_for(meaning.form))
    if not form.validate() or not filled.usable:
        validate_with(fields, filled)
        return Settled(own_id, problems=(*_told(meaning.form, filled), *_of(form)), fields=fields)
    revision: dict[str, Any] = {"kind": "revision", "form": meaning.form, "answers": answers, "base": page.one.body_hash}
    try:
        with database.atomic():
            answer = web_device.submit(**revision, author=viewer.user, record_id=own_id, now=now, zone=zone)
            if answer.outcome not in _ENTERED:
                return Settled(own_id, problems=(("#main", _NOT_ENTERED),), fields=fields)
            rulings.mended(page.one.number, _word(str(uuid4()), viewer, form.reason.data, here), own_id)
    except web_device.OtherContent:
        return Settled(str(uuid4()), problems=(("#main", _OTHER_CONTENT),), fields=fields)
    return Settled(own_id, done=True)


def reject(one: SetAside, form: FlaskForm, own_id: str, viewer: Viewer, here: Parts) -> Settled:
    if not form.validate():
        return Settled(own_id, problems=_of(form))
    said = set_aside.reject(one, _word(own_id, viewer, form.note.data, here))
    return Settled(own_id, done=said, problems=(("#main", _DECIDED),))


def take_back(one: SetAside, own_id: str, viewer: Viewer, here: Parts) -> Settled:
    undone = set_aside.take_back(one, by=viewer.user, at=here.clock())
    return Settled(own_id, done=undone, problems=(("#main", _DECIDED),))


def fields_of(page: AsidePage, zone: ZoneInfo) -> FlaskForm | None:
    """What it says now, to be corrected; times by the clock of whoever corrects it."""
    if page.inside is None or not page.mendable:
        return None
    fields = form_class(page.inside.meaning.form)(formdata=None)
    fill(fields, page.inside.meaning.filled.answers, zone)
    return fields


def uuid_or_new(text: str) -> str:
    try:
        return str(UUID(text, version=4))
    except ValueError:
        return str(uuid4())


def _mended(page: AsidePage, typed: dict[str, Any]) -> dict[str, Any]:
    answers = deepcopy(page.inside.answers) if page.inside else {}
    asked = {question.path for question in page.mendable}
    for path in page.one.where:
        put(answers, path, value_in(typed, path) if path in asked else None)
    return answers


def _word(own_id: str, viewer: Viewer, note: str | None, here: Parts) -> Word:
    return Word(own_id, viewer.user, here.clock(), " ".join(str(note or "").split()))


def _told(form: Form, filled: Filled) -> Iterator[tuple[str, str]]:
    said = [(problem.path, problem.message) for problem in filled.problems]
    said += [(path, form.required_message(path)) for path in filled.missing_essential]
    for path, message in said:
        node = form.at(path)
        yield summary_line(path, plain(node) if node else "", message)


def _of(form: FlaskForm) -> tuple[tuple[str, str], ...]:
    return tuple((f"#{name}", message) for name, messages in form.errors.items() for message in messages)
