"""IT's pages about forms: read a workbook, try it, see what it changes, publish it; withdraw a form, bring it back. Public: blueprint."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from urllib.parse import quote
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from jinja2.utils import htmlsafe_json_dumps
from werkzeug.datastructures import FileStorage

from fieldform.access.guard import current_viewer, roles
from fieldform.access.queries import names_of
from fieldform.access.viewer import Role
from fieldform.admin import forms_pages
from fieldform.forms import FormProblem, first_answers
from fieldform.forms.drawn_again import choices_asked, offer_choices, rows_changed, with_its_own
from fieldform.forms.wtform import FormFields, fill, form_class, to_answers
from fieldform.parts import parts
from fieldform.publishing import publish as publishing
from fieldform.publishing.listing import lines
from fieldform.publishing.publish import Candidate, Done, NotNow
from fieldform.publishing.reading import read_one
from fieldform.record import form_acts, form_files, form_uploads, form_versions, option_lists
from fieldform.record.form_uploads import FormUpload

blueprint = Blueprint("admin_forms", __name__, url_prefix="/admin/forms")

_KINDS = (".xlsx", ".xls", ".md")
_DONE = {
    Done.FIRST.value: "Published. Devices offer the form as soon as they have a connection.",
    Done.NEWER.value: "Published. New reports are made with this version; what was begun with another goes on.",
    Done.AGAIN.value: "Published. New reports are made with this version again.",
    Done.UNCHANGED.value: "Nothing had to be done: it is this very version already.",
    "withdraw": "Withdrawn. Nobody starts it any more; what was begun is finished, and what waits still arrives.",
    "bring_back": "It is offered again.",
    "approve": "Approved under your name.",
    "forget": "Thrown away. Nothing was published.",
}
_NO_FILE = "Choose the workbook: an Excel file (.xlsx, .xls), a CSV or a Markdown table (.md)."
_SEVERAL = "Choose one workbook. What else comes with the form is a list, as CSV."


@blueprint.get("")
@roles(Role.ADMIN)
def everything() -> str:
    return _start_page(notice=_DONE.get(request.args.get("done", "")))


@blueprint.post("")
@roles(Role.ADMIN)
def read() -> ResponseReturnValue:
    """A refused workbook is not kept; one that was read waits until somebody publishes it."""
    try:
        (name, workbook), lists = _sent_files()
    except NotNow as problem:
        return _start_page(error_summary=(("#files", str(problem)),)), 422
    reading = read_one(workbook, PurePath(name).stem, lists)
    if reading.form is None:
        return _start_page(refused=(name, reading.problems)), 422
    own_id = str(uuid4())
    form_uploads.keep(
        own_id, current_viewer(), parts().clock(), (name, workbook), option_lists.applied(reading.form), reading.warnings, lists
    )
    return redirect(f"/admin/forms/read/{own_id}", 303)


@blueprint.get("/read/<uuid:upload>")
@roles(Role.ADMIN)
def waiting(upload: UUID) -> str:
    return _waiting_page(_upload_or_404(upload))


@blueprint.post("/read/<uuid:upload>/<any(publish, forget, approve):act>")
@roles(Role.ADMIN)
def decide(upload: UUID, act: str) -> ResponseReturnValue:
    found = _upload_or_404(upload)
    try:
        return redirect(_DECISIONS[act](found, current_viewer().user, parts().clock()), 303)
    except NotNow as problem:
        return _waiting_page(found, (("#main", str(problem)),)), 409


@blueprint.get("/read/<uuid:upload>/try")
@roles(Role.ADMIN)
def preview(upload: UUID) -> str:
    found, here = _upload_or_404(upload), parts()
    form = form_uploads.form_of(found)
    fields = form_class(form)(formdata=None)
    fill(fields, first_answers(form, here.clock(), here.config.zone, lists=forms_pages.rows_by_list(found, form)))
    return _preview_page(found, fields)


@blueprint.post("/read/<uuid:upload>/try")
@roles(Role.ADMIN)
def try_out(upload: UUID) -> str:
    """What would have been sent is shown, and nothing is kept."""
    found, here = _upload_or_404(upload), parts()
    form = form_uploads.form_of(found)
    fields = form_class(form)(formdata=request.form)
    rows, now, zone = forms_pages.rows_by_list(found, form), here.clock(), here.config.zone
    drawn_again = rows_changed(fields, request.form) or choices_asked(request.form)
    offer_choices(fields, request.form, now, zone, rows)
    answers = with_its_own(fields, to_answers(fields))
    return _preview_page(found, fields, None if drawn_again else forms_pages.tried(form, answers, now, zone, rows))


@blueprint.get("/<form_id>")
@roles(Role.ADMIN)
def one(form_id: str) -> str:
    return _form_page(form_id, notice=_DONE.get(request.args.get("done", "")))


@blueprint.post("/<form_id>/<any(withdraw, bring_back, approve):act>")
@roles(Role.ADMIN)
def do(form_id: str, act: str) -> ResponseReturnValue:
    if not form_versions.versions_of(form_id):
        abort(404)
    try:
        _ACTS[act](form_id, current_viewer().user, parts().clock())
    except NotNow as problem:
        return _form_page(form_id, error_summary=(("#main", str(problem)),)), 409
    return redirect(f"/admin/forms/{quote(form_id)}?done={act}", 303)


@blueprint.post("/<form_id>/<version>")
@roles(Role.ADMIN)
def again(form_id: str, version: str) -> ResponseReturnValue:
    """An earlier version becomes the current one."""
    try:
        publishing.publish_again(form_id, version, current_viewer().user, parts().clock())
    except NotNow:
        abort(404)
    return redirect(f"/admin/forms/{quote(form_id)}?done={Done.AGAIN}", 303)


@blueprint.get("/<form_id>/<version>/<name>")
@roles(Role.ADMIN)
def file(form_id: str, version: str, name: str) -> Response:  # noqa: ARG001 (a version names its form)
    """The workbook or a list, as it was sent."""
    content = form_files.open_file(version, name) or abort(404)
    return send_file(BytesIO(content), mimetype="application/octet-stream", as_attachment=True, download_name=name)


def _publish(found: FormUpload, by: str, now: datetime) -> str:
    form, lists = form_uploads.form_of(found), form_uploads.files_of(found)
    done = publishing.publish(Candidate(form, (found.file_name, bytes(found.workbook)), lists), by, now)
    parts().reconciler.release(form_versions.waiting_on_form(form.version))
    form_uploads.forget(found)
    return f"/admin/forms/{quote(form.form_id)}?done={done}"


def _forget(found: FormUpload, _by: str, _now: datetime) -> str:
    form_uploads.forget(found)
    return "/admin/forms?done=forget"


def _approve(found: FormUpload, by: str, now: datetime) -> str:
    publishing.approve(form_uploads.form_of(found), request.form.get("language", ""), by, now)
    return f"/admin/forms/read/{found.id}?done=approve"


def _approve_present(form_id: str, by: str, now: datetime) -> None:
    """The version that is in use: it came so with Fieldform, or a list's words changed."""
    publishing.approve(form_versions.current(form_id), request.form.get("language", ""), by, now)


