"""The page without JavaScript: what is posted becomes answers, and what is wrong stands on its field."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField

from fieldform.forms import Form, evaluate_form, first_answers
from fieldform.forms.drawn_again import with_its_own
from fieldform.forms.wtform import fill, form_class, summary_line, to_answers, validate_with
from tests.forms.sheets import NOON, ZONE, form_of

FORM = form_of(
    {"type": "begin_group", "name": "who", "label": "Who"},
    {"type": "text", "name": "data", "label": "Name", "required": "yes", "required_message": "Say who.", "bind::ff:essential": "yes"},
    {"type": "integer", "name": "age", "constraint": ". < 130", "constraint_message": "Enter an age under 130."},
    {"type": "end_group", "name": ""},
    {"type": "select_one colour", "name": "errors"},
    {"type": "select_one colour", "name": "small", "appearance": "minimal"},
    {"type": "select_multiple colour", "name": "many"},
    {"type": "dateTime", "name": "at", "default": "now()"},
    {"type": "text", "name": "long", "appearance": "multiline", "required": "yes"},
    {"type": "text", "name": "why", "relevant": "${errors} = 'red'", "required": "yes", "bind::ff:essential": "yes"},
    {"type": "note", "name": "said"},
    {"type": "calculate", "name": "k", "calculation": "1 + 1"},
)


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "only for this test"
    return app


@pytest.fixture
def posted(app: Flask) -> Iterator[Any]:
    """posted(**fields) is the form's fields as a browser would post them; dots in names are written as __."""
    contexts = []

    def post(**fields: Any) -> Any:
        context = app.test_request_context("/", method="POST", data={name.replace("__", "."): value for name, value in fields.items()})
        context.push()
        contexts.append(context)
        return form_class(FORM)(meta={"csrf": False})

    yield post
    for context in reversed(contexts):
        context.pop()


def judged(fields: FlaskForm, form: Form = FORM) -> bool:
    return validate_with(fields, evaluate_form(form, to_answers(fields), NOON, ZONE))


def test_it_makes_one_class_for_a_version() -> None:
    assert form_class(FORM) is form_class(Form.from_definition(FORM.definition()))


def test_it_names_fields_by_path_with_dots(posted: Any) -> None:
    fields = posted()
    assert [field.name for field in fields] == ["who.data", "who.age", "errors", "small", "many", "at", "long", "why"]
    assert "who.data" in fields
    assert "who.nobody" not in fields


def test_a_question_may_be_called_like_something_of_the_class(posted: Any) -> None:
    fields = posted(who__data="Doe", errors="red")
    assert fields["who.data"].data == "Doe"
    assert fields["errors"].data == "red"
    assert fields.errors == {}
    assert fields.data["/who/data"] == "Doe"


def test_each_type_has_its_field(posted: Any) -> None:
    fields = posted()
    kinds = {name: type(fields[name]) for name in ("who.age", "errors", "small", "many", "long")}
    assert kinds == {"who.age": StringField, "errors": RadioField, "small": SelectField, "many": SelectMultipleField, "long": TextAreaField}


def test_it_reads_what_was_posted_as_typed(posted: Any) -> None:
    fields = posted(who__data="Doe", who__age=" 34 ", many=["red", "blue"], at="2026-11-20T21:04", long="one\r\ntwo", k="forged", other="x")
    assert to_answers(fields) == {
        "who": {"data": "Doe", "age": " 34 "},
        "many": ["red", "blue"],
        "at": "2026-11-20T21:04",
        "long": "one\ntwo",
    }


def test_it_says_what_is_wrong_on_the_field_in_the_same_words(posted: Any) -> None:
    fields = posted(who__age="200", small="green")
    assert not judged(fields)
    assert fields["who.data"].errors == ["Say who."]
    assert fields["who.age"].errors == ["Enter an age under 130."]
    assert fields["small"].errors == ["Choose one of the answers shown."]


def test_it_keeps_what_was_typed_wrongly(posted: Any) -> None:
    fields: Any = posted(who__age="old", errors="red")
    judged(fields)
    assert fields["who.age"].data == "old"
    assert fields["who.age"]._value() == "old"
    assert fields["errors"].data == "red"


def test_what_may_be_finished_later_is_no_error(posted: Any) -> None:
    fields = posted(who__data="Doe")
    assert judged(fields)
    assert list(fields["long"].errors) == []


def test_an_essential_question_that_was_revealed_is_asked_for(posted: Any) -> None:
    fields = posted(who__data="Doe", errors="red")
    assert not judged(fields)
    assert fields["why"].errors == ["Answer this question."]


def test_wtforms_own_check_asks_only_for_what_is_always_essential(posted: Any) -> None:
    assert posted(who__data="Doe").validate()
    blank = posted()
    assert not blank.validate()
    assert blank["who.data"].errors == ["Say who."]


def test_it_shows_a_forms_first_answers(app: Flask) -> None:
    with app.test_request_context("/"):
        fields: Any = form_class(FORM)(meta={"csrf": False})
        fill(fields, first_answers(FORM, NOON, ZONE) | {"many": ["red"], "who": {"age": 5}})
        assert fields["at"]._value() == "2026-11-20T12:00"
        assert fields["many"].data == ["red"]
        assert fields["who.age"]._value() == "5"
        assert fields["who.data"]._value() == ""
        assert fields["errors"].data is None


def test_it_carries_a_csrf_token(app: Flask) -> None:
    with app.test_request_context("/"):
        fields: Any = form_class(FORM)()
        assert "csrf_token" in fields
        assert fields["csrf_token"].current_token


def test_it_refuses_a_post_without_its_token(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"who.data": "Doe"}):
        assert not form_class(FORM)().validate()


def test_a_summary_puts_no_colon_after_a_question() -> None:
    assert summary_line("/where/location", "Where was it?", "Say where.") == ("#where.location", "Where was it? Say where.")
    assert summary_line("/who/name", "Family name", "Give one.") == ("#who.name", "Family name: Give one.")


def test_what_a_calculation_begins_with_and_keeps_is_not_lost_by_a_page_that_cannot_post_it(app: Flask) -> None:
    kept = {"type": "calculate", "name": "kept", "calculation": "coalesce(., ${a})", "default": "first"}
    rows = [
        {"type": "begin_repeat", "name": "r", "label": "R"},
        {"type": "text", "name": "b"},
        kept | {"name": "own"},
        {"type": "end_repeat", "name": ""},
    ]
    form = form_of({"type": "text", "name": "a"}, kept, kept | {"name": "fresh", "default": "random()"}, *rows)
    with app.test_request_context(method="POST", data={"a": "later", "r.0.b": "x", "r.1.b": "y"}):
        fields = form_class(form)(meta={"csrf": False})
        answers = with_its_own(fields, to_answers(fields))
    assert answers == {"a": "later", "kept": "first", "r": [{"b": "x", "own": "first"}, {"b": "y", "own": "first"}]}
    assert evaluate_form(form, answers, NOON, ZONE).answers["kept"] == "first"
