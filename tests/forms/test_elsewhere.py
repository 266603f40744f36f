"""What forms that were written for other programs say: honoured where it can be, told where it has no effect."""

import pytest

from fieldform.forms import Form, FormRefused, QuestionType, evaluate_form, load_xlsform
from tests.forms.nodes import group, question
from tests.forms.sheets import NOON, ZONE, form_of, sheet

TEXT = {"type": "text", "name": "a"}
CHOICES = """| survey |
| | type | name | label | choice_filter |
| | select_one states | state | State | |
| | {kind} counties | county | County | state = ${{state}} |
| choices |
| | list_name | name | label | state |
| | states | texas | Texas | |
| | states | ohio | Ohio | |
{rows}
| settings |
| | form_title | form_id |
| | Where | where |
"""
COUNTIES = ("king | King | texas", "king | King | ohio", "wood | Wood | ohio")


def asked_where(kind: str = "select_one", rows: tuple[str, ...] = COUNTIES, apart: str = "") -> Form:
    heads = f"| {apart} |\n| | list_name | name | label | state |\n" if apart else ""
    return load_xlsform(CHOICES.format(kind=kind, rows=heads + "\n".join(f"| | counties | {row} |" for row in rows)))


def told(form: Form) -> list[tuple[int | None, str]]:
    return [(one.row, one.column) for one in form.warnings]


def answers(form: Form, **given: object) -> dict[str, object]:
    return evaluate_form(form, given, NOON, ZONE).answers


def test_what_the_cht_knows_of_a_person_is_as_an_answer_not_given() -> None:
    asked = "coalesce(instance('contact-summary')/context/risk[kind = 'high']/level, 'none')"
    form = form_of({"type": "calculate", "name": "k", "calculation": asked})
    assert answers(form) == {"k": "none"}
    assert told(form) == [(2, "calculation")]


def test_a_group_that_stands_for_its_document_stays_empty() -> None:
    group = [{"type": "begin_group", "name": "g", "label": "G"}, TEXT, {"type": "end_group", "name": ""}]
    form = form_of(*group, {"type": "calculate", "name": "doc", "calculation": "${g}"})
    assert answers(form, g={"a": "x"}) == {"g": {"a": "x"}}
    assert told(form) == [(5, "calculation")]


def test_what_nobody_is_asked_needs_no_constraint_that_can_be_read() -> None:
    form = form_of({"type": "hidden", "name": "source", "constraint": "user"})
    assert question(form, "/source").constraint is None
    assert told(form) == [(2, "constraint")]


def test_a_person_is_asked_no_constraint_that_cannot_be_read() -> None:
    with pytest.raises(FormRefused, match="row 2, column constraint"):
        form_of(TEXT | {"constraint": "user"})


def test_what_is_worked_out_is_read_only_whatever_stands_there() -> None:
    form = form_of(TEXT, {"type": "text", "name": "b", "calculation": "${a}", "readonly": "boolean(${a})"})
    assert not form.warnings


def test_a_rule_may_lock_a_question() -> None:
    form = form_of(TEXT, {"type": "text", "name": "b", "readonly": "boolean(${a})"})
    assert question(form, "/b").readonly == ("call", "boolean", ("ref", "/a"))
    assert Form.from_definition(form.definition()) == form


def test_what_is_needed_and_nobody_can_answer_is_told() -> None:
    assert told(form_of({"type": "text", "name": "b", "readonly": "yes", "required": "yes"})) == [(2, "readonly")]
    assert told(form_of({"type": "text", "name": "b", "readonly": "yes", "required": "yes", "default": "x"})) == []


def test_a_note_may_work_something_out() -> None:
    form = form_of(TEXT, {"type": "note", "name": "n", "label": "So it is", "calculation": "concat(${a}, '!')"})
    assert answers(form, a="x") == {"a": "x", "n": "x!"}


def test_a_note_without_words_is_told() -> None:
    form = form_of({"type": "note", "name": "n", "label": ""}, TEXT)
    assert question(form, "/n").type is QuestionType.HIDDEN
    assert told(form) == [(2, "label")]


def test_a_question_without_words_is_called_by_its_name() -> None:
    form = form_of({"type": "text", "name": "street_name", "label": ""})
    assert question(form, "/street_name").label == "street name"
    assert (2, "label") in told(form)


def test_a_hidden_date_needs_no_label() -> None:
    form = form_of({"type": "date", "name": "born", "label": "", "appearance": "hidden"})
    assert question(form, "/born").type is QuestionType.HIDDEN


