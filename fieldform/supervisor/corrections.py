"""Corrections as a supervisor meets them: two of one version to decide between, versions to compare, a report to withdraw.

Thin: reads the request, makes one call, answers. Public: blueprint.
"""

from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.parts import parts
from fieldform.record import conflicts, form_versions, reviews, versions
from fieldform.record.conflicts import Conflict, Side
from fieldform.record.contacts import Contact
from fieldform.supervisor import deciding, withdrawing
from fieldform.supervisor.conflict_page import conflict_page, waiting_rows
from fieldform.supervisor.deciding import Choice
from fieldform.supervisor.verdicts import Retry
from fieldform.supervisor.withdrawing import STEPS
from fieldform.web.words import full_words

blueprint = Blueprint("corrections", __name__, url_prefix="/supervisor")

_DONE = {"decided": "Decided. The officer hears of it at their next connection."}


@blueprint.get("/conflicts/")
@roles(Role.SUPERVISOR)
def conflicts_waiting() -> str:
    rows = waiting_rows(current_viewer())
    return render_template("supervisor/conflicts.html", rows=rows, notice=_DONE.get(request.args.get("done", ""), ""))


@blueprint.get("/conflicts/<uuid:conflict>")
@roles(Role.SUPERVISOR)
def conflict(conflict: UUID) -> str:
    return _conflict_page(_opened(conflict), deciding.fresh_note(), Retry(str(uuid4())))


@blueprint.post("/conflicts/<uuid:conflict>")
@roles(Role.SUPERVISOR)
def decide(conflict: UUID) -> ResponseReturnValue:
    opened, note = _opened(conflict), deciding.posted_note()
    side = request.form.get("side", "")
    if side not in list(Side):
        abort(400)
    choice = Choice(Side(side), request.form.get("read", 0, type=int), deciding.chosen_of(request.form))
    retry = deciding.decide(opened, choice, note, request.form.get("record_id", ""), current_viewer(), parts())
    if retry is not None:
        return _conflict_page(opened, note, retry), 422
    return redirect(url_for(".conflicts_waiting", done="decided"), 303)


@blueprint.get("/reports/<uuid:contact>/versions")
@roles(Role.SUPERVISOR)
def compare(contact: UUID) -> str:
    opened = _report(contact)
    older, newer = (request.args.get(name, type=int) for name in ("older", "newer"))
    found = versions.comparison(current_viewer(), opened.id, older, newer, _zone())
    drawn = full_words(parts().clock(), _zone())
    return render_template("web/versions.html", back=url_for("reports.one", contact=opened.id), found=found or abort(404), drawn=drawn)


@blueprint.get("/reports/<uuid:contact>/<any(withdrawal, reinstatement):act>")
@roles(Role.SUPERVISOR)
def withdrawal(contact: UUID, act: str) -> ResponseReturnValue:
    opened = _report(contact)
    if withdrawing.act_on(opened) != act:
        return redirect(url_for("reports.one", contact=opened.id), 303)
    return _withdrawal_page(opened, act, withdrawing.fresh(act), Retry(str(uuid4())))


@blueprint.post("/reports/<uuid:contact>/<any(withdrawal, reinstatement):act>")
@roles(Role.SUPERVISOR)
def withdraw(contact: UUID, act: str) -> ResponseReturnValue:
    opened, fields = _report(contact), withdrawing.posted(act)
    retry = withdrawing.enter(act, fields, opened.id, request.form.get("record_id", ""), current_viewer().user, parts())
    if retry is not None:
        return _withdrawal_page(opened, act, fields, retry), 422
    return redirect(url_for("reports.one", contact=opened.id), 303)


def _opened(conflict: UUID) -> Conflict:
    """The conflict, its view logged; a 404 where it does not exist for this viewer."""
    return conflicts.open_one(current_viewer(), str(conflict), parts().clock()) or abort(404)


def _report(contact: UUID) -> Contact:
    return reviews.open_one(current_viewer(), str(contact), parts().clock()) or abort(404)


def _conflict_page(opened: Conflict, note: FlaskForm, retry: Retry) -> str:
    return render_template(
        "supervisor/conflict.html",
        page=conflict_page(current_viewer(), opened, parts().clock(), _zone()),
        form=form_versions.current("resolution"),
        wtform=note,
        record_id=retry.record_id,
        chosen=deciding.chosen_of(request.form),
        error_summary=retry.problems,
    )


def _withdrawal_page(opened: Contact, act: str, fields: FlaskForm, retry: Retry) -> str:
    return render_template(
        "supervisor/withdrawal.html",
        contact=opened,
        act=act,
        step=STEPS[act],
        form=form_versions.current(act),
        wtform=fields,
        record_id=retry.record_id,
        error_summary=retry.problems,
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
