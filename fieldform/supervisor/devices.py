"""A phone is lost at two in the morning: the agency's devices, and the word that one of them is gone. Public: blueprint."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fieldform.access.devices import DeviceInHand, device_seen_by, devices_seen_by, report_lost
from fieldform.access.guard import current_viewer, roles
from fieldform.access.queries import officers_of
from fieldform.access.unaccounted import silent_with_unsent
from fieldform.access.viewer import Role
from fieldform.parts import parts
from fieldform.supervisor.forms import LostForm

blueprint = Blueprint("lost_devices", __name__, url_prefix="/supervisor/devices")


@blueprint.get("/")
@roles(Role.SUPERVISOR)
def devices() -> str:
    viewer, officer = current_viewer(), request.args.get("officer", "")
    found = [one for one in devices_seen_by(viewer, parts().clock()) if not officer or officer in dict(one.people)]
    gone = next((one for one in found if one.id == request.args.get("lost")), None)
    unsent = silent_with_unsent(viewer, parts().clock())
    return render_template(
        "supervisor/devices.html", devices=found, officers=officers_of(viewer), officer=officer, gone=gone, unsent=unsent
    )


@blueprint.get("/<uuid:device>/lost")
@roles(Role.SUPERVISOR)
def lost(device: UUID) -> str:
    found = _device(device)
    return _page(found, LostForm.of(found, None))


@blueprint.post("/<uuid:device>/lost")
@roles(Role.SUPERVISOR)
def revoke(device: UUID) -> ResponseReturnValue:
    found = _device(device)
    form = LostForm.of(found, request.form)
    if not form.validate_on_submit():
        return _page(found, form), 422
    if found.revoked_at is None:
        report_lost(current_viewer(), found, form.because(), form.people.data or (), parts().clock())
    return redirect(url_for(".devices", lost=found.id), 303)


def _device(device: UUID) -> DeviceInHand:
    return device_seen_by(current_viewer(), str(device), parts().clock()) or abort(404)


def _page(device: DeviceInHand, form: LostForm) -> str:
    problems = [(f"#{name}", message) for name, messages in form.errors.items() for message in messages]
    return render_template("supervisor/lost.html", device=device, form=form, error_summary=problems)