def test_no_answer_may_be_called_null() -> None:
    form = form_of(TEXT, {"type": "calculate", "name": "k", "calculation": "if(${a} = 'x', 'y', null)"})
    assert answers(form, a="z") == {"a": "z"}
    assert told(form) == [(3, "calculation")]


def test_a_path_from_the_top_of_another_form_leads_nowhere() -> None:
    form = form_of({"type": "calculate", "name": "k", "calculation": "coalesce(/delivery/inputs/phone, 'none')"})
    assert answers(form) == {"k": "none"}
    assert told(form) == [(2, "calculation")]


def test_what_it_was_may_stay_under_any_of_its_names() -> None:
    for itself in (".", "${k}", "../k", "/data/k"):
        form = form_of(TEXT, {"type": "calculate", "name": "k", "calculation": f"coalesce({itself}, ${{a}})"})
        assert answers(form, a="later", k="first") == {"a": "later", "k": "first"}
        assert answers(form, a="later") == {"a": "later", "k": "later"}


@pytest.mark.parametrize("calculation", [". + 1", "${k} + 1", "if(${a} = 'x', concat(., 'x'), 'y')"])
def test_what_grows_each_time_that_it_is_asked_is_a_circle(calculation: str) -> None:
    with pytest.raises(FormRefused, match="circle: k → k"):
        form_of(TEXT, {"type": "calculate", "name": "k", "calculation": calculation})


def test_the_words_of_a_choice_are_found_as_pyxform_once_wrote_it() -> None:
    said = "jr:itext(instance('yes_no')/root/item[name = ${a}]/itextId)"
    form = form_of(TEXT, {"type": "select_one yes_no", "name": "b"}, {"type": "calculate", "name": "k", "calculation": said})
    assert answers(form, a="no")["k"] == form.choices["yes_no"][1].label


def test_a_name_may_stand_twice_where_a_column_tells_the_rows_apart() -> None:
    form = asked_where()
    assert [choice.columns["state"] for choice in question(form, "/county").choices if choice.name == "king"] == ["texas", "ohio"]
    assert told(form) == [(5, "name")]
    assert evaluate_form(form, {"state": "ohio", "county": "king"}, NOON, ZONE).problems == ()


def test_the_same_row_twice_is_one() -> None:
    form = asked_where(rows=(*COUNTIES[1:], COUNTIES[1]))
    assert [choice.name for choice in question(form, "/county").choices] == ["king", "wood"]
    assert told(form) == [(6, "name")]


def test_a_name_that_means_two_answers_is_refused() -> None:
    with pytest.raises(FormRefused, match="choices, row 5"):
        asked_where(rows=("king | King | ohio", "king | Kings | ohio"))


def test_several_may_be_chosen_of_which_one_stands_twice() -> None:
    form = asked_where("select_multiple")
    assert answers(form, state="ohio", county=["wood", "king"]) == {"state": "ohio", "county": ["king", "wood"]}


@pytest.mark.parametrize("kind", ["select_one_external", "select one external"])
def test_choices_of_the_sheet_for_long_lists_are_choices(kind: str) -> None:
    form = asked_where(kind, apart="external_choices")
    assert (question(form, "/county").type, len(question(form, "/county").choices)) == (QuestionType.SELECT_ONE, 3)
    assert [one.code for one in evaluate_form(form, {"state": "texas", "county": "wood"}, NOON, ZONE).problems] == ["choice"]


def test_a_ranking_is_a_choice_for_each_place() -> None:
    form = form_of({"type": "rank colour", "name": "best", "label": "Which first?", "required": "yes"})
    found = evaluate_form(form, {"best_places": {"best_1": "blue", "best_2": "red"}}, NOON, ZONE)
    assert (found.answers["best"], found.problems, found.missing) == ("blue red", (), ())
    assert group(form, "/best_places").label == "Which first?"


def test_nothing_stands_at_two_places_of_a_ranking() -> None:
    form = form_of({"type": "rank colour", "name": "best"})
    found = evaluate_form(form, {"best_places": {"best_1": "blue", "best_2": "blue"}}, NOON, ZONE)
    assert [(one.path, one.code) for one in found.problems] == [("/best_places/best_2", "constraint")]


def test_a_ranking_with_a_constraint_is_refused() -> None:
    with pytest.raises(FormRefused, match="row 2, column type: a ranking"):
        form_of({"type": "rank colour", "name": "best", "constraint": "selected-at(., 0) = 'red'"})


