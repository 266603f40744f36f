"""A spreadsheet of people whom the desk follows already: sent, mapped, checked, entered, taken back. Thin. Public: blueprint."""

from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fieldform import web_device
from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role
from fieldform.clinician import form_entry, import_pages, importing
from fieldform.forms.wtform import to_answers
from fieldform.parts import parts
from fieldform.record import authors, follow_ups, form_versions, imports
from fieldform.record.imports import Import
from fieldform.web import spreadsheets, tables
from fieldform.web.spreadsheets import Sheet, Unreadable

_NO_FILE = "Choose a file first."
_NO_AGENCY = "Which police department covers where they are? Choose one."
_NOTHING = "Tick at least one row that can be entered."
_NOT_ALL = "Nothing was entered: the record changed while you looked. Here is how the rows stand now."
_WORKED_ON = "Nothing was taken back: {} of them were worked on already. Close those, or take back what was done on them first."

Problems = tuple[tuple[str, str], ...]

blueprint = Blueprint("imports", __name__, url_prefix="/clinician/imports")


@blueprint.get("/")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def start() -> str:
    return _start_page()


@blueprint.post("/")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def send() -> ResponseReturnValue:
    viewer = current_viewer()
    agency = request.form.get("agency", "") if len(viewer.agencies) > 1 else next(iter(viewer.agencies), "")
    if agency not in viewer.agencies:
        return _start_page((("#agency", _NO_AGENCY),)), 422
    try:
        sheets = _sent_sheets()
    except Unreadable as problem:
        return _start_page((("#file", str(problem)),), agency), 422
    queue = follow_ups.queue_of(viewer)
    begun = imports.begin(viewer, str(uuid4()), agency, queue, importing.stored(sheets), parts().clock())
    return redirect(url_for(".one", batch=begun.id), 303)


@blueprint.get("/<uuid:batch>")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def one(batch: UUID) -> str:
    """What its columns mean, or, once it was entered, what came of it."""
    found = _found(batch)
    return _mapping_page(found) if found.entered_at is None else _done_page(found)


@blueprint.post("/<uuid:batch>/mapping")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def mapping(batch: UUID) -> ResponseReturnValue:
    found = _open(batch)
    problems = import_pages.save_mapping(found, request.form)
    again = _open(batch)
    if again.sheet != found.sheet:
        return redirect(url_for(".one", batch=found.id), 303)
    return (_mapping_page(again, problems), 422) if problems else redirect(url_for(".check", batch=found.id), 303)


@blueprint.get("/<uuid:batch>/check")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def check(batch: UUID) -> ResponseReturnValue:
    found = _found(batch)
    return redirect(url_for(".one", batch=found.id), 303) if found.entered_at else _check_page(found)


@blueprint.post("/<uuid:batch>/words")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def words(batch: UUID) -> ResponseReturnValue:
    found = _open(batch)
    import_pages.save_urgencies(found, request.form)
    return redirect(url_for(".check", batch=found.id), 303)


@blueprint.post("/<uuid:batch>/file")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def send_again(batch: UUID) -> ResponseReturnValue:
    found = _open(batch)
    try:
        imports.replace_cells(found, importing.stored(_sent_sheets()), parts().clock())
    except Unreadable as problem:
        return _check_page(found, (("#file", str(problem)),)), 422
    return redirect(url_for(".check", batch=found.id), 303)


@blueprint.get("/<uuid:batch>/problems")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def problems(batch: UUID) -> Response:
    found, here = _open(batch), parts()
    zone = ZoneInfo(here.config.zone)
    rows = importing.problems_sheet(found, importing.check(found, current_viewer(), here.clock(), zone))
    return tables.download(rows, "csv", "rows-to-mend", zone)


@blueprint.post("/<uuid:batch>/enter")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def enter(batch: UUID) -> ResponseReturnValue:
    found, viewer, here = _found(batch), current_viewer(), parts()
    if found.entered_at is None:
        checked = importing.check(found, viewer, here.clock(), ZoneInfo(here.config.zone))
        chosen = import_pages.chosen_rows(checked, request.form.getlist("row"))
        if not chosen:
            return _check_page(found, (("#rows", _NOTHING),)), 422
        try:
            importing.enter(found, checked, chosen, viewer, here)
        except web_device.NotAll:
            return _check_page(found, (("#rows", _NOT_ALL),)), 409
    return redirect(url_for(".one", batch=found.id, done="entered"), 303)


@blueprint.post("/<uuid:batch>/undo")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def undo(batch: UUID) -> ResponseReturnValue:
    found = _found(batch)
    fields = form_entry.posted(form_versions.current("undoing"))
    note = str(to_answers(fields).get("note", "")).strip()
    if not note or len(note) > 400:
        return _done_page(found, (("#note", "Why is it taken back? Say it in up to 400 characters."),)), 422
    worked = import_pages.undo(found, note, current_viewer(), parts()) if found.undone_at is None else 0
    if worked:
        return _done_page(found, (("#main", _WORKED_ON.format(worked)),)), 409
    return redirect(url_for(".one", batch=found.id), 303)


@blueprint.post("/<uuid:batch>/forget")
@roles(Role.CLINICIAN, Role.ADVOCATE)
def forget(batch: UUID) -> ResponseReturnValue:
    imports.forget(_open(batch))
    return redirect(url_for(".start"), 303)


def _sent_sheets() -> tuple[Sheet, ...]:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Unreadable(_NO_FILE)
    return spreadsheets.read(sent.stream.read(spreadsheets.MOST_BYTES + 1))


def _found(batch: UUID) -> Import:
    """The viewer's own; a 404 where it is somebody else's, or was forgotten."""
    return imports.of_viewer(current_viewer(), str(batch), parts().clock()) or abort(404)


def _open(batch: UUID) -> Import:
    found = _found(batch)
    return found if found.entered_at is None else abort(404)


def _start_page(problems: Problems = (), agency: str = "") -> str:
    viewer = current_viewer()
    agencies = authors.agency_names(viewer.agencies)
    past = imports.all_of(viewer)
    return render_template("clinician/imports.html", agencies=agencies, agency=agency, past=past, error_summary=problems)


def _mapping_page(found: Import, problems: Problems = ()) -> str:
    return render_template("clinician/import_mapping.html", page=import_pages.mapping_page(found), error_summary=problems)


def _check_page(found: Import, problems: Problems = ()) -> str:
    here, viewer = parts(), current_viewer()
    checked = importing.check(found, viewer, here.clock(), ZoneInfo(here.config.zone))
    ticked = frozenset(int(row) for row in request.form.getlist("row") if row.isdecimal()) if request.form.getlist("row") else None
    page = import_pages.check_page(found, checked, viewer, here.clock(), ticked)
    return render_template("clinician/import_check.html", page=page, error_summary=problems)


def _done_page(found: Import, problems: Problems = ()) -> str:
    form = form_versions.current("undoing")
    fields = form_entry.posted(form) if request.method == "POST" else form_entry.fresh(form, parts().clock(), parts().config.zone)
    left_out = import_pages.left_out(found)
    return render_template("clinician/import_done.html", batch=found, left_out=left_out, form=form, wtform=fields, error_summary=problems)
