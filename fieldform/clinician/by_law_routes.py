"""The pages of what somebody at the desk must report by law. They are their author's alone: to anybody else none of them exists.

Thin. What is begun from a follow-up is asked for by POST, so that no address says which one it was. Public: blueprint.
"""

from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.clinician import by_law, form_entry
from fieldform.clinician.by_law import ACTS, ReportPage
from fieldform.clinician.form_entry import Retry
from fieldform.forms import Form
from fieldform.parts import parts
from fieldform.record import follow_ups, form_versions, own_reports
from fieldform.record.own_reports import OwnReport

blueprint = Blueprint("by_law", __name__, url_prefix="/clinician/by-law")

_DONE = {
    "new": "It is kept. Only you read it.",
    "finish": "Your changes are kept.",
    "withdrawal": "It is withdrawn.",
    "reinstatement": "It stands again.",
}


@blueprint.get("/")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def everything() -> str:
    return render_template("clinician/by_law.html", page=by_law.list_page(current_viewer(), parts().clock(), _zone()))


@blueprint.get("/new")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def new() -> str:
    form = _offered()
    return _new_page(form, by_law.begin(form, parts()), Retry(str(uuid4())))


@blueprint.post("/begin")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def begin() -> str:
    """With what is known of the person of a follow-up; nothing is kept of which it was."""
    form, viewer = _offered(), current_viewer()
    about = follow_ups.open_one(viewer, request.form.get("follow_up", ""), parts().clock()) or abort(404)
    return _new_page(form, by_law.begin(form, parts(), about, viewer), Retry(str(uuid4())))


@blueprint.post("/new")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def enter() -> ResponseReturnValue:
    form, record_id = _offered(), request.form.get("record_id", "")
    fields = form_entry.posted(form)
    if form_entry.drawn_again(fields, parts()):
        return _new_page(form, fields, Retry(form_entry.new_or_same_id(record_id)))
    retry = by_law.enter(form, fields, record_id, current_viewer(), parts())
    if retry is not None:
        return _new_page(form, fields, retry), 422
    return redirect(url_for(".one", report=form_entry.new_or_same_id(record_id), done="new"), 303)


@blueprint.get("/<uuid:report>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def one(report: UUID) -> str:
    opened = _opened(report)
    notice = _DONE.get(request.args.get("done", ""), "")
    return render_template("clinician/by_law_report.html", page=_page(opened), act=by_law.act_on(opened), acts=ACTS, notice=notice)


@blueprint.get("/<uuid:report>/finish")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def finish(report: UUID) -> str:
    page = _page(_opened(report))
    return _finish_page(page, by_law.go_on(page, parts()), Retry(str(uuid4())))


@blueprint.post("/<uuid:report>/finish")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def enter_finish(report: UUID) -> ResponseReturnValue:
    page = _page(_opened(report))
    fields, read = form_entry.posted(page.form), request.form.get("revision", 0, type=int)
    if form_entry.drawn_again(fields, parts()):
        return _finish_page(page, fields, Retry(form_entry.new_or_same_id(request.form.get("record_id", ""))))
    retry = by_law.finish(page, fields, read, request.form.get("record_id", ""), current_viewer(), parts())
    if retry is not None:
        return _finish_page(page, fields, retry), 422
    return redirect(url_for(".one", report=report, done="finish"), 303)


@blueprint.get("/<uuid:report>/<any(withdrawal, reinstatement):act>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def act(report: UUID, act: str) -> ResponseReturnValue:
    opened = _opened(report)
    if by_law.act_on(opened) != act:
        return redirect(url_for(".one", report=report), 303)
    fields = form_entry.fresh(form_versions.current(act), parts().clock(), parts().config.zone)
    return _act_page(opened, act, fields, Retry(str(uuid4())))


@blueprint.post("/<uuid:report>/<any(withdrawal, reinstatement):act>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def enter_act(report: UUID, act: str) -> ResponseReturnValue:
    opened, fields = _opened(report), form_entry.posted(form_versions.current(act))
    retry = by_law.enter_act(act, fields, opened, request.form.get("record_id", ""), current_viewer(), parts())
    if retry is not None:
        return _act_page(opened, act, fields, retry), 422
    return redirect(url_for(".one", report=report, done=act), 303)


def _offered() -> Form:
    return by_law.form_of_new() or abort(404)


def _opened(report: UUID) -> OwnReport:
    """Their own, the look written down; a 404 to anybody else."""
    return own_reports.open_one(current_viewer(), str(report), parts().clock()) or abort(404)


def _page(opened: OwnReport) -> ReportPage:
    return by_law.report_page(current_viewer(), opened, parts().clock(), _zone())


def _new_page(form: Form, fields: FlaskForm, retry: Retry) -> str:
    way = {"action": url_for(".enter"), "back": url_for(".everything"), "revision": 0}
    return _form_page(form, fields, retry, title=form.title, button="Keep it", hint="", **way)


def _finish_page(page: ReportPage, fields: FlaskForm, retry: Retry) -> str:
    here = url_for(".one", report=page.own.contact.id)
    way = {"action": url_for(".enter_finish", report=page.own.contact.id), "back": here, "revision": page.revision.revision}
    return _form_page(page.form, fields, retry, title=page.form.title, button="Keep the changes", hint="", **way)


def _act_page(opened: OwnReport, act: str, fields: FlaskForm, retry: Retry) -> str:
    here = url_for(".one", report=opened.contact.id)
    way = {"action": url_for(".enter_act", report=opened.contact.id, act=act), "back": here, "revision": 0}
    said = {"title": ACTS[act].title, "button": ACTS[act].button, "hint": ACTS[act].hint}
    return _form_page(form_versions.current(act), fields, retry, **said, **way)


def _form_page(form: Form, fields: FlaskForm, retry: Retry, **said: object) -> str:
    drawn = {"form": form, "wtform": fields, "record_id": retry.record_id, "error_summary": retry.problems}
    return render_template("clinician/by_law_form.html", **drawn, **said)


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
