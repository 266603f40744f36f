"""The page "On duty": who is there this week, and the forms to plan it. For the people of an office and its IT.

Thin: reads the request, makes one call, answers. What is taken away can be brought back at once. Public: blueprint.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform import mail
from fieldform.access.accounts import set_reach
from fieldform.access.guard import current_viewer, roles
from fieldform.access.models import User
from fieldform.access.viewer import Role, Viewer
from fieldform.clinician.duty_forms import FORMS, fresh, posted, problems
from fieldform.clinician.duty_page import DutyPage, duty_page, queue_of
from fieldform.duty import changes
from fieldform.parts import parts

blueprint = Blueprint("duty", __name__, url_prefix="/clinician/duty")

_DONE = {
    "hours": "The hours are added.",
    "shift": "The shift is added.",
    "leave": "The leave is added.",
    "holiday": "The holiday is added.",
    "line": "The number is added.",
    "office": "The office’s settings are saved.",
    "reach": "It is saved how this person is reached.",
    "restored": "It is back.",
}
_REMOVED = {
    "hours": "The hours are taken away.",
    "shift": "The shift is taken away.",
    "leave": "The leave is taken away.",
    "holiday": "The holidays are changed.",
    "line": "The number is taken away.",
}


@blueprint.get("/")
@roles(Role.CLINICIAN, Role.ADVOCATE, Role.ADMIN)
def week() -> str:
    return _page()


@blueprint.post("/<any(hours, shift, leave, holiday, line, office, reach):kind>")
@roles(Role.CLINICIAN, Role.ADVOCATE, Role.ADMIN)
def add(kind: str) -> ResponseReturnValue:
    viewer, page = current_viewer(), _shown()
    form = posted(kind, page.desk.people)
    wrong = problems(form)
    if wrong:
        return _page(page, {kind: form}, wrong), 422
    _enter(viewer, page.desk.queue, kind, form, parts().clock())
    return _back(done=kind)


@blueprint.post("/<any(hours, shift, leave, holiday, line):kind>/<uuid:row>/remove")
@roles(Role.CLINICIAN, Role.ADVOCATE, Role.ADMIN)
def remove(kind: str, row: UUID) -> ResponseReturnValue:
    if not changes.remove(current_viewer(), kind, str(row), parts().clock()):
        abort(404)
    return _back(removed=kind, row=row)


@blueprint.post("/holiday/<day>/work")
@roles(Role.CLINICIAN, Role.ADVOCATE, Role.ADMIN)
def work_on(day: str) -> ResponseReturnValue:
    change = changes.work_on_holiday(current_viewer(), _day(day) or abort(404), parts().clock())
    return _back(removed="holiday", row=change, worked="yes")


@blueprint.post("/<any(hours, shift, leave, holiday, line):kind>/<uuid:row>/restore")
@roles(Role.CLINICIAN, Role.ADVOCATE, Role.ADMIN)
def restore(kind: str, row: UUID) -> ResponseReturnValue:
    """Undo. A proposed holiday comes back by taking the working day away."""
    viewer, here = current_viewer(), parts()
    worked = request.args.get("worked") == "yes"
    done = changes.remove(viewer, kind, str(row), here.clock()) if worked else changes.restore(viewer, kind, str(row))
    if not done:
        abort(404)
    return _back(done="restored")


def _enter(viewer: Viewer, queue: str, kind: str, form: FlaskForm, now: datetime) -> None:
    said = form.data
    match kind:
        case "hours":
            opens, closes = (said[name].hour * 60 + said[name].minute for name in ("opens", "closes"))
            changes.add_hours(viewer, said["person"], form.weekdays, opens, closes, now)
        case "shift":
            zone = ZoneInfo(parts().config.zone)
            changes.add_shifts(viewer, said["person"], said["starts"], said["ends"], said["cover"] or None, said["weeks"], zone, now)
        case "leave":
            changes.add_leave(viewer, said["person"], said["first"], said["last"], said["cover"] or None, now)
        case "holiday":
            changes.add_holiday(viewer, said["day"], said["name"].strip(), now)
        case "line":
            changes.add_line(viewer, queue, said["words"].strip(), said["phone"].strip(), now)
        case "reach":
            set_reach(_colleague(viewer, said["person"]), (said["email"] or "").strip(), (said["phone"] or "").strip(), viewer.user, now)
        case "office":
            changes.set_office(viewer, said["state"], (said["email"] or "").strip())


def _colleague(viewer: Viewer, person: str) -> User:
    """The form offers this office's people alone; who was taken away in between is not there."""
    found: User | None = User.get_or_none(User.id == person, User.agency == viewer.agency)
    return found or abort(404)


def _shown() -> DutyPage:
    viewer, here = current_viewer(), parts()
    queue = queue_of(viewer, request.args.get("queue", ""))
    return duty_page(viewer, queue, _day(request.args.get("week", "")), here.clock(), ZoneInfo(here.config.zone))


def _page(page: DutyPage | None = None, typed: dict[str, FlaskForm] | None = None, wrong: list[tuple[str, str]] | None = None) -> str:
    page = page or _shown()
    gap = _gap()
    first: dict[str, dict[str, object]] = {"shift": {"weeks": 1, **gap}, "office": {"state": page.desk.state, "email": page.desk.email}}
    forms = {kind: fresh(kind, page.desk.people, **first.get(kind, {})) for kind in FORMS}
    return render_template(
        "clinician/duty.html",
        page=page,
        forms=forms | (typed or {}),
        open_forms=set(typed or {}) | ({"shift"} if gap else set()),
        error_summary=wrong,
        notice=_DONE.get(request.args.get("done", "")),
        removed=_REMOVED.get(request.args.get("removed", "")),
        is_mailing=mail.post_of(parts().config) is not None,
    )


def _back(**arguments: Any) -> ResponseReturnValue:
    kept: dict[str, Any] = {name: request.args[name] for name in ("week", "queue") if name in request.args}
    return redirect(url_for(".week", **kept, **arguments), 303)


def _gap() -> dict[str, object]:
    """From when until when nobody is there, where an address names it: the form for a shift begins with that."""
    try:
        return {name: datetime.fromisoformat(request.args[name]) for name in ("starts", "ends")}
    except (KeyError, ValueError):
        return {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
