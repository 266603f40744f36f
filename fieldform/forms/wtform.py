"""A Form as a Flask-WTF form, for the page that works without JavaScript: what was posted, kept as it was typed.

A field is called by its question's path without the first slash, dots for slashes (`who.family_name`), in HTML and in `fields[name]`.
WTForms only carries text and tells what was left blank; rules are judged by `evaluate_form` alone, so that both roads say the same:

    fields = form_class(form)()
    filled = evaluate_form(form, to_answers(fields), now, zone)
    if not validate_with(fields, filled): draw the page again

What a page that is drawn again has beyond that is in drawn_again.py. Reads no clock.
Public: form_class, FormFields, TooMuchAsked, to_answers, fill, validate_with, summary_line, is_repeat.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than WTForms 3.3
from wtforms.validators import InputRequired, Optional

from fieldform.forms.answers import MESSAGES
from fieldform.forms.given import MOST_ANSWERS
from fieldform.forms.logic import Filled
from fieldform.forms.model import Form, Group, Question, QuestionType
from fieldform.forms.nodes import ALWAYS
from fieldform.forms.offering import Offer
from fieldform.forms.rows import (
    asked_rows,
    counts_in,
    counts_of,
    every_row,
    field_name,
    first_rows,
    path_of,
    put,
    put_rows,
    value_in,
)

ROWS = "rows:of"
_MONTH, _YEAR = re.compile(r"[0-9]{4}-[0-9]{2}\Z"), re.compile(r"[0-9]{4}\Z")


class TooMuchAsked(Exception):
    """More rows than a form can take were posted. Likely cause: somebody who means harm: no page of ours draws so many."""


class FormFields(FlaskForm):
    """The fields of one form. `definition` is the Form; fields are found by name or by path. `validate()` checks the CSRF token and
    the essentials that are always asked, no more: the whole judgement is `validate_with`. `counts`: the rows of each repeat, by its
    path; a question in a row is called by its path with numbers. `served`: the page is drawn again by the server when choices are
    asked for; `offered`: the choices that the server found, where no script does; `searches`: what was typed to find them, both by path;
    `told`: the words of the answer to a question, as it is seen from a place (a path with numbers)."""

    definition: Form
    counts: dict[str, int]
    asked: tuple[Question, ...]
    served: bool = False
    offered: Mapping[str, Offer] = MappingProxyType({})
    searches: Mapping[str, str] = MappingProxyType({})
    told: Callable[[str, str], str] | None = None

    def process(self, formdata: Any = None, *given: Any, **named: Any) -> None:
        posted = self.meta.wrap_formdata(self, formdata)
        counted = counts_in([*posted.getlist(ROWS), *posted]) if posted is not None else {}
        self.lay_out({repeat: count for repeat, count in counted.items() if is_repeat(self, repeat)})
        super().process(posted, *given, **named)

    def lay_out(self, counts: dict[str, int]) -> None:
        """As many rows as are counted; the fields of new ones are blank. TooMuchAsked where a page could not hold them."""
        nodes = list(islice(every_row(self.definition.children, counts), _most_of(self.definition) + 1))
        if len(nodes) > _most_of(self.definition):
            raise TooMuchAsked
        self.counts = counts
        self.asked = tuple(node for node in nodes if isinstance(node, Question) and node.is_asked)
        for question in self.asked:
            if question.path not in self._fields:
                self._fields[question.path] = self.blank(question)

    def blank(self, question: Question) -> Field:
        field: Field = _field(question, always=False).bind(form=self, name=field_name(question.path), prefix="")
        field.process(None)
        return field

    def at(self, path: str) -> Field:
        """The field at a path; "#" in it, in a template for rows to come, gives a blank one."""
        if path in self:
            return self[path]
        question = self.definition.at(path)
        assert isinstance(question, Question)
        return self.blank(replace(question, path=path))

    def shown_at(self, place: str) -> Callable[[str], str] | None:
        """The words of other answers, where the server tells them."""
        told = self.told
        return None if told is None else lambda path: told(path, place)

    def rows(self, path: str) -> int:
        repeat = self.definition.at(path)
        assert isinstance(repeat, Group)
        return self.counts.get(path, first_rows(repeat))

    def __getitem__(self, name: str) -> Field:
        field: Field = super().__getitem__(self._path(name))
        return field

    def __contains__(self, name: str) -> bool:
        return bool(super().__contains__(self._path(name)))

    def _path(self, name: str) -> str:
        if name.startswith("/") or name == "csrf_token":
            return name
        return path_of(name)

    def as_offered(self, question: Question, path: str) -> Question:
        """With the choices that are drawn."""
        return self.offered[path].question if path in self.offered else question

    def questions(self) -> Iterator[tuple[Question, Field]]:
        """Every asked question with its field, in the form's order, row by row."""
        return ((question, self[question.path]) for question in self.asked)