@pytest.mark.parametrize("kind", ["geotrace", "geoshape"])
@pytest.mark.parametrize(
    ("typed", "fits"),
    [("42.32 -83.40; 42.33 -83.41 180 5;", True), ("42.32,-83.40;42.33,-83.41", True), ("42.32 -83.40", False), ("a; b", False)],
)
def test_a_line_and_an_area_are_their_points(kind: str, typed: str, fits: bool) -> None:
    form = form_of({"type": kind, "name": "way"})
    assert (evaluate_form(form, {"way": typed}, NOON, ZONE).problems == ()) is fits
    assert told(form) == [(2, "type")]


def test_a_rule_under_one_colon_is_a_rule_and_not_warned_of() -> None:
    form = form_of(
        TEXT, {"type": "text", "name": "b", "bind:relevant": "${a} = 'x'", "bind:jr:constraintMsg": "No.", "bind:constraint": ". = 'y'"}
    )
    assert (question(form, "/b").relevant, question(form, "/b").constraint_message) == (("=", ("ref", "/a"), ("lit", "x")), "No.")
    assert not form.warnings


def test_what_the_form_filled_last_said_is_as_an_answer_not_given() -> None:
    form = form_of(
        TEXT | {"default": "${last-saved#a}"}, {"type": "calculate", "name": "k", "calculation": "coalesce(${last-saved#a}, 'none')"}
    )
    assert answers(form) == {"k": "none"}
    assert told(form) == [(2, "default"), (3, "calculation")]


def test_a_form_that_fills_a_list_of_entities_is_a_form_and_warned_of() -> None:
    entities = "\n| entities |\n| | list_name | label |\n| | wells | concat('Well ', ${a}) |\n"
    form = load_xlsform(sheet(TEXT) + entities)
    assert [one.sheet for one in form.warnings] == ["entities"]


@pytest.mark.parametrize("kind", ["caseid", "sensor_stream conversation", "speed violations count"])
def test_what_surveycto_records_beside_the_answers_is_told(kind: str) -> None:
    form = form_of({"type": kind, "name": "beside"}, {"type": "calculate", "name": "k", "calculation": "concat('a', linebreak(), 'b')"})
    assert (told(form), answers(form)) == ([(2, "type")], {"k": "a\nb"})


@pytest.mark.parametrize("calculation", ["coalesce(., today())", "once(today())"])
def test_what_stands_until_a_person_says_otherwise_is_a_default(calculation: str) -> None:
    form = form_of({"type": "date", "name": "on", "calculation": calculation})
    assert (question(form, "/on").is_asked, question(form, "/on").default, form.warnings) == (True, ("call", "today"), ())


def test_what_is_worked_out_in_sight_is_told_not_to_be_typed() -> None:
    row = {"type": "text", "name": "b", "calculation": "concat(${a}, '!')"}
    assert told(form_of(TEXT, row)) == [(3, "calculation")]
    assert told(form_of(TEXT, row | {"readonly": "yes"})) == []


def test_no_label_is_what_the_cht_calls_it() -> None:
    group = [{"type": "begin_group", "name": "g", "label": "NO_LABEL"}, TEXT | {"label": "NO_LABEL"}, {"type": "end_group", "name": ""}]
    form = form_of(*group, {"type": "note", "name": "n", "label": "NO_LABEL"})
    assert [node.label for node in form.nodes()] == ["", "a", ""]


def test_what_a_phone_tells_another_program_is_as_an_answer_not_given() -> None:
    form = form_of(
        {"type": "text audit", "name": "audit"}, {"type": "calculate", "name": "k", "calculation": "coalesce(duration(), 'none')"}
    )
    assert answers(form) == {"k": "none"}
    assert told(form) == [(2, "type"), (3, "calculation")]


def test_index_and_choice_label_are_surveyctos_words() -> None:
    repeat = [{"type": "begin_repeat", "name": "r", "label": "R"}, {"type": "select_one colour", "name": "c"}]
    number = {"type": "calculate", "name": "n", "calculation": "index()"}
    words = {"type": "calculate", "name": "w", "calculation": "choice-label(${c}, ${c})"}
    form = form_of(*repeat, number, words, {"type": "end_repeat", "name": ""})
    assert answers(form, r=[{"c": "red"}, {"c": "blue"}]) == {
        "r": [{"c": "red", "n": 1, "w": "Red"}, {"c": "blue", "n": 2, "w": "Dark blue"}]
    }


def test_outside_a_repeat_there_is_no_index() -> None:
    with pytest.raises(FormRefused, match="only in a repeat"):
        form_of({"type": "calculate", "name": "n", "calculation": "index()"})
