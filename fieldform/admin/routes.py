"""IT's pages: devices, a code for a new one, and who can sign in. Public: blueprint."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from fieldform.access.device_codes import hand_out
from fieldform.access.guard import current_viewer, roles
from fieldform.access.queries import users_seen_by
from fieldform.access.viewer import Role
from fieldform.admin.forms import CodeForm
from fieldform.admin.queries import codes_in_hand, devices_of, set_aside
from fieldform.parts import parts

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("/")
@roles(Role.ADMIN)
def devices() -> str:
    return _devices_page(CodeForm(formdata=None))


@blueprint.post("/codes")
@roles(Role.ADMIN)
def make_code() -> ResponseReturnValue:
    form, viewer = CodeForm(formdata=request.form), current_viewer()
    if not form.validate_on_submit():
        return _devices_page(form), 422
    code = hand_out(
        agency=viewer.agency,
        device_class=form.device_class.data,
        label=str(form.label.data).strip(),
        made_by=viewer.user,
        now=parts().clock(),
    )
    return render_template("admin/code.html", code=code, label=form.label.data)


@blueprint.get("/users")
@roles(Role.ADMIN)
def users() -> str:
    return render_template("admin/users.html", users=users_seen_by(current_viewer()))


def _devices_page(form: CodeForm) -> str:
    viewer, now = current_viewer(), parts().clock()
    return render_template(
        "admin/devices.html",
        devices=devices_of(viewer, now),
        codes=codes_in_hand(viewer, now),
        set_aside=set_aside(viewer),
        form=form,
        error_summary=[(f"#{name}", message) for name, messages in form.errors.items() for message in messages],
    )
