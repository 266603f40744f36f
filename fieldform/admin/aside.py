"""IT's page about what arrived and could not be used: counts, devices, reasons, sealed bytes; never a name. Public: blueprint."""

from flask import Blueprint, Response, abort, render_template

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.parts import parts
from fieldform.record import set_aside
from sync.encoding import b64, compact_json

blueprint = Blueprint("admin_aside", __name__, url_prefix="/admin/set-aside")


@blueprint.get("")
@roles(Role.ADMIN)
def page() -> str:
    return render_template("admin/set_aside.html", counted=set_aside.counted(current_viewer()))


@blueprint.get("/<int:number>/sealed")
@roles(Role.ADMIN)
def sealed(number: int) -> Response:
    """The bytes as they came, still sealed, as JSON; the download is written down."""
    found = set_aside.open_one(current_viewer(), number, parts().clock(), reason="sealed bytes") or abort(404)
    raw = compact_json(
        {"header": b64(found.header), "body": b64(found.body), "epoch": found.epoch, "sequence": found.sequence, "reasons": found.reasons}
    )
    named = {"Content-Disposition": f'attachment; filename="record-{found.number}.sealed.json"'}
    return Response(raw, mimetype="application/octet-stream", headers=named)
