"""A supervisor's decision between a report as it stands and a correction of an older version of it, on its one road in.

What comes of it is a new version of the report, where it changes at all, and the resolution that says so: both or neither.
Public: Choice, decide, fresh_note, posted_note, chosen_of.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import request
from flask_wtf import FlaskForm

from fieldform import web_device
from fieldform.access.viewer import Viewer
from fieldform.forms import Form, Question, evaluate_form
from fieldform.forms.rows import put, trimmed, value_in
from fieldform.forms.wtform import form_class, summary_line, to_answers, validate_with
from fieldform.parts import Parts
from fieldform.record import conflicts, contacts, form_files, form_versions
from fieldform.record.conflicts import Conflict, Side
from fieldform.record.contacts import ContactRevision
from fieldform.supervisor.verdicts import Retry
from sync.tables import database

_REVISED = "The report was corrected again meanwhile. Nothing was saved; look at what stands now, then decide."
_NOT_ENTERED = "This was kept, but it is not in the record: IT has to look at it. Tell them, and write down what you chose."
_UNUSABLE = "These answers do not fit together. Nothing was saved: choose differently, or take one side whole."
_PREFIX = "side:"


@dataclass(frozen=True, slots=True)
class Choice:
    """`read` is the version that the page showed as standing; `sides` says for each question (by path) which answer holds."""

    side: Side
    read: int
    sides: Mapping[str, str]


class _Undone(Exception):
    """The first half was entered and the second was not: neither is. Likely cause: somebody decided in the same moment."""


def fresh_note() -> FlaskForm:
    return form_class(form_versions.current("resolution"))(formdata=None)


def posted_note() -> FlaskForm:
    """Left to itself, Flask-WTF would take JSON of any shape too."""
    return form_class(form_versions.current("resolution"))(formdata=request.form)


def chosen_of(posted: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(_PREFIX): side for name, side in posted.items() if name.startswith(_PREFIX)}


def decide(conflict: Conflict, choice: Choice, note: FlaskForm, record_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    """None once it is in the record. `record_id` was minted when the page was drawn, so that a double click decides once."""
    own_id = _uuid_or_new(record_id)
    if conflicts.is_entered(own_id, conflict.id):
        return None
    try:
        with database.atomic():
            return _decide(conflict, choice, note, own_id, viewer, here)
    except (_Undone, web_device.OtherContent):
        return Retry(str(uuid4()), (("#main", _NOT_ENTERED),))


def _decide(conflict: Conflict, choice: Choice, note: FlaskForm, own_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    stands: ContactRevision = contacts.revisions(conflict.contact_id).get()
    if stands.revision != choice.read:
        return Retry(own_id, (("#main", _REVISED),))
    revision = "" if choice.side is Side.KEEP else _revision_id(own_id)
    about: dict[str, Any] = {"author": viewer.user, "now": here.clock(), "zone": here.config.zone}
    form = form_versions.current("resolution")
    said = to_answers(note) | {"conflict": conflict.id, "side": choice.side.value} | ({"revision": revision} if revision else {})
    filled = evaluate_form(form, said, about["now"], about["zone"], lists=form_files.lists_for(form))
    if not filled.usable:
        validate_with(note, filled)
        return Retry(own_id, tuple(summary_line(problem.path, "", problem.message) for problem in filled.problems))
    if revision and not _enters(conflict, stands, choice, viewer, {**about, "record_id": revision}):
        return Retry(own_id, (("#main", _UNUSABLE),))
    if not web_device.submit(kind="action", form=form, answers=dict(filled.answers), record_id=own_id, **about).accepted:
        raise _Undone
    return None


def _enters(conflict: Conflict, stands: ContactRevision, choice: Choice, viewer: Viewer, about: dict[str, Any]) -> bool:
    form, answers = _result(conflict, stands, choice, viewer)
    if not evaluate_form(form, answers, about["now"], about["zone"], lists=form_files.lists_for(form)).usable:
        return False
    return web_device.submit(kind="revision", form=form, answers=answers, base=bytes(stands.body_hash), **about).accepted


def _result(conflict: Conflict, stands: ContactRevision, choice: Choice, viewer: Viewer) -> tuple[Form, dict[str, Any]]:
    """What stands, with the chosen answers of the correction; nothing behind a wall that is not the supervisor's, unless taken whole."""
    form = contacts.meaning_of(stands).form
    theirs = form_versions.by_version(conflict.version_id)
    if choice.side is Side.TAKE and theirs is not None:
        return theirs, conflict.answers
    answers = deepcopy(stands.answers)
    for path in (path for path, side in choice.sides.items() if side == Side.TAKE):
        question = form.at(path)
        if isinstance(question, Question) and question.is_asked and viewer.may_see(question.wall):
            put(answers, path, value_in(conflict.answers, path))
    return form, trimmed(answers)


def _revision_id(own_id: str) -> str:
    """The same for the same decision; shaped as an envelope's id must be."""
    return str(UUID(bytes=uuid5(UUID(own_id), "revision").bytes, version=4))


def _uuid_or_new(text: str) -> str:
    try:
        return str(UUID(text, version=4))
    except ValueError:
        return str(uuid4())
