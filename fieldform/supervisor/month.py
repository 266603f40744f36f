"""A month in numbers, the rows behind each, and both as files, each file with its reason written down. Public: blueprint."""

from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.parts import parts
from fieldform.record import coded_calls, exports
from fieldform.record.counts import Measure
from fieldform.record.measures import by_key
from fieldform.record.months import Month
from fieldform.supervisor.files import numbers_sheet, rows_sheet
from fieldform.supervisor.forms import CallsForm, ExportForm
from fieldform.supervisor.month_pages import MonthPage, RowsPage, month_page, rows_page
from fieldform.web.tables import Sheet, TooManyRows, download
from fieldform.web.words import full_words

blueprint = Blueprint("month", __name__, url_prefix="/supervisor/month")

MOST_SHOWN = 500


@blueprint.get("/")
@roles(Role.SUPERVISOR)
def numbers() -> str:
    return _numbers_page(_numbers(), _fresh())


@blueprint.get("/rows")
@roles(Role.SUPERVISOR)
def rows() -> str:
    return _rows_page(_rows(_measure(request.args.get("number", ""))), _fresh())


@blueprint.post("/calls")
@roles(Role.SUPERVISOR)
def say_calls() -> ResponseReturnValue:
    form, month = CallsForm(formdata=request.form), _month()
    if not form.validate_on_submit():
        return _numbers_page(_numbers(), _fresh(), form), 422
    coded_calls.say(current_viewer(), month, form.calls.data or 0, own_id=str(uuid4()), now=parts().clock())
    return redirect(url_for("month.numbers", month=str(month), _anchor="calls-title"), 303)


@blueprint.post("/file")
@roles(Role.SUPERVISOR)
def take_out() -> ResponseReturnValue:
    form = ExportForm(formdata=request.form)
    page = _rows(_measure(form.number.data)) if form.number.data else _numbers()
    if not form.validate_on_submit():
        return _again(page, form), 422
    export, viewer, now = str(uuid4()), current_viewer(), parts().clock()
    sheet = _sheet(page, form, export)
    what = f"{page.measure.key}/{page.code}".strip("/") if isinstance(page, RowsPage) else "numbers"
    name = f"fieldform-{page.month}-{page.measure.key if isinstance(page, RowsPage) else 'numbers'}-{export[:8]}"
    try:
        answer = download(sheet, form.ending.data, name, _zone())
    except TooManyRows as problem:
        form.reason.errors = [str(problem)]
        return _again(page, form), 422
    outside = isinstance(page, MonthPage) and page.outside
    told = {"what": what, "month": str(page.month), "ending": form.ending.data, "reason": _reason(form)}
    exports.write_down(viewer, export, rows=len(sheet.rows), outside=outside, now=now, **told)
    return answer


def _numbers() -> MonthPage:
    return month_page(current_viewer(), _month(), parts().clock(), _zone(), outside=bool(request.values.get("outside")))


def _rows(measure: Measure) -> RowsPage:
    return rows_page(current_viewer(), _month(), measure, request.values.get("code", "")[:64], parts().clock(), _zone())


def _measure(key: str) -> Measure:
    """A number whose rows stand behind a wall has none to show."""
    measure = by_key(key)
    return measure if measure is not None and measure.listed else abort(404)


def _month() -> Month:
    """The one that is asked for, never one to come."""
    running = Month.of(parts().clock(), _zone())
    return min(Month.of_text(request.values.get("month", "")) or running, running)


def _sheet(page: MonthPage | RowsPage, form: ExportForm, export: str) -> Sheet:
    taken = full_words(parts().clock(), _zone())
    about = (("Taken out by", current_viewer().name), ("On", taken), ("For", _reason(form)), ("Number of this file", export[:8]))
    if isinstance(page, RowsPage):
        return rows_sheet(page, parts().config.zone, about)
    return numbers_sheet(page, (*about, ("For outside", "yes, small numbers are held back")) if page.outside else about)


def _reason(form: ExportForm) -> str:
    return " ".join(str(form.reason.data).split())


def _fresh() -> ExportForm:
    """The form with what the address asked for."""
    asked = {name: request.args.get(name, "") for name in ("number", "code", "outside")}
    return ExportForm(formdata=None, month=str(_month()), **asked)


def _again(page: MonthPage | RowsPage, form: ExportForm) -> str:
    return _rows_page(page, form) if isinstance(page, RowsPage) else _numbers_page(page, form)


def _numbers_page(page: MonthPage, form: ExportForm, calls: CallsForm | None = None) -> str:
    return render_template(
        "supervisor/month.html",
        page=page,
        form=form,
        calls=calls or CallsForm(formdata=None, calls=page.capture.calls),
        running=Month.of(parts().clock(), _zone()),
        taken=exports.exports_seen_by(current_viewer()),
        error_summary=_problems(form) + (_problems(calls) if calls else []),
    )


def _rows_page(page: RowsPage, form: ExportForm) -> str:
    return render_template("supervisor/rows.html", page=page, form=form, most=MOST_SHOWN, error_summary=_problems(form))


def _problems(form: FlaskForm) -> list[tuple[str, str]]:
    return [(f"#{name}", message) for name, messages in form.errors.items() for message in messages]


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
