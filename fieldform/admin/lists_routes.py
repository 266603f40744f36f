"""IT's pages about option lists: which there are, one of them as a file, another in its place once its difference was read.

Public: blueprint.
"""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue

from fieldform.access.guard import current_viewer, roles
from fieldform.access.queries import names_of
from fieldform.access.viewer import Role
from fieldform.forms.lists import as_csv, shares
from fieldform.parts import parts
from fieldform.record import form_versions, option_lists, setting_lists
from fieldform.record.setting_lists import Proposal

blueprint = Blueprint("admin_lists", __name__, url_prefix="/admin/forms-lists")

_NO_FILE = "Choose the list: a CSV file with the columns name and label."
_DONE = "In force. Every form that asks from it is a new version; devices get them at their next connection."


@blueprint.get("")
@roles(Role.ADMIN)
def everything() -> str:
    forms, held = form_versions.current_forms(), option_lists.in_force()
    using = {name: [form.title for form in forms if shares(form, name, choices)] for name, choices in held.items()}
    return render_template("admin/lists.html", lists=sorted(held.items()), using=using)


@blueprint.get("/<listed>")
@roles(Role.ADMIN)
def one(listed: str) -> str:
    return _page(listed, notice=_DONE if request.args.get("done") else "")


@blueprint.get("/<listed>/file")
@roles(Role.ADMIN)
def file(listed: str) -> Response:
    """With the mark by which Excel knows UTF-8."""
    content = ("\ufeff" + as_csv(_held(listed))).encode()
    return send_file(BytesIO(content), "text/csv; charset=utf-8", as_attachment=True, download_name=f"{listed}.csv")


@blueprint.post("/<listed>")
@roles(Role.ADMIN)
def put(listed: str) -> ResponseReturnValue:
    """A file is looked at first; what was read is sent again with the word that it is meant."""
    _held(listed)
    sent = request.files.get("file")
    content = sent.stream.read() if sent and sent.filename else request.form.get("content", "").encode()
    if not content:
        return _page(listed, error_summary=(("#file", _NO_FILE),)), 422
    proposed = setting_lists.proposal(listed, content)
    if proposed.problems:
        return _page(listed, refused=proposed), 422
    if not request.form.get("sure") or not proposed.changes:
        return _page(listed, proposed=proposed, content=as_csv(proposed.choices))
    setting_lists.put_in_force(proposed, current_viewer().user, parts().clock())
    return redirect(f"/admin/forms-lists/{listed}?done=set", 303)


def _page(name: str, *, refused: Proposal | None = None, proposed: Proposal | None = None, **more: Any) -> str:
    history = option_lists.history(name)
    names = names_of(row.set_by for row in history)
    said = {"notice": "", "error_summary": (), "content": ""} | more
    return render_template(
        "admin/list.html", name=name, choices=_held(name), history=history, names=names, refused=refused, proposed=proposed, **said
    )


def _held(name: str) -> Any:
    return option_lists.in_force().get(name) or abort(404)
