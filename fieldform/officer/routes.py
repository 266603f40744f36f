"""The officer's pages, and what a browser needs to keep them without a network.

Pages are the same for everybody unless an officer is signed in; then a form also carries what posting it without JavaScript needs.
Thin: read the request, one call, answer. Public: blueprint.
"""

import re
from functools import lru_cache
from uuid import uuid4

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from jinja2.utils import htmlsafe_json_dumps

from fieldform.access.guard import current_viewer, current_viewer_or_none, public, roles
from fieldform.access.viewer import Role
from fieldform.forms import Form
from fieldform.forms.drawn_again import choices_asked, rows_changed
from fieldform.forms.wtform import FormFields, form_class
from fieldform.officer.entry import Retry, applies_at_first, begin, enter, offer, truth_of
from fieldform.officer.modules import first_tap_modules
from fieldform.officer.offline import HOME, MANIFEST, ON_DEVICE, TODAY, manifest, page_of, precache, worker_script
from fieldform.officer.sent import steps
from fieldform.parts import parts
from fieldform.paths import STATIC
from fieldform.record import form_acts, form_files, form_versions
from fieldform.web.builds import build_hash
from fieldform.web.packing import packed

blueprint = Blueprint("officer", __name__)

_FIRST = {"crisis_contact": 0, "quick_referral": 1}
_LINE_ENDS = re.compile(r"\s*\n\s*")


@blueprint.get("/officer/")
@public("the shell is the same for everybody; what it lists lives on the device")
def home() -> Response:
    forms = _current()
    return packed(
        render_template(
            "officer/home.html",
            forms=forms,
            withdrawn=form_versions.withdrawn_forms(),
            lists=sorted({one.sha256 for form in forms for one in form.lists.values() if not one.public}),
            modules=first_tap_modules(STATIC, "home"),
        )
    )


@blueprint.get(TODAY)
@public("the page is the same for everybody; a clinician's day lies in the vault on her device")
def today() -> Response:
    return packed(render_template("officer/today.html", modules=first_tap_modules(STATIC, "today")))


@blueprint.get(ON_DEVICE)
@public("the page is the same for everybody; what it lists lies on the device")
def on_device() -> Response:
    return packed(
        render_template(
            "officer/device.html", forms=_current(), withdrawn=form_versions.withdrawn_forms(), modules=first_tap_modules(STATIC, "device")
        )
    )


@blueprint.get("/officer/forms/<form_id>")
@public("only says which version of a form is the newest")
def newest(form_id: str) -> ResponseReturnValue:
    form = next((form for form in _current() if form.form_id == form_id), None)
    if form is None and form_id in {one.form_id for one in form_versions.withdrawn_forms()}:
        return redirect(HOME)  # A shortcut on somebody's home screen may still lead here.
    return redirect(page_of(form)) if form else abort(404)


@blueprint.get("/officer/forms/<form_id>/<version>")
@public("an empty form is the same for everybody")
def blank(form_id: str, version: str) -> ResponseReturnValue:
    form = _form_or_404(form_id, version)
    viewer = current_viewer_or_none()
    if viewer is None:
        return packed(_for_everybody(version, build_hash(), form_acts.unreviewed(form)))
    if viewer.role is not Role.OFFICER:
        return _form_page(form_class(form)(meta={"csrf": False}))
    here = parts()
    return _form_page(begin(form, here.clock(), here.config.zone), record_id=str(uuid4()))


@blueprint.post("/officer/forms/<form_id>/<version>")
@roles(Role.OFFICER)
def posted(form_id: str, version: str) -> ResponseReturnValue:
    form, here = _form_or_404(form_id, version), parts()
    fields = form_class(form)(formdata=request.form)
    if rows_changed(fields, request.form) or choices_asked(request.form):
        offer(fields, request.form, here.clock(), here.config.zone)
        return _form_page(fields, record_id=request.form.get("record_id", ""))
    entered = enter(fields, request.form.get("record_id", ""), current_viewer().user, here.clock(), here.config.zone)
    if isinstance(entered, Retry):
        offer(fields, request.form, here.clock(), here.config.zone)
        return _form_page(fields, record_id=entered.record_id, error_summary=entered.problems), 422
    return render_template("officer/received.html", form=form, entered=entered, truth=truth_of(entered, current_viewer(), here))


@blueprint.get("/officer/forms/<form_id>/<version>/report")
@public("the words of a report are on the device that sent it; the page is the same for everybody")
def sent(form_id: str, version: str) -> str:
    form = _form_or_404(form_id, version)
    return render_template(
        "officer/report.html",
        form=form,
        steps=list(steps()),
        papers=[paper for paper in _current() if paper.role("contact.belongs_to")] if form.role("contact.offers") else [],
        page_of=page_of,
        definition_json=htmlsafe_json_dumps(form.definition()),
        modules=first_tap_modules(STATIC, "report"),
    )


@blueprint.get("/officer/form-files/<sha256>")
@public("a list that its form says everybody may see")
def form_file(sha256: str) -> Response:
    rows = form_files.rows_of_list(sha256, public=True)
    if rows is None:
        abort(404)
    return jsonify(fieldform=1, rows=rows)


@blueprint.get("/worker.js")
@public("a script, the same for everybody")
def worker() -> Response:
    return _script(worker_script())


@blueprint.get("/precache.js")
@public("the addresses of pages and files that are the same for everybody")
def precache_list() -> Response:
    forms, withdrawn = _current(), form_versions.withdrawn_forms()
    return _script(precache(forms, withdrawn, {form.form_id: form_acts.unreviewed(form) for form in (*forms, *withdrawn)}).as_script())


@blueprint.get(MANIFEST)
@public("the app's name and icons")
def web_manifest() -> Response:
    answer = jsonify(manifest(_current()))
    answer.mimetype = "application/manifest+json"
    return answer


def _current() -> list[Form]:
    """The two used most, then the others by their titles."""
    return sorted(form_versions.report_forms(), key=lambda form: (_FIRST.get(form.form_id, len(_FIRST)), form.title))


def _form_or_404(form_id: str, version: str) -> Form:
    form = form_versions.by_version(version)
    if form is None or form.form_id != form_id or not form_versions.is_report(form):
        abort(404)
    return form


@lru_cache(maxsize=64)
def _for_everybody(version: str, _build: str, _unreviewed: tuple[str, ...]) -> str:
    """Drawn once for all that it is drawn from, since it is about nobody. What does not apply before anything is answered is drawn hidden:
    hundreds of boxes fewer before the first tap. What the hour or the device makes of it, the form's logic on the page puts right."""
    form, here = form_versions.by_version(version), parts()
    assert form is not None
    page = _form_page(form_class(form)(meta={"csrf": False}), relevant=applies_at_first(form, here.clock(), here.config.zone))
    return _LINE_ENDS.sub("\n", page)


def _form_page(
    fields: FormFields, record_id: str = "", error_summary: tuple[tuple[str, str], ...] = (), relevant: frozenset[str] | None = None
) -> str:
    form = fields.definition
    fields.served = True
    return render_template(
        "officer/form.html",
        form=form,
        wtform=fields,
        relevant=relevant,
        unreviewed=form_acts.unreviewed(form),
        record_id=record_id,
        error_summary=error_summary,
        definition_json=htmlsafe_json_dumps(form.definition()),
        modules=first_tap_modules(STATIC, "form"),
    )


def _script(text: str) -> Response:
    return packed(text, "text/javascript; charset=utf-8")
