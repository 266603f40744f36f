"""The desk's pages: the list, one follow-up, its report, and the steps. For clinicians and advocates, each behind their own wall.

Thin: reads the request, makes one call, answers. A name is searched for by POST, so that it never stands in an address. Public: blueprint.
"""

from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.guard import current_viewer, roles
from fieldform.access.sessions import visitor
from fieldform.access.viewer import Role
from fieldform.clinician import by_law, form_entry, pages, step_entry
from fieldform.clinician.form_entry import Retry
from fieldform.clinician.pages import OpenedPage
from fieldform.clinician.step_entry import STEPS, StepKind
from fieldform.parts import parts
from fieldform.record import alerts, follow_ups, form_files, steps, versions
from fieldform.record.follow_ups import FollowUp
from fieldform.record.list_order import Cursor
from fieldform.web.filters import when_words
from fieldform.web.words import full_words

_DONE = {name: kind.done for name, kind in STEPS.items()} | {
    "new": "It is in the list, and it is yours.",
    "details": "The details are saved. What was said before stays below.",
    "undone": "It is taken back. It stays in the story, marked.",
    "taken": "This follow-up is yours.",
    "let_go": "This follow-up is nobody's now. It stays in everyone's list.",
}
# What moves the time that it is due.
_MOVES = ("attempt", "triage", "next_step", "reopening", "undone")

blueprint = Blueprint("clinician", __name__, url_prefix="/clinician")


@blueprint.get("/")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def work() -> str:
    return _list("")


@blueprint.get("/alarms")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def alarms() -> Response:
    """What the bar on every page of the desk asks for by itself: that keeps no session alive."""
    visitor.is_by_itself = True
    now = parts().clock()
    found = alerts.unopened(current_viewer())
    return jsonify(fieldform=1, count=found.count, since=when_words(found.oldest, now, _zone()) if found.oldest else "")


@blueprint.get("/form-files/<sha256>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def form_file(sha256: str) -> Response:
    """The rows of a list that comes with a form, for the page that asks from it; it may name clients, and is kept by no browser."""
    rows = form_files.rows_of_list(sha256, public=False)
    return jsonify(fieldform=1, rows=abort(404) if rows is None else rows)


@blueprint.post("/search")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def search() -> str:
    return _list(request.form.get("text", ""))


@blueprint.get("/follow-ups/<uuid:follow_up>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def one(follow_up: UUID) -> str:
    opened = _opened(follow_up)
    page = pages.opened_page(opened, current_viewer(), parts().clock(), _zone())
    notice = _notice(request.args.get("done", ""), page)
    fields = _step_fields(STEPS["attempt"], Retry(str(uuid4())))
    asked = {"notice": notice, "take_id": str(uuid4()), "by_law": by_law.form_of_new()}
    return render_template("clinician/follow_up.html", page=page, **asked, **fields)


@blueprint.get("/follow-ups/<uuid:follow_up>/report")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def report(follow_up: UUID) -> str:
    page = pages.report_page(_opened(follow_up), current_viewer(), parts().clock(), _zone())
    return render_template("clinician/report.html", page=page or abort(404))


@blueprint.get("/follow-ups/<uuid:follow_up>/report/versions")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def compare(follow_up: UUID) -> str:
    opened = _opened(follow_up)
    older, newer = (request.args.get(name, type=int) for name in ("older", "newer"))
    found = versions.comparison(current_viewer(), opened.contact_id or "", older, newer, _zone())
    drawn = full_words(parts().clock(), _zone())
    return render_template("web/versions.html", back=url_for(".report", follow_up=opened.id), found=found or abort(404), drawn=drawn)


@blueprint.get("/follow-ups/<uuid:follow_up>/<any(attempt, triage, next_step, outcome, reopening):step>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def step_page(follow_up: UUID, step: str) -> ResponseReturnValue:
    opened = _opened(follow_up)
    if not step_entry.fits(STEPS[step], opened):
        return redirect(url_for(".one", follow_up=opened.id), 303)
    return _step_page(opened, STEPS[step], Retry(str(uuid4())))


@blueprint.post("/follow-ups/<uuid:follow_up>/<any(attempt, triage, next_step, outcome, reopening):step>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def enter_step(follow_up: UUID, step: str) -> ResponseReturnValue:
    worked, kind, record_id = _opened(follow_up), STEPS[step], request.form.get("record_id", "")
    fields = step_entry.posted(kind)
    if form_entry.drawn_again(fields, parts()):
        return _step_page(worked, kind, Retry(form_entry.new_or_same_id(record_id)), fields)
    if not step_entry.fits(kind, worked) and not steps.is_entered(record_id, worked.id):
        return _step_page(worked, kind, step_entry.refused(pages.closed_entry(worked), record_id, parts()), fields), 409
    retry = step_entry.enter(kind, fields, worked, record_id, current_viewer().user, parts())
    if retry is not None:
        return _step_page(worked, kind, retry, fields), 422
    return redirect(url_for(".one", follow_up=worked.id, done=step), 303)


def _list(text: str) -> str:
    after = Cursor.of_text(request.args.get("after", ""))
    page = pages.list_page(current_viewer(), pages.chosen_of(request.args, text), after, parts().clock(), _zone())
    return render_template("clinician/list.html", page=page)


def _notice(done: str, page: OpenedPage) -> str:
    """What was just done, and where that leaves it: an attempt sets a new time by itself."""
    said = _DONE.get(done, "")
    return f"{said} Next: {page.due}{', ' if page.because else ''}{page.because}." if done in _MOVES and said and not page.closed else said


def _opened(follow_up: UUID) -> FollowUp:
    """The follow-up, its view logged; a 404 where it does not exist for this viewer."""
    return follow_ups.open_one(current_viewer(), str(follow_up), parts().clock()) or abort(404)


def _step_page(worked: FollowUp, kind: StepKind, retry: Retry, fields: FlaskForm | None = None) -> str:
    page = pages.opened_page(worked, current_viewer(), parts().clock(), _zone())
    return render_template("clinician/step.html", page=page, error_summary=retry.problems, **_step_fields(kind, retry, fields))


def _step_fields(kind: StepKind, retry: Retry, fields: FlaskForm | None = None) -> dict[str, Any]:
    here = parts()
    wtform = step_entry.fresh(kind, here.clock(), here.config.zone) if fields is None else fields
    return {"kind": kind, "form": step_entry.form_of(kind), "wtform": wtform, "record_id": retry.record_id}


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
