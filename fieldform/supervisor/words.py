"""Codes of a report as its form says them: what kind of call it was, how it ended. Public: label_of, kind_words."""

from peewee import DoesNotExist

from fieldform.forms import Form
from fieldform.record import form_versions
from fieldform.record.facts import ReportRow


def label_of(form_id: str, role: str, code: str) -> str:
    """The words of a choice in the form as it is now, or as it was when it still had it; a code that it never had is shown as it came."""
    try:
        label = _label_in(form_versions.current(form_id), role, code)
    except DoesNotExist:
        return code
    earlier = (form_versions.by_version(row.version) for row in (form_versions.versions_of(form_id) if label is None else ()))
    return label or next((words for form in earlier if form and (words := _label_in(form, role, code))), code)


def _label_in(form: Form, role: str, code: str) -> str | None:
    question = form.roles.get(role)
    return next((choice.label for choice in question.choices if choice.name == code), None) if question else None


def kind_words(row: ReportRow) -> str:
    """What it was found to be; a form that does not ask says what it is."""
    if row.type:
        return label_of(row.form, "contact.type", row.type)
    try:
        return form_versions.current(row.form).title
    except DoesNotExist:
        return row.form