@lru_cache(maxsize=128)
def form_class(form: Form) -> type[FormFields]:
    """The class for a form version, made once."""
    unconditional = _always_asked(form)
    fields = {q.path: _field(q, q.path in unconditional) for q in asked_rows(form.children, {}) if "[" not in q.path}
    return type("FormFieldsOfOneVersion", (FormFields,), {"definition": form, **fields})


def summary_line(path: str, label: str, message: str) -> tuple[str, str]:
    """For the error summary: the field's address in the page, and what is wrong with which answer."""
    asks = not label or label.endswith("?")
    return f"#{field_name(path)}", f"{label}{'' if asks else ':'} {message}".strip()


def to_answers(fields: FlaskForm) -> dict[str, Any]:
    """Nested answers as typed, blanks left out, for `evaluate_form`; a row that is there is there, if only empty."""
    own = _own(fields)
    answers: dict[str, Any] = {}
    put_rows(answers, own.counts)
    for question, field in own.questions():
        typed = _typed(field.data)
        if typed:
            put(answers, question.path, _as_date(question, typed))
    return answers


def fill(fields: FlaskForm, answers: Mapping[str, Any], zone: ZoneInfo | None = None) -> None:
    """Show answers, such as a form's first ones, in a page that is drawn. With `zone`, moments by its clock: by it they are read again."""
    own = _own(fields)
    own.lay_out(counts_of(own.definition.children, answers))
    for question, field in own.questions():
        value = value_in(answers, question.path)
        field.data = value if question.type is QuestionType.SELECT_MULTIPLE else _shown(question, value, zone)


def validate_with(fields: FlaskForm, filled: Filled) -> bool:
    """Put what is wrong, and what must not be missing, on its field; True where nothing keeps it from being entered."""
    own = _own(fields)
    errors = {path: own.definition.at(path) for path in filled.missing_essential}
    messages = {path: getattr(node, "required_message", "") or MESSAGES["required"] for path, node in errors.items()}
    messages |= {problem.path: problem.message for problem in filled.problems}
    for question, field in own.questions():
        field.errors = [messages[question.path]] if question.path in messages else []
    return filled.usable


def _most_of(form: Form) -> int:
    """The rows, questions and notes of one page: as many as a form's answers, and what the workbook itself has."""
    return MOST_ANSWERS + len(form.by_path)


def _own(fields: FlaskForm) -> FormFields:
    assert isinstance(fields, FormFields)
    return fields


def is_repeat(own: FormFields, path: str) -> bool:
    node = own.definition.at(path)
    return isinstance(node, Group) and node.repeat


def _field(question: Question, always: bool) -> Any:
    """WTForms keeps fields under the path, which can never be the name of one of its own attributes."""
    blank = InputRequired(question.required_message or MESSAGES["required"]) if always and question.essential else Optional()
    said: dict[str, Any] = {"label": question.label, "description": question.hint, "name": field_name(question.path), "validators": [blank]}
    if question.is_select:
        choices = [SelectChoice(choice.name, choice.label) for choice in question.choices]
        return _select_class(question)(choices=choices, validate_choice=False, **said)
    if question.type is QuestionType.HIDDEN:
        return HiddenField(**said)
    return TextAreaField(**said) if "multiline" in question.looks else StringField(**said)


def _as_date(question: Question, typed: Any) -> Any:
    """Of a month or a year alone its first day, as every date is kept."""
    if question.type is not QuestionType.DATE or not isinstance(typed, str):
        return typed
    return f"{typed}-01" if _MONTH.match(typed) else f"{typed}-01-01" if _YEAR.match(typed) else typed


def _select_class(question: Question) -> type[SelectField]:
    if question.type is QuestionType.SELECT_MULTIPLE:
        return SelectMultipleField
    return SelectField if "minimal" in question.looks else RadioField


def _always_asked(form: Form) -> frozenset[str]:
    """The questions that are required whatever else is answered."""
    shown: set[str] = {""}
    for node in form.nodes():
        if node.relevant is None and node.path.rpartition("/")[0] in shown:
            shown.add(node.path)
    return frozenset(q.path for q in form.questions() if q.path in shown and q.required == ALWAYS)


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
