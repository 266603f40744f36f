"""After a restore: who may read, as the records now have it, looked over by IT before news goes out to devices again.

A supervisor, who may have shut out a lost phone since the backup, reads along and says what is wrong; IT decides. Public: blueprint.
"""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from fieldform.access import queries, standing
from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.admin.forms import ROLE_WORDS
from fieldform.admin.queries import devices_of
from fieldform.parts import parts

blueprint = Blueprint("admin_review", __name__, url_prefix="/admin/review")


@blueprint.get("")
@roles(Role.ADMIN, Role.SUPERVISOR)
def page() -> str:
    viewer = current_viewer()
    people = list(queries.users_seen_by(viewer))
    return render_template(
        "admin/review.html",
        decides=viewer.role is Role.ADMIN,
        life=standing.needs_review(viewer.agency),
        users=people,
        names=queries.names_of(user.disabled_by for user in people if user.disabled_by),
        role_words=ROLE_WORDS,
        devices=devices_of(viewer, parts().clock()),
        unknown=standing.unknown_authors(viewer.agency),
    )


@blueprint.post("")
@roles(Role.ADMIN)
def confirm() -> ResponseReturnValue:
    """What was looked over is what is confirmed: where the records were restored once more since, the page comes again."""
    viewer = current_viewer()
    waits = standing.needs_review(viewer.agency)
    if waits is not None and waits.id == request.form.get("life"):
        standing.confirm(viewer.agency, viewer.user, parts().clock())
    return redirect("/admin/review", 303)
