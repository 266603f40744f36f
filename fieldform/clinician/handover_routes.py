"""Taking a follow-up, letting it go, handing a caseload over. Thin. Public: blueprint."""

from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.clinician import form_entry, handing_over
from fieldform.clinician.form_entry import Retry
from fieldform.clinician.handing_over import Asked
from fieldform.parts import parts
from fieldform.record import follow_ups, form_versions

blueprint = Blueprint("handover", __name__, url_prefix="/clinician")


@blueprint.get("/handover")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def choose() -> str:
    asked = handing_over.asked_of(request.args, current_viewer(), is_sent=False)
    form = form_versions.current("handover")
    fields = form_entry.fresh(form, parts().clock(), parts().config.zone)
    return _page(asked, fields, Retry(str(uuid4())), done=request.args.get("done", "") == "handover")


@blueprint.post("/handover")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def hand_over() -> ResponseReturnValue:
    viewer = current_viewer()
    asked = handing_over.asked_of(request.form, viewer, is_sent=True)
    fields = form_entry.posted(form_versions.current("handover"))
    retry = handing_over.enter(asked, fields, request.form.get("record_id", ""), viewer, parts())
    if retry is not None:
        return _page(asked, fields, retry), 422
    return redirect(url_for(".choose", whose=None if asked.whose == viewer.user else asked.whose, done="handover"), 303)


@blueprint.post("/follow-ups/<uuid:follow_up>/owner")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def take(follow_up: UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    worked = follow_ups.open_one(viewer, str(follow_up), parts().clock()) or abort(404)
    owner = None if request.form.get("owner") == handing_over.NOBODY else viewer.user
    retry = handing_over.take(worked, owner, request.form.get("record_id", ""), viewer, parts())
    done = "failed" if retry else "taken" if owner else "let_go"
    return redirect(url_for("clinician.one", follow_up=worked.id, done=done), 303)


def _page(asked: Asked, fields: FlaskForm, retry: Retry, *, done: bool = False) -> str:
    here = parts()
    page = handing_over.page(current_viewer(), asked, here.clock(), ZoneInfo(here.config.zone))
    return render_template(
        "clinician/handover.html",
        page=page,
        form=form_versions.current("handover"),
        wtform=fields,
        record_id=retry.record_id,
        error_summary=retry.problems,
        notice="They are handed over. Both of you see it in each story." if done else "",
    )
