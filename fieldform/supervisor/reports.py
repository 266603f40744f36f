"""The review queue: the agency's reports to be read, one of them in words, and what the supervisor says of it. Public: blueprint."""

from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.parts import parts
from fieldform.record import form_versions, reviews
from fieldform.record.contacts import Contact
from fieldform.record.reviews import Verdict
from fieldform.supervisor import verdicts
from fieldform.supervisor.asked import asked
from fieldform.supervisor.review_pages import due_lines, queue_page, report_page
from fieldform.supervisor.verdicts import Retry

blueprint = Blueprint("reports", __name__, url_prefix="/supervisor/reports")

_DONE = {"reviewed": "Marked as reviewed.", "sent_back": "Sent back. The officer reads your words at their next connection."}


@blueprint.get("/")
@roles(Role.SUPERVISOR)
def queue() -> str:
    page = queue_page(current_viewer(), asked(request.args), _zone())
    return render_template("supervisor/reports.html", page=page, notice=_DONE.get(request.args.get("done", ""), ""))


@blueprint.get("/due")
@roles(Role.SUPERVISOR)
def due() -> str:
    return render_template("supervisor/due.html", lines=due_lines(current_viewer(), parts().clock()))


@blueprint.get("/<uuid:contact>")
@roles(Role.SUPERVISOR)
def one(contact: UUID) -> str:
    return _page(_opened(contact), verdicts.fresh_note(), Retry(str(uuid4())), request.args.get("revision", type=int))


@blueprint.post("/<uuid:contact>/<any(reviewed, sent_back):verdict>")
@roles(Role.SUPERVISOR)
def decide(contact: UUID, verdict: str) -> ResponseReturnValue:
    opened, fields, record_id = _opened(contact), verdicts.posted_note(), request.form.get("record_id", "")
    read = request.form.get("revision", 0, type=int)
    if read != opened.revision:
        return _page(opened, fields, Retry(record_id, (("#main", verdicts.REVISED),))), 409
    retry = verdicts.say(Verdict(verdict), fields, opened.id, read, record_id, current_viewer().user, parts())
    if retry is not None:
        return _page(opened, fields, retry), 422
    return redirect(url_for(".queue", **asked(request.args).address(), done=verdict), 303)


def _opened(contact: UUID) -> Contact:
    """The report, its view logged; a 404 where it does not exist for this viewer."""
    return reviews.open_one(current_viewer(), str(contact), parts().clock()) or abort(404)


def _page(opened: Contact, fields: FlaskForm, retry: Retry, revision: int | None = None) -> str:
    page = report_page(current_viewer(), opened, asked(request.args), parts().clock(), _zone(), revision)
    return render_template(
        "supervisor/report.html",
        page=page or abort(404),
        form=form_versions.current(Verdict.SENT_BACK),
        wtform=fields,
        record_id=retry.record_id,
        error_summary=retry.problems,
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
