"""Codes of a report as its form says them: what kind of call it was, how it ended. Public: label_of, kind_words."""

from peewee import DoesNotExist

from fieldform.record import form_versions
from fieldform.record.facts import ReportRow


def label_of(form_id: str, role: str, code: str) -> str:
    """The words of a choice in the form as it is now; a code that it no longer has is shown as it came."""
    try:
        question = form_versions.current(form_id).roles.get(role)
    except DoesNotExist:
        return code
    return question.label_of(code) if question else code


def kind_words(row: ReportRow) -> str:
    """What it was found to be; a form that does not ask says what it is."""
    if row.type:
        return label_of(row.form, "contact.type", row.type)
    try:
        return form_versions.current(row.form).title
    except DoesNotExist:
        return row.form
