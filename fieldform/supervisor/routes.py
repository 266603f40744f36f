"""The supervisor's page: how much is open and overdue, in numbers. Public: blueprint."""

from flask import Blueprint, render_template

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.parts import parts
from fieldform.record.follow_ups import tally
from fieldform.supervisor.overview import overview

blueprint = Blueprint("supervisor", __name__, url_prefix="/supervisor")


@blueprint.get("/")
@roles(Role.SUPERVISOR)
def numbers() -> str:
    return render_template("supervisor/overview.html", overview=overview(tally(current_viewer(), parts().clock())))
