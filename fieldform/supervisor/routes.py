"""The supervisor's first page: what needs attention before how it went. Public: blueprint."""

from zoneinfo import ZoneInfo

from flask import Blueprint, render_template

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.parts import parts
from fieldform.record.months import Month
from fieldform.supervisor.attention import attention
from fieldform.supervisor.month_pages import few_figures

blueprint = Blueprint("supervisor", __name__, url_prefix="/supervisor")


@blueprint.get("/")
@roles(Role.SUPERVISOR)
def overview() -> str:
    here, viewer, now, zone = parts(), current_viewer(), parts().clock(), _zone()
    return render_template(
        "supervisor/overview.html",
        attention=attention(viewer, here.keys, now, zone),
        figures=few_figures(viewer, now, zone),
        month=Month.of(now, zone),
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
