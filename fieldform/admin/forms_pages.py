"""What IT's pages about forms show: what was read and waits, a try of it, the versions of one. Of workbooks, never of a person.

Public: VersionLine, Waiting, Tried, versions, waiting, unreviewed, tried, rows_by_list, whose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.queries import names_of
from fieldform.access.viewer import Viewer, Wall
from fieldform.forms import Form, FormProblem, evaluate_form
from fieldform.forms.attached import rows_of
from fieldform.forms.compare import Difference, differences
from fieldform.publishing import publish as publishing
from fieldform.record import form_acts, form_files, form_uploads, form_versions, report
from fieldform.record.form_acts import FormAct
from fieldform.record.form_files import VersionFile
from fieldform.record.form_uploads import FormUpload


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: str
    title: str
    published_at: datetime
    current: bool
    differences: tuple[Difference, ...]
    files: list[VersionFile]


@dataclass(frozen=True, slots=True)
class Waiting:
    """`present`: the version that new reports are made with now, or None; `unreviewed`: (code, name) of what nobody approved yet."""

    upload: FormUpload
    form: Form
    present: Form | None
    is_present: bool
    warnings: list[FormProblem]
    differences: tuple[Difference, ...]
    against: tuple[str, ...]
    unreviewed: list[tuple[str, str]]
    approvals: list[FormAct]
    names: dict[str, str]
    asked: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What would have been sent. `problems`: (address of the field, words)."""

    sections: list[report.Section]
    missing: int
    problems: tuple[tuple[str, str], ...]


def versions(form_id: str) -> list[VersionLine]:
    """Newest first, each with what it says otherwise than the one before."""
    rows = form_versions.versions_of(form_id)
    forms = [Form.from_definition(row.definition) for row in rows]
    before = [*forms[1:], None]
    return [
        VersionLine(row.version, row.title, row.published_at, row.current, _differences(older, form), form_files.files_of(row.version))
        for row, form, older in zip(rows, forms, before, strict=True)
    ]


def waiting(upload: FormUpload) -> Waiting:
    form = form_uploads.form_of(upload)
    present = form_versions.present(form.form_id)
    approved = form_acts.approvals(form)
    return Waiting(
        upload=upload,
        form=form,
        present=present,
        is_present=present == form and form.form_id not in form_acts.withdrawn(),
        warnings=form_uploads.warnings_of(upload),
        differences=_differences(present, form),
        against=publishing.obstacles(form),
        unreviewed=unreviewed(form),
        approvals=approved,
        names=names_of(act.by for act in approved),
        asked=sum(1 for question in form.questions() if question.is_asked),
    )


def unreviewed(form: Form) -> list[tuple[str, str]]:
    """(code, name) of the languages that nobody has approved yet."""
    spoken = {language.code: language.name for language in form.languages}
    return [(code, spoken.get(code, code)) for code in form_acts.unreviewed(form)]


def rows_by_list(upload: FormUpload, form: Form) -> dict[str, list[dict[str, str]]]:
    files = form_uploads.files_of(upload)
    return {name: rows_of(files[attached.file]) for name, attached in form.lists.items() if attached.file in files}


def tried(form: Form, answers: Mapping[str, Any], now: datetime, zone: str, lists: Mapping[str, list[dict[str, str]]]) -> Tried:
    filled = evaluate_form(form, answers, now, zone, lists=dict(lists))
    told = tuple((f"#{problem.path[1:].replace('/', '.')}", _place(form, problem.path, problem.message)) for problem in filled.problems)
    sections = report.sections(form, filled.answers, filled.missing, frozenset(Wall), ZoneInfo(zone), lists)
    return Tried(sections, len(filled.missing), told)


def whose(viewer: Viewer, upload: str) -> FormUpload | None:
    return form_uploads.upload_seen_by(viewer, upload)


def _differences(before: Form | None, after: Form) -> tuple[Difference, ...]:
    return differences(before, after) if before is not None and before != after else ()


def _place(form: Form, path: str, message: str) -> str:
    node = form.by_path.get(path)
    return f"{node.label if node else path}: {message}"
