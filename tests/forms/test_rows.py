"""Repeats on the page without JavaScript: rows that are posted, added and taken away, and nothing typed is lost by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request

from fieldform.forms import evaluate_form, first_answers, wtform
from fieldform.forms.drawn_again import rows_changed
from fieldform.forms.model import template_path
from fieldform.forms.rows import counts_in, field_name, path_of, put, trimmed, value_in
from fieldform.forms.wtform import FormFields, fill, form_class, to_answers, validate_with
from tests.forms.sheets import NOON, ZONE, form_of

FORM = form_of(
    {"type": "begin_repeat", "name": "person", "label": "Person"},
    {"type": "text", "name": "name", "required": "yes", "required_message": "Say who.", "bind::ff:essential": "yes"},
    {"type": "select_one yes_no", "name": "hurt"},
    {"type": "begin_repeat", "name": "pet", "label": "Pet"},
    {"type": "text", "name": "kind"},
    {"type": "end_repeat", "name": ""},
    {"type": "end_repeat", "name": ""},
    {"type": "begin_repeat", "name": "fixed", "label": "Fixed", "repeat_count": "3"},
    {"type": "date", "name": "day", "appearance": "month-year"},
    {"type": "end_repeat", "name": ""},
)
TWO = {
    "rows:of": ["/person[0]", "/person[1]", "/person[1]/pet[0]", "/person[1]/pet[1]"],
    "person.0.name": "Ann",
    "person.1.name": "Ben",
    "person.1.hurt": "yes",
    "person.1.pet.1.kind": "dog",
}


@pytest.fixture
def posted() -> Iterator[Any]:
    """posted(fields) is the form's fields as a browser would post them."""
    app, contexts = Flask(__name__), []
    app.secret_key = "only for this test"

    def post(fields: dict[str, Any]) -> FormFields:
        context = app.test_request_context("/", method="POST", data=fields)
        context.push()
        contexts.append(context)
        return form_class(FORM)(meta={"csrf": False})

    yield post
    for context in reversed(contexts):
        context.pop()


def test_a_path_and_a_name_tell_each_other() -> None:
    assert field_name("/person[1]/pet[0]/kind") == "person.1.pet.0.kind"
    assert path_of("person.1.pet.0.kind") == "/person[1]/pet[0]/kind"
    assert template_path("/person[1]/pet[0]/kind") == "/person/pet/kind"


def test_rows_are_counted_from_what_was_posted() -> None:
    assert counts_in(["/person[0]", "person.2.pet.1.kind", "person", "/x[99999]"]) == {"/person": 3, "/person[2]/pet": 2}


def test_what_is_posted_becomes_rows(posted: Any) -> None:
    answers = to_answers(posted(TWO))
    assert answers["person"] == [{"name": "Ann"}, {"name": "Ben", "hurt": "yes", "pet": [{}, {"kind": "dog"}]}]


def test_a_row_that_was_left_blank_is_still_a_row(posted: Any) -> None:
    assert to_answers(posted({"rows:of": ["/person[0]", "/person[1]"]}))["person"] == [{}, {}]


def test_another_row_keeps_what_was_typed(posted: Any) -> None:
    fields = posted(TWO | {"rows:add": "/person"})
    assert rows_changed(fields, request.form)
    assert (fields.rows("/person"), fields["person.1.name"].data, fields["person.2.name"].data) == (3, "Ben", "")


def test_a_row_more_than_a_form_can_take_is_not_added_and_what_was_typed_stays(posted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wtform, "MOST_ANSWERS", 11)  # With the seven that the form itself has: as many as are there.
    every_row = {"rows:of": [*TWO["rows:of"], "/person[0]/pet[0]", "/fixed[2]"]}
    fields = posted(TWO | every_row | {"rows:add": "/person"})
    assert rows_changed(fields, request.form)
    assert (fields.rows("/person"), fields["person.1.pet.1.kind"].data) == (2, "dog")


def test_what_no_page_could_hold_is_refused_before_anything_is_made_of_it(posted: Any) -> None:
    with pytest.raises(wtform.TooMuchAsked):
        posted({"rows:of": [f"/person[{number}]/pet[199]" for number in range(200)]})


def test_a_row_within_a_row_can_be_added(posted: Any) -> None:
    fields = posted(TWO | {"rows:add": "/person[1]/pet"})
    assert rows_changed(fields, request.form)
    assert (fields.rows("/person[1]/pet"), fields["person.1.pet.1.kind"].data) == (3, "dog")


def test_a_row_that_is_taken_away_lets_the_later_ones_move_up(posted: Any) -> None:
    fields = posted(TWO | {"rows:remove": "/person[0]"})
    assert rows_changed(fields, request.form)
    assert (fields.rows("/person"), fields["person.0.name"].data, fields["person.0.pet.1.kind"].data) == (1, "Ben", "dog")


@pytest.mark.parametrize("asked", ["/nobody", "/person/name", "/person[x]", "x"])
def test_a_row_of_nothing_changes_nothing(posted: Any, asked: str) -> None:
    fields = posted(TWO | {"rows:add": asked, "rows:remove": asked})
    assert rows_changed(fields, request.form)
    assert to_answers(fields)["person"][1]["name"] == "Ben"


def test_a_new_form_has_one_row_and_a_counted_one_as_many_as_it_counts(posted: Any) -> None:
    fields = posted({})
    assert (fields.rows("/person"), fields.rows("/fixed")) == (1, 3)
    fill(fields, first_answers(FORM, NOON, ZONE))
    assert fields.rows("/person") == 1


def test_what_is_wrong_stands_on_the_field_of_its_row(posted: Any) -> None:
    fields = posted(TWO | {"person.0.name": ""})
    filled = evaluate_form(FORM, to_answers(fields), NOON, ZONE)
    assert not validate_with(fields, filled)
    assert (fields["person.0.name"].errors, fields["person.1.name"].errors) == (["Say who."], [])


def test_a_month_is_kept_as_its_first_day(posted: Any) -> None:
    assert to_answers(posted({"rows:of": ["/fixed[2]"], "fixed.2.day": "2026-11"}))["fixed"][2] == {"day": "2026-11-01"}


def test_an_answer_is_put_and_found_in_its_row() -> None:
    answers: dict[str, Any] = {"person": "no list"}
    put(answers, "/person[1]/name", "Ben")
    assert answers == {"person": [{}, {"name": "Ben"}]}
    assert value_in(answers, "/person[1]/name") == "Ben"
    put(answers, "/person[1]/name", None)
    assert trimmed(answers) == {"person": []}
