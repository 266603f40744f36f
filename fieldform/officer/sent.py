"""What an officer may do to a report that was sent: withdraw it, take that back. Each is a short form in a dialog of the report's page.

Public: SentStep, steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from fieldform.forms import Form
from fieldform.forms.wtform import FormFields, form_class
from fieldform.record import form_versions


@dataclass(frozen=True, slots=True)
class SentStep:
    """`name` is the form's id; `title`, `hint` and `button` are words on the page, `fields` empty."""

    name: str
    title: str
    hint: str
    button: str
    form: Form
    fields: FormFields
    definition_json: Markup


_WORDS = {
    "withdrawal": (
        "Withdraw",
        "Nothing is erased: the report stays, marked as withdrawn with your reason, and nobody follows it up.",
        "Withdraw the report",
    ),
    "reinstatement": (
        "Take back the withdrawal",
        "The report stands again, and what was open on it is open again.",
        "Let it stand again",
    ),
}


def steps() -> Iterator[SentStep]:
    """With the newest version of each form; nothing in it is of any person."""
    for name, (title, hint, button) in _WORDS.items():
        form = form_versions.current(name)
        yield SentStep(
            name=name,
            title=title,
            hint=hint,
            button=button,
            form=form,
            fields=form_class(form)(formdata=None, meta={"csrf": False}),
            definition_json=htmlsafe_json_dumps(form.definition()),
        )
