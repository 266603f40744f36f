"""The supervisor's first page, what needs attention before how it went, and what arrived and was set aside. Public: blueprint."""

from zoneinfo import ZoneInfo

from flask import Blueprint, render_template

from fieldform.access.guard import current_viewer, roles
from fieldform.access.queries import admins_of
from fieldform.access.viewer import Role
from fieldform.duty.offices import lines_for
from fieldform.parts import parts
from fieldform.record.follow_ups import CLINICIAN
from fieldform.record.months import Month
from fieldform.supervisor.attention import aside_by_officer, attention
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


@blueprint.get("/set-aside")
@roles(Role.SUPERVISOR)
def set_aside() -> str:
    here, viewer = parts(), current_viewer()
    return render_template(
        "supervisor/set_aside.html",
        aside=aside_by_officer(viewer, here.keys),
        admins=admins_of(viewer),
        lines=lines_for(viewer.agency, CLINICIAN, _zone(), here.clock()),
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
