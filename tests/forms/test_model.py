"""A form's definition: what it says comes back the same, and what was stored long ago keeps its version for ever."""

import json
from pathlib import Path
from typing import Any

import pytest

from fieldform.forms import AttachedList, Choice, Form, FormProblem, Group, Language, Question, QuestionType

# Every form as the first release published it. Never edit: departments keep reports that name these versions.
FIRST = json.loads((Path(__file__).parents[1] / "cases" / "first_definitions.json").read_text(encoding="utf-8"))
SPANISH = {"es": {"label": "¿Quién?"}}
EVERYTHING = Form.of(
    "everything",
    "Everything",
    (
        Group(
            "/house",
            "house",
            (
                Question(
                    "/house/age", "age", QuestionType.RANGE, parameters={"start": "1", "end": "5", "step": "1"}, trigger=("/house/who",)
                ),
                Question("/house/who", "who", QuestionType.SELECT_ONE, guidance="Ask twice.", translations=SPANISH),
            ),
            repeat=True,
            count=("lit", 3.0),
            guidance="All who live there.",
            translations={"es": {"label": "Casa"}},
        ),
        Question(
            "/city",
            "city",
            QuestionType.SELECT_ONE,
            list_name="city",
            choices=(Choice("w", "Westland", {"county": "wayne"}, {"es": {"label": "Westland"}}),),
            choice_filter=("=", ("column", "county"), ("lit", "wayne")),
        ),
    ),
    {"city": (Choice("w", "Westland", {"county": "wayne"}, {"es": {"label": "Westland"}}),)},
    ("/house", "/house/age", "/house/who", "/city"),
    languages=(Language("English", "en"), Language("Arabic", "ar", right_to_left=True)),
    unreviewed=("ar",),
    lists={"streets": AttachedList("streets", "streets.csv", "00" * 32, ("name", "label"), public=True)},
)


@pytest.mark.parametrize("definition", FIRST, ids=lambda definition: str(definition["form_id"]))
def test_it_loads_what_the_first_release_published_as_the_same_version(definition: dict[str, Any]) -> None:
    form = Form.from_definition(definition)
    assert form.version == definition["version"]
    assert json.loads(json.dumps(form.definition())) == definition


def test_it_comes_back_from_json_with_all_that_it_says() -> None:
    again = Form.from_definition(json.loads(json.dumps(EVERYTHING.definition())))
    assert again.children == EVERYTHING.children
    assert (again.languages, again.unreviewed, again.lists) == (EVERYTHING.languages, EVERYTHING.unreviewed, EVERYTHING.lists)
    assert again.version == EVERYTHING.version


def test_it_leaves_out_of_a_choice_what_is_not_said() -> None:
    said = Form.of("f", "F", (), {"c": (Choice("a", "A"), Choice("b", "B", {"x": "1"}))}, ()).definition()
    assert said["choices"] == {"c": [["a", "A"], ["b", "B", {"x": "1"}]]}


def test_a_problem_names_its_column_where_it_is_one_alone() -> None:
    assert str(FormProblem("survey", 3, "no", "hint")) == "survey, row 3, column hint: no"
    assert str(FormProblem("survey", None, "no")) == "survey: no"
