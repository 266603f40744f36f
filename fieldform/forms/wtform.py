"""A Form as a Flask-WTF form, for the page that works without JavaScript: what was posted, kept as it was typed.

A field is called by its question's path without the first slash, dots for slashes (`who.family_name`), in HTML and in `fields[name]`.
WTForms only carries text and tells what was left blank; rules are judged by `evaluate_form` alone, so that both roads say the same:

    fields = form_class(form)()
    filled = evaluate_form(form, to_answers(fields), now, zone)
    if not validate_with(fields, filled): draw the page again

Reads no clock. Public: form_class, FormFields, to_answers, fill, validate_with, field_name,
summary_line.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than WTForms 3.3
from wtforms.validators import InputRequired, Optional

from fieldform.forms.answers import MESSAGES
from fieldform.forms.logic import Filled
from fieldform.forms.model import Form, Question, QuestionType, value_at

_ALWAYS = ("lit", True)


class FormFields(FlaskForm):
    """The fields of one form. `definition` is the Form; fields are found by name or by path. `validate()` checks the CSRF token and
    the essentials that are always asked, no more: the whole judgement is `validate_with`."""

    definition: Form

    def __getitem__(self, name: str) -> Field:
        field: Field = super().__getitem__(_key(name))
        return field

    def __contains__(self, name: str) -> bool:
        return bool(super().__contains__(_key(name)))

    def questions(self) -> Iterator[tuple[Question, Field]]:
        """Every asked question with its field, in the form's order."""
        return ((question, self[question.path]) for question in self.definition.questions() if question.is_asked)


@lru_cache(maxsize=128)
def form_class(form: Form) -> type[FormFields]:
    """The class for a form version, made once."""
    unconditional = _always_asked(form)
    fields = {q.path: _field(q, q.path in unconditional) for q in form.questions() if q.is_asked}
    return type("FormFieldsOfOneVersion", (FormFields,), {"definition": form, **fields})


def field_name(path: str) -> str:
    """/who/family_name → who.family_name."""
    return path[1:].replace("/", ".")


def summary_line(path: str, label: str, message: str) -> tuple[str, str]:
    """For the error summary: the field's address in the page, and what is wrong with which answer."""
    asks = not label or label.endswith("?")
    return f"#{field_name(path)}", f"{label}{'' if asks else ':'} {message}".strip()


def to_answers(fields: FlaskForm) -> dict[str, Any]:
    """Nested answers as typed, blanks left out, for `evaluate_form`."""
    answers: dict[str, Any] = {}
    for question, field in _own(fields).questions():
        typed = _typed(field.data)
        if typed:
            *groups, name = question.path.split("/")[1:]
            inner = answers
            for group in groups:
                inner = inner.setdefault(group, {})
            inner[name] = typed
    return answers


def fill(fields: FlaskForm, answers: Mapping[str, Any], zone: ZoneInfo | None = None) -> None:
    """Show answers, such as a form's first ones, in a page that is drawn. With `zone`, moments by its clock: by it they are read again."""
    for question, field in _own(fields).questions():
        value = value_at(answers, question.path)
        field.data = value if question.type is QuestionType.SELECT_MULTIPLE else _shown(question, value, zone)


def validate_with(fields: FlaskForm, filled: Filled) -> bool:
    """Put what is wrong, and what must not be missing, on its field; True where nothing keeps it from being entered."""
    own = _own(fields)
    errors = {path: own.definition.by_path[path] for path in filled.missing_essential}
    messages = {path: getattr(node, "required_message", "") or MESSAGES["required"] for path, node in errors.items()}
    messages |= {problem.path: problem.message for problem in filled.problems}
    for question, field in own.questions():
        field.errors = [messages[question.path]] if question.path in messages else []
    return filled.usable


def _own(fields: FlaskForm) -> FormFields:
    assert isinstance(fields, FormFields)
    return fields


def _key(name: str) -> str:
    return name if name.startswith("/") or name == "csrf_token" else "/" + name.replace(".", "/")


def _field(question: Question, always: bool) -> Any:
    """WTForms keeps fields under the path, which can never be the name of one of its own attributes."""
    blank = InputRequired(question.required_message or MESSAGES["required"]) if always and question.essential else Optional()
    said: dict[str, Any] = {"label": question.label, "description": question.hint, "name": field_name(question.path), "validators": [blank]}
    if question.is_select:
        choices = [SelectChoice(choice.name, choice.label) for choice in question.choices]
        return _select_class(question)(choices=choices, validate_choice=False, **said)
    if question.type is QuestionType.HIDDEN:
        return HiddenField(**said)
    return TextAreaField(**said) if "multiline" in question.appearance else StringField(**said)


def _select_class(question: Question) -> type[SelectField]:
    if question.type is QuestionType.SELECT_MULTIPLE:
        return SelectMultipleField
    return SelectField if question.appearance == "minimal" else RadioField


def _always_asked(form: Form) -> frozenset[str]:
    """The questions that are required whatever else is answered."""
    shown: set[str] = {""}
    for node in form.nodes():
        if node.relevant is None and node.path.rpartition("/")[0] in shown:
            shown.add(node.path)
    return frozenset(q.path for q in form.questions() if q.path in shown and q.required == _ALWAYS)


def _typed(posted: object) -> Any:
    """Browsers post line ends as CR LF; they are kept as LF. NUL is left out, as the phone does: no record may hold it."""
    return posted.replace("\r\n", "\n").replace("\0", "") if isinstance(posted, str) else posted


def _shown(question: Question, value: Any, zone: ZoneInfo | None) -> str | None:
    if value is None:
        return None if question.type is QuestionType.SELECT_ONE else ""
    return _wall(str(value), zone) if question.type is QuestionType.DATE_TIME else str(value)


def _wall(moment: str, zone: ZoneInfo | None) -> str:
    """As an input for a moment takes it, without its zone. What cannot be read, or lies beyond what clocks show, is shown as it came."""
    try:
        at = datetime.fromisoformat(moment)
        return (at.astimezone(zone) if zone and at.tzinfo else at).isoformat()[:16]
    except (ValueError, OverflowError):
        return moment[:16]
