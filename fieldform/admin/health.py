"""IT's page about the server itself. Nothing of persons. Public: blueprint."""

from flask import Blueprint, render_template

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.parts import parts
from fieldform.upkeep.facts import facts_of
from fieldform.upkeep.health import checks, worst

blueprint = Blueprint("health", __name__, url_prefix="/admin/health")


@blueprint.get("")
@roles(Role.ADMIN)
def page() -> str:
    here, now = parts(), parts().clock()
    found = checks(facts_of(current_viewer(), here.config, now), now)
    return render_template("admin/health.html", checks=found, worst=worst(found), now=now)
