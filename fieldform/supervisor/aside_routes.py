"""The desk of what arrived and could not enter the record: each one opened, taken in, corrected or rejected. Public: blueprint."""

from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.guard import current_viewer, roles
from fieldform.access.queries import admins_of
from fieldform.access.viewer import Role
from fieldform.duty.offices import lines_for
from fieldform.parts import parts
from fieldform.record import authors, set_aside
from fieldform.record.follow_ups import CLINICIAN
from fieldform.record.set_aside import SetAside
from fieldform.supervisor import settling
from fieldform.supervisor.aside_pages import AsidePage, aside_page
from fieldform.supervisor.attention import aside_by_officer
from fieldform.supervisor.forms import RejectForm, TakeForm
from fieldform.supervisor.settling import Settled
from sync.rulings import What

blueprint = Blueprint("aside", __name__, url_prefix="/supervisor/set-aside")

_DONE = {
    "entered": "Taken in: it is in the record, with your reason beside it.",
    "follows": "Taken in as a new version of the one that came first.",
    "apart": "Taken in as a record of its own. Both stand.",
    "mended": "Corrected and taken in, with your name and reason. The record as it came is kept.",
    "rejected": "Rejected. The officer reads your note at their next connection. It can be taken back under “Decided lately”.",
    "back": "Taken back: it waits again.",
}


@blueprint.get("")
@roles(Role.SUPERVISOR)
def queue() -> str:
    here, viewer = parts(), current_viewer()
    decided = set_aside.lately_decided(viewer)
    names = authors.names(word.by for _, word in decided)
    return render_template(
        "supervisor/set_aside.html",
        aside=aside_by_officer(viewer, here.keys),
        decided=[(one, word, names.get(word.by, "")) for one, word in decided],
        admins=admins_of(viewer),
        lines=lines_for(viewer.agency, CLINICIAN, _zone(), here.clock()),
        notice=_DONE.get(request.args.get("done", ""), ""),
    )


@blueprint.get("/<int:number>")
@roles(Role.SUPERVISOR)
def one(number: int) -> str:
    return _page(_opened(number), TakeForm(formdata=None), RejectForm(formdata=None), Settled(str(uuid4())))


@blueprint.post("/<int:number>/<any(entered, follows, apart, mended, rejected, back):what>")
@roles(Role.SUPERVISOR)
def decide(number: int, what: str) -> ResponseReturnValue:
    found, viewer, here = _opened(number), current_viewer(), parts()
    page = aside_page(viewer, found, here.keys, _zone())
    take, reject = TakeForm(formdata=request.form), RejectForm(formdata=request.form)
    own_id = settling.uuid_or_new(request.form.get("record_id", ""))
    if what == "back":
        settled = settling.take_back(found, own_id, viewer, here)
    elif what == What.REJECTED:
        settled = settling.reject(found, reject, own_id, viewer, here)
    elif what == What.MENDED:
        settled = settling.mend(page, take, own_id, viewer, here)
    else:
        settled = settling.take_in(found, What(what), take, own_id, viewer, here)
    if settled.done:
        return redirect(url_for(".queue", done=what), 303)
    return _page(found, take, reject, settled), 422


def _opened(number: int) -> SetAside:
    """The record, its view logged; a 404 where it does not exist for this viewer."""
    return set_aside.open_one(current_viewer(), number, parts().clock()) or abort(404)


def _page(found: SetAside, take: FlaskForm, reject: FlaskForm, settled: Settled) -> str:
    page: AsidePage = aside_page(current_viewer(), found, parts().keys, _zone())
    return render_template(
        "supervisor/aside.html",
        page=page,
        take=take,
        reject=reject,
        wtform=settled.fields or settling.fields_of(page, _zone()),
        record_id=settled.own_id,
        error_summary=settled.problems,
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
