"""A follow-up that no report raised, a person's details with who said what, and an attempt taken back. Thin. Public: blueprint."""

from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.clinician import form_entry, new_follow_up, pages, person_entry
from fieldform.clinician.form_entry import Retry
from fieldform.parts import parts
from fieldform.record import follow_ups, form_versions, intakes, undoings
from fieldform.record.follow_ups import FollowUp

blueprint = Blueprint("people", __name__, url_prefix="/clinician")


@blueprint.get("/new")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def new() -> str:
    fields = form_entry.fresh(form_versions.current("follow_up"), parts().clock(), parts().config.zone)
    return _new_page(fields, Retry(str(uuid4())), [])


@blueprint.post("/new")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def enter_new() -> ResponseReturnValue:
    viewer, fields = current_viewer(), form_entry.posted(form_versions.current("follow_up"))
    if form_entry.drawn_again(fields, parts()):
        return _new_page(fields, _same(), [])
    seen = frozenset(request.form.get("seen", "").split())
    retry, alike = new_follow_up.enter(viewer, fields, request.form.get("person", ""), seen, request.form.get("record_id", ""), parts())
    if retry is not None:
        return _new_page(fields, retry, alike), 422
    entered = intakes.follow_up_of(form_entry.new_or_same_id(request.form.get("record_id", "")))
    return redirect(url_for("clinician.one", follow_up=entered, done="new"), 303)


@blueprint.get("/follow-ups/<uuid:follow_up>/person")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def details(follow_up: UUID) -> str:
    opened, form = _opened(follow_up), form_versions.current("person_details")
    known = person_entry.known_answers(form, pages.details_of(opened, current_viewer()))
    fields = form_entry.fresh(form, parts().clock(), parts().config.zone, known)
    return _details_page(opened, fields, Retry(str(uuid4())))


@blueprint.post("/follow-ups/<uuid:follow_up>/person")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def correct(follow_up: UUID) -> ResponseReturnValue:
    opened, fields = _opened(follow_up), form_entry.posted(form_versions.current("person_details"))
    if form_entry.drawn_again(fields, parts()):
        return _details_page(opened, fields, _same())
    retry = person_entry.correct(fields, opened, request.form.get("record_id", ""), current_viewer(), parts())
    if retry is not None:
        return _details_page(opened, fields, retry), 422
    return redirect(url_for("clinician.one", follow_up=opened.id, done="details"), 303)


@blueprint.get("/follow-ups/<uuid:follow_up>/undo/<uuid:step>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def undo(follow_up: UUID, step: UUID) -> str:
    fields = form_entry.fresh(form_versions.current("undoing"), parts().clock(), parts().config.zone)
    return _undo_page(_taken_on(follow_up, step), step, fields, Retry(str(uuid4())))


@blueprint.post("/follow-ups/<uuid:follow_up>/undo/<uuid:step>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def take_back(follow_up: UUID, step: UUID) -> ResponseReturnValue:
    worked, fields = _taken_on(follow_up, step), form_entry.posted(form_versions.current("undoing"))
    retry = person_entry.take_back(fields, (str(step),), request.form.get("record_id", ""), current_viewer(), parts())
    if retry is not None:
        return _undo_page(worked, step, fields, retry), 422
    return redirect(url_for("clinician.one", follow_up=worked.id, done="undone"), 303)


def _same() -> Retry:
    """The page comes again under the id that it had."""
    return Retry(form_entry.new_or_same_id(request.form.get("record_id", "")))


def _opened(follow_up: UUID) -> FollowUp:
    return follow_ups.open_one(current_viewer(), str(follow_up), parts().clock()) or abort(404)


def _taken_on(follow_up: UUID, step: UUID) -> FollowUp:
    """The follow-up on which the viewer took this step; a 404 where it was somebody else's."""
    opened = _opened(follow_up)
    return abort(404) if undoings.objections(current_viewer(), (str(step),)) else opened


def _new_page(fields: FlaskForm, retry: Retry, alike: list[FollowUp]) -> str:
    page = new_follow_up.page(current_viewer(), alike, parts().clock(), _zone())
    return render_template("clinician/new.html", page=page, **_drawn(fields, retry, "follow_up"))


def _details_page(opened: FollowUp, fields: FlaskForm, retry: Retry) -> str:
    viewer = current_viewer()
    page = pages.opened_page(opened, viewer, parts().clock(), _zone())
    told = pages.told_of(opened, viewer)
    return render_template("clinician/person.html", page=page, told=told, **_drawn(fields, retry, "person_details"))


def _undo_page(worked: FollowUp, step: UUID, fields: FlaskForm, retry: Retry) -> str:
    page = pages.opened_page(worked, current_viewer(), parts().clock(), _zone())
    taken = next((entry for entry in page.story if entry.id == str(step)), None)
    return render_template("clinician/undo.html", page=page, step=step, taken=taken, **_drawn(fields, retry, "undoing"))


def _drawn(fields: FlaskForm, retry: Retry, form_id: str) -> dict[str, Any]:
    return {
        "form": form_versions.current(form_id),
        "wtform": fields,
        "record_id": retry.record_id,
        "error_summary": retry.problems,
    }


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
