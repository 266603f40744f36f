"""IT's pages about devices: which there are, what each has still to send, codes for new ones. Public: blueprint."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.device_codes import hand_out_many, labels_of
from fieldform.access.guard import current_viewer, roles
from fieldform.access.queries import names_of
from fieldform.access.silence import choose, hours_of, rule_of
from fieldform.access.standing import needs_review
from fieldform.access.unaccounted import owing, silent_with_unsent
from fieldform.access.users import one_line
from fieldform.access.viewer import Role
from fieldform.admin.forms import ApproveForm, CodesForm, CopiesForm, LabelForm, ReasonForm, SilenceForm, WriteOffForm
from fieldform.admin.queries import DeviceLine, codes_in_hand, device_of, devices_of, owed_by, set_aside
from fieldform.admin.sheet import slips
from fieldform.admin.summary import summary_of
from fieldform.parts import parts
from sync import enrolment, gaps

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

_DONE = {
    "rename": "The new name is kept.",
    "approve": "The device is approved. What it sent is in the record, and from now on it hears what became of it.",
    "write_off": "Written off. A record that comes in one of these numbers after all is taken all the same.",
    "copies": "Looked into. What comes twice from now on is shown again.",
    "silence": "Kept. It holds from now on, here, on Health, for supervisors and for what IT is written to about.",
    "revoke": "The device is revoked: it reads nothing any more. What it has not sent yet still arrives and is set aside.",
}
_FORMS: dict[str, type[FlaskForm]] = {
    "rename": LabelForm,
    "approve": ApproveForm,
    "revoke": ReasonForm,
    "write_off": WriteOffForm,
    "copies": CopiesForm,
}


@blueprint.get("/")
@roles(Role.ADMIN)
def devices() -> str:
    return _devices_page(CodesForm(formdata=None), notice=_DONE.get(request.args.get("done", "")))


@blueprint.post("/codes")
@roles(Role.ADMIN)
def make_codes() -> ResponseReturnValue:
    form, viewer, here = CodesForm(formdata=request.form), current_viewer(), parts()
    if not form.validate_on_submit():
        return _devices_page(form), 422
    origin = here.config.origin
    codes = hand_out_many(
        labels_of(str(form.label.data), form.count.data or 1),
        agency=viewer.agency,
        device_class=form.device_class.data,
        made_by=viewer.user,
        now=here.clock(),
        life=timedelta(days=form.days.data or 1),
    )
    return render_template("admin/codes.html", slips=slips(codes, origin, ZoneInfo(here.config.zone)), address=f"{origin}/officer/")


@blueprint.post("/silence")
@roles(Role.ADMIN)
def silence() -> ResponseReturnValue:
    form, viewer = SilenceForm(formdata=request.form), current_viewer()
    if not form.validate_on_submit():
        return _devices_page(CodesForm(formdata=None), form), 422
    choose(viewer.agency, form.hours.data or 1, own_id=str(uuid4()), by=viewer.user, at=parts().clock())
    return redirect("/admin/?done=silence", 303)


@blueprint.get("/devices/<uuid:device>")
@roles(Role.ADMIN)
def one(device: UUID) -> str:
    return _device_page(_device_or_404(device), {}, notice=_DONE.get(request.args.get("done", "")))


@blueprint.post("/devices/<uuid:device>/<any(rename, approve, revoke, write_off, copies):act>")
@roles(Role.ADMIN)
def do(device: UUID, act: str) -> ResponseReturnValue:
    found, form = _device_or_404(device), _FORMS[act]()
    if not form.validate_on_submit():
        return _device_page(found, {act: form}), 422
    _ACTS[act](found.id, form, current_viewer().user, parts().clock())
    return redirect(f"/admin/devices/{found.id}?done={act}", 303)


def _rename(device: str, form: FlaskForm, _by: str, _now: datetime) -> None:
    enrolment.rename_device(device, one_line(form.label.data))


def _approve(device: str, form: FlaskForm, by: str, now: datetime) -> None:
    enrolment.approve_device(device, by=by, now=now, device_class=form.device_class.data, label=one_line(form.label.data))


def _revoke(device: str, form: FlaskForm, by: str, now: datetime) -> None:
    enrolment.revoke_device(device, by=by, now=now, because=one_line(form.because.data))


def _write_off(device: str, form: FlaskForm, by: str, now: datetime) -> None:
    epoch = int(form.epoch.data) if str(form.epoch.data).isdecimal() else 0
    gaps.write_off(device, epoch, form.chosen(), by=by, at=now, because=one_line(form.gone_because.data))


def _copies(device: str, form: FlaskForm, by: str, now: datetime) -> None:
    how, because = gaps.How(form.how.data), one_line(form.copied_because.data)
    gaps.settle_copies(device, how, by=by, at=now, because=because)
    if how is gaps.How.SET_UP_ANEW:
        enrolment.revoke_device(device, by=by, now=now, because=because)


_ACTS: dict[str, Callable[[str, FlaskForm, str, datetime], None]] = {
    "rename": _rename,
    "approve": _approve,
    "revoke": _revoke,
    "write_off": _write_off,
    "copies": _copies,
}


def _device_or_404(device: UUID) -> DeviceLine:
    return device_of(current_viewer(), str(device), parts().clock()) or abort(404)


def _device_page(device: DeviceLine, tried: dict[str, FlaskForm], notice: str | None = None) -> str:
    fresh = {act: form(formdata=None, label="" if device.pending_since else device.label) for act, form in _FORMS.items()}
    summary = [problem for form in tried.values() for problem in summary_of(form)]
    return render_template(
        "admin/device.html", device=device, owed=owed_by(device.id), forms=fresh | tried, notice=notice, error_summary=summary
    )


def _devices_page(form: CodesForm, silence: SilenceForm | None = None, notice: str | None = None) -> str:
    viewer, now = current_viewer(), parts().clock()
    rule, tried = rule_of(viewer.agency), [one for one in (form, silence) if one is not None]
    return render_template(
        "admin/devices.html",
        devices=devices_of(viewer, now),
        codes=codes_in_hand(viewer, now),
        set_aside=set_aside(viewer),
        silent=silent_with_unsent(viewer, now),
        owing=owing(viewer),
        review=needs_review(viewer.agency),
        form=form,
        silence=silence or SilenceForm(formdata=None, hours=hours_of(viewer.agency)),
        rule=rule,
        names=names_of([rule.by] if rule else []),
        notice=notice,
        error_summary=[problem for one in tried for problem in summary_of(one)],
    )