_DECISIONS: dict[str, Callable[[FormUpload, str, datetime], str]] = {"publish": _publish, "forget": _forget, "approve": _approve}
_ACTS: dict[str, Callable[[str, str, datetime], None]] = {
    "withdraw": publishing.withdraw,
    "bring_back": publishing.bring_back,
    "approve": _approve_present,
}


def _upload_or_404(upload: UUID) -> FormUpload:
    return forms_pages.whose(current_viewer(), str(upload)) or abort(404)


def _sent_files() -> tuple[tuple[str, bytes], dict[str, bytes]]:
    """(the workbook's name and bytes, the lists by name). A CSV alone is a workbook too."""
    sent = [(_name(one), one.stream.read()) for one in request.files.getlist("files") if one.filename]
    books = [one for one in sent if one[0].lower().endswith(_KINDS)] or sent[:1]
    if not books:
        raise NotNow(_NO_FILE)
    if len(books) > 1:
        raise NotNow(_SEVERAL)
    return books[0], {name: content for name, content in sent if name != books[0][0]}


def _name(sent: FileStorage) -> str:
    """Without a folder; some browsers send one."""
    return PurePath(str(sent.filename).replace("\\", "/")).name[-200:]


def _start_page(
    refused: tuple[str, tuple[FormProblem, ...]] | None = None,
    error_summary: tuple[tuple[str, str], ...] = (),
    notice: str | None = None,
) -> str:
    waiting = form_uploads.uploads_seen_by(current_viewer())
    return render_template("admin/forms.html", lines=lines(), waiting=waiting, refused=refused, error_summary=error_summary, notice=notice)


def _waiting_page(found: FormUpload, error_summary: tuple[tuple[str, str], ...] = ()) -> str:
    notice = _DONE.get(request.args.get("done", ""))
    return render_template("admin/form_read.html", page=forms_pages.waiting(found), error_summary=error_summary, notice=notice)


def _preview_page(found: FormUpload, fields: FormFields, tried: forms_pages.Tried | None = None) -> str:
    form = fields.definition
    fields.served = True
    return render_template(
        "admin/form_try.html",
        upload=found,
        form=form,
        wtform=fields,
        tried=tried,
        unreviewed=form_acts.unreviewed(form),
        error_summary=tried.problems if tried else (),
        definition_json=htmlsafe_json_dumps(form.definition()),
        lists_json=htmlsafe_json_dumps(forms_pages.rows_by_list(found, form)),
    )


def _form_page(form_id: str, error_summary: tuple[tuple[str, str], ...] = (), notice: str | None = None) -> str:
    line = next((line for line in lines() if line.form.form_id == form_id), None) or abort(404)
    acts = form_acts.acts_of(form_id)
    return render_template(
        "admin/form.html",
        line=line,
        versions=forms_pages.versions(form_id),
        unreviewed=forms_pages.unreviewed(line.form),
        acts=acts,
        names=names_of(act.by for act in acts),
        error_summary=error_summary,
        notice=notice,
    )
