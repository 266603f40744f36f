"""From workbook to Form: what is read, and what is refused, by sheet and row."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from fieldform.forms import Form, FormProblem, FormRefused, Group, load_xlsform
from tests.forms.nodes import question
from tests.forms.sheets import form_of, sheet

Row = dict[str, str]
TEXT: Row = {"type": "text", "name": "a"}


def refusal(*rows: Row) -> FormProblem:
    with pytest.raises(FormRefused) as refused:
        form_of(*rows)
    return refused.value.problems[0]


def test_it_reads_every_column_that_it_knows() -> None:
    form = form_of(
        TEXT,
        {
            "type": "select_one yes_no",
            "name": "b",
            "label": "Really?",
            "hint": "Think",
            "relevant": "${a} != ''",
            "required": "yes",
            "required_message": "Say so.",
            "constraint": ". != 'no'",
            "constraint_message": "It must be yes.",
            "default": "yes",
            "appearance": "minimal",
            "readonly": "yes",
            "bind::ff:role": "person.sex",
            "bind::ff:wall": "health",
            "bind::ff:essential": "yes",
        },
    )
    found = question(form, "/b")
    assert (found.label, found.hint, found.appearance, found.is_locked) == ("Really?", "Think", "minimal", True)
    assert (found.role, found.wall, found.essential) == ("person.sex", "health", True)
    assert found.relevant == ("!=", ("ref", "/a"), ("lit", ""))
    assert found.required == ("lit", True)
    assert (found.required_message, found.constraint_message) == ("Say so.", "It must be yes.")
    assert found.constraint == ("!=", ("self",), ("lit", "no"))
    assert found.default == ("lit", "yes")
    assert [choice.label for choice in found.choices] == ["Yes", "No"]


def test_it_builds_paths_from_groups_and_hands_their_wall_down() -> None:
    form = form_of(
        {"type": "begin_group", "name": "g", "label": "Group", "bind::ff:wall": "advocate"}, TEXT, {"type": "end_group", "name": ""}
    )
    assert isinstance(form.children[0], Group)
    assert form.children[0].label == "Group"
    assert question(form, "/g/a").wall == "advocate"
    assert [q.path for q in form.questions()] == ["/g/a"]


def test_it_leaves_out_what_pyxform_adds() -> None:
    assert [node.path for node in form_of(TEXT).nodes()] == ["/a"]


def test_it_knows_questions_by_role() -> None:
    form = form_of({**TEXT, "bind::ff:role": "person.name"})
    assert form.role("person.name") == "/a"
    assert form.role("person.age") is None
    assert form.roles["person.name"].name == "a"


def test_it_takes_an_essential_question_for_required() -> None:
    assert question(form_of({**TEXT, "bind::ff:essential": "yes"}), "/a").required == ("lit", True)


def test_it_says_answers_in_words() -> None:
    form = form_of({"type": "select_multiple colour", "name": "many"})
    assert question(form, "/many").words(["red", "blue"]) == "Red, Dark blue"
    assert question(form, "/many").words(None) == ""
    assert question(form, "/many").words(["gone"]) == "gone"


def test_a_version_is_the_hash_of_what_the_form_says() -> None:
    form = form_of(TEXT)
    assert form.version == form_of(TEXT).version
    assert form.version != form_of({**TEXT, "label": "Other"}).version
    assert len(form.version) == 43


def test_it_comes_back_from_its_definition_the_same() -> None:
    form = form_of(TEXT, {"type": "integer", "name": "n", "constraint": "regex(., '[0-9]{2}') and . > 1.5"})
    again = Form.from_definition(json.loads(json.dumps(form.definition())))
    assert again == form
    assert again.definition() == form.definition()
    assert again.children == form.children


def test_it_refuses_a_definition_that_is_not_what_its_version_names() -> None:
    definition = form_of(TEXT).definition() | {"title": "Another"}
    with pytest.raises(ValueError, match="version"):
        Form.from_definition(definition)


def test_it_reads_a_workbook_like_the_same_table_in_markdown(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, rows in {
        "survey": [["type", "name", "label"], ["text", "a", "a"]],
        "choices": [["list_name", "name", "label"], ["yes_no", "yes", "Yes"]],
        "settings": [["form_title", "form_id", "namespaces"], ["Test", "test", 'ff="https://fieldform.org/ns"']],
    }.items():
        found = book.create_sheet(name)
        for row in rows:
            found.append(row)
    book.save(tmp_path / "test.xlsx")
    (tmp_path / "test.md").write_text(sheet(TEXT), encoding="utf-8")
    assert load_xlsform(tmp_path / "test.xlsx") == load_xlsform(tmp_path / "test.md") == form_of(TEXT)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"relevant": "${nobody} = 1"}, "nobody"),
        ({"relevant": "frobnicate(${a})"}, "column relevant: character 1: there is no function “frobnicate”"),
        ({"constraint": ". >"}, "column constraint: character 4: the expression ends too early"),
        ({"constraint": "regex(., '(?=x)')"}, "column constraint: character 1: in the pattern, character 3: look-around"),
        ({"required": "perhaps"}, "column required: character 1"),
        ({"readonly": "perhaps"}, "column readonly: character 1: there is no “perhaps” here"),
        ({"type": "osm"}, "column type: OpenStreetMap features is not supported yet"),
        ({"type": "rank colour", "constraint": "true()"}, "column type: a ranking with a constraint"),
        ({"appearance": "search('streets')"}, "column appearance: “search('streets')” cannot be said here: write search("),
        ({"label": "Hello ${nobody}"}, "nobody"),
        ({"label": "Hello ${last-saved#a}"}, "column label: there is no question “last-saved#a” to show"),
        ({"type": "select_one ${a}"}, "column type: “a” is no question of a repeat: its answers are no choices"),
        ({"type": "select_multiple ${a}"}, "column type: of the answers of a repeat one can be chosen: write select_one"),
        ({"trigger": "${nobody}", "calculation": "1"}, "nobody"),
        ({"type": "select_one_from_file streets.csv"}, "attach the file “streets.csv”"),
        ({"type": "select_one_from_file streets.geojson"}, "attach the file “streets.geojson”"),
        ({"label": "-", "bind::ff:role": "person.shoe_size"}, "there is no role “person.shoe_size”"),
        ({"bind::ff:wall": "garden"}, "there is no wall “garden”"),
        ({"bind::ff:essential": "perhaps"}, "must be yes or no"),
        ({"bind::ff:colour": "red"}, "there is no column bind::ff:colour"),
        ({"name": "__proto__"}, "the name “__proto__” is reserved"),
        ({"name": "constructor"}, "the name “constructor” is reserved"),
        ({"name": "csrf_token"}, "the name “csrf_token” is reserved"),
        ({"name": "a"}, "unique"),
        ({"type": "select_one gone"}, "gone"),
    ],
)
def test_it_refuses_and_names_sheet_row_and_reason(row: Row, words: str) -> None:
    problem = refusal(TEXT, {"type": "text", "name": "b"} | row)
    assert words in str(problem)
    assert (problem.sheet, problem.row) == ("survey", 3)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"label": " ", "hint": "Who?"}, "column label: there is no label: the hint or the name is shown in its place"),
        ({"appearance": "w4"}, "column appearance: the look “w4” is not used here"),
        ({"appearance": "sideways"}, "column appearance: the look “sideways” is not used here"),
        ({"media::image": "map.png"}, "column media::image: pictures and sounds beside questions are not shown"),
        ({"note to self": "later"}, "column note to self: this column is not used"),
        ({"type": "simserial", "label": ""}, "column type: what “simserial” stands for is not recorded here"),
        ({"type": "geopoint", "parameters": "allow-mock-accuracy=true"}, "“allow-mock-accuracy” is not used here"),
    ],
)
def test_it_warns_of_what_changes_nothing_that_is_asked(row: Row, words: str) -> None:
    form = form_of(TEXT, {"type": "text", "name": "b"} | row)
    assert [(problem.sheet, problem.row) for problem in form.warnings] == [("survey", 3)]
    assert words in str(form.warnings[0])


def test_a_warning_is_no_part_of_the_version() -> None:
    assert form_of(TEXT | {"appearance": "w4"}).version == form_of(TEXT).version


def test_what_pyxform_stops_at_does_not_hide_what_else_is_wrong() -> None:
    """An author mends all of it at once, each by its row and column."""
    rows = (
        TEXT,
        {"type": "select_one nolist", "name": "b"},
        {"type": "integer", "name": "c", "relevant": "${nobody} > 1"},
        {"type": "texxt", "name": "d"},
        {"type": "integer", "name": "e", "constraint": "sum("},
    )
    with pytest.raises(FormRefused) as refused:
        form_of(*rows)
    assert [(one.row, one.column) for one in refused.value.problems] == [(3, "type"), (4, "relevant"), (5, "type"), (6, "constraint")]


def test_a_group_that_is_never_closed_is_told_alone() -> None:
    problem = refusal({"type": "begin_group", "name": "g", "label": "G"}, TEXT)
    assert (problem.row, problem.column) == (2, "type")


def test_it_refuses_a_circle_by_name() -> None:
    problem = refusal(
        {"type": "calculate", "name": "x", "calculation": "${y} + 1"},
        {"type": "calculate", "name": "y", "calculation": "${z} + 1"},
        {"type": "text", "name": "z", "relevant": "${x} > 1"},
    )
    assert problem == FormProblem("survey", 2, "these answers depend on each other in a circle: x → y → z → x")


def test_it_refuses_a_group_that_depends_on_what_is_in_it() -> None:
    problem = refusal({"type": "begin_group", "name": "g", "label": "G", "relevant": "${a} = 'x'"}, TEXT, {"type": "end_group", "name": ""})
    assert "in a circle" in problem.message


@pytest.mark.parametrize(
    ("further", "circle"),
    [
        ({"type": "select_one place", "name": "b", "choice_filter": "name = ${a}"}, "a → b → a"),
        ({"type": "calculate", "name": "b", "calculation": "concat(${a}, '')"}, "a → b → a"),
        ({"type": "text", "name": "b", "relevant": "${a} = 'canton'"}, "a → b → a"),
    ],
)
def test_it_refuses_choices_that_wait_for_each_other(further: dict[str, str], circle: str) -> None:
    problem = refusal({"type": "select_one place", "name": "a", "choice_filter": "county = ${b}"}, further)
    assert problem == FormProblem("survey", 2, f"these answers depend on each other in a circle: {circle}")


def test_choices_that_depend_on_what_was_chosen_before_are_no_circle() -> None:
    form = form_of({"type": "select_multiple place", "name": "a", "choice_filter": "not(selected(${a}, 'canton')) or name = 'canton'"})
    assert form.order == ("/a",)


def test_a_choice_filter_has_no_part_in_the_order_so_that_versions_stay() -> None:
    form = form_of(
        {"type": "select_one place", "name": "a", "choice_filter": "county = ${b}"},
        {"type": "text", "name": "b"},
    )
    assert form.order == ("/a", "/b")


@pytest.mark.parametrize(
    ("inside", "outside", "words"),
    [
        ({"calculation": "indexed-repeat(${x}, ${r}, position(..) - 1) + 1"}, {}, "x → x"),
        ({"calculation": "sum(${r}/x)"}, {}, "x → x"),
        ({"calculation": "${all} div 2"}, {"calculation": "sum(${x})"}, "x → all → x"),
        ({"calculation": "count(${r}[x > 1])"}, {}, "x → x"),
    ],
)
def test_it_refuses_a_circle_by_way_of_other_instances(inside: dict[str, str], outside: dict[str, str], words: str) -> None:
    repeat = [{"type": "begin_repeat", "name": "r"}, TEXT, {"type": "calculate", "name": "x"} | inside, {"type": "end_repeat", "name": ""}]
    rest = [{"type": "calculate", "name": "all"} | outside] if outside else []
    assert refusal(*repeat, *rest).message == f"these answers depend on each other in a circle: {words}"


@pytest.mark.parametrize("path", ["../inputs/contact/_id", "../../../a", "/data/elsewhere", "current()/../nobody"])
def test_it_warns_of_a_path_that_leads_nowhere(path: str) -> None:
    form = form_of(TEXT, {"type": "calculate", "name": "x", "calculation": f"concat({path}, '!')"})
    assert [(warning.row, warning.column) for warning in form.warnings] == [(3, "calculation")]
    assert question(form, "/x").calculation == ("call", "concat", ("lit", ""), ("lit", "!"))


def test_it_refuses_a_word_alone_which_is_mostly_a_text_without_its_quotes() -> None:
    assert "written in quotes" in refusal(TEXT | {"relevant": "../a = yes"}).message


def test_it_refuses_a_repeat_whose_number_depends_on_what_is_in_it() -> None:
    repeat = [{"type": "begin_repeat", "name": "r", "repeat_count": "count-non-empty(${a}) + 1"}, TEXT, {"type": "end_repeat", "name": ""}]
    assert "in a circle: r → a → r" in refusal(*repeat).message


def test_it_refuses_a_default_that_carries_an_answer_through_its_wall() -> None:
    problem = refusal(TEXT | {"bind::ff:wall": "advocate"}, {"type": "text", "name": "k", "default": "concat(${a}, '!')"})
    assert "behind the advocate wall" in problem.message


def test_it_refuses_a_role_given_twice() -> None:
    role = {"bind::ff:role": "person.name"}
    assert refusal(TEXT | role, {"type": "text", "name": "b"} | role) == FormProblem("survey", 3, "the role “person.name” is given twice")


def test_it_refuses_choices_that_carry_an_answer_through_its_wall() -> None:
    called = {"type": "text", "name": "called", "bind::ff:wall": "advocate"}
    person = [{"type": "begin_repeat", "name": "person"}, called, {"type": "end_repeat", "name": ""}]
    assert "behind the advocate wall" in refusal(*person, {"type": "select_one ${called}", "name": "first"}).message


def test_it_refuses_a_calculation_that_carries_an_answer_through_its_wall() -> None:
    problem = refusal(TEXT | {"bind::ff:wall": "advocate"}, {"type": "calculate", "name": "k", "calculation": "concat(${a}, '!')"})
    assert "behind the advocate wall" in problem.message


def test_it_lets_a_calculation_behind_the_same_wall_read_it() -> None:
    wall = {"bind::ff:wall": "advocate"}
    form = form_of(TEXT | wall, {"type": "calculate", "name": "k", "calculation": "concat(${a}, '!')"} | wall)
    assert question(form, "/k").wall == "advocate"


def test_it_refuses_a_hole_in_a_wall() -> None:
    problem = refusal(
        {"type": "begin_group", "name": "g", "label": "G", "bind::ff:wall": "advocate"},
        TEXT | {"bind::ff:wall": "police"},
        {"type": "end_group", "name": ""},
    )
    assert "cannot be moved to police" in problem.message


def test_it_tells_all_that_is_wrong_at_once() -> None:
    with pytest.raises(FormRefused) as refused:
        form_of({"type": "text", "name": "a", "relevant": "foo()"}, {"type": "osm", "name": "b"}, {"type": "text", "name": "prototype"})
    assert [problem.row for problem in refused.value.problems] == [2, 3, 4]


def test_a_form_id_that_no_address_could_carry_is_changed_and_told() -> None:
    form = load_xlsform(sheet(TEXT).replace("| test |", "| a/b  c |"))
    assert form.form_id == "a_b_c"
    assert [str(one) for one in form.warnings if one.column == "form_id"] == [
        "settings, row 2, column form_id: up to 64 letters, digits, dashes and underscores: it is called “a_b_c” here"
    ]


def test_it_refuses_a_form_id_of_which_nothing_is_left() -> None:
    with pytest.raises(FormRefused, match="settings, row 2, column form_id"):
        load_xlsform(sheet(TEXT).replace("| test |", "| /// |"))


@pytest.mark.parametrize("text", ["hello\nworld", "| survey |\n", "\n", "| survey |\n| | type | name |\n| | text | a b |\n"])
def test_it_refuses_what_is_no_form(text: str) -> None:
    with pytest.raises(FormRefused):
        load_xlsform(text)


def test_it_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FormRefused):
        load_xlsform(tmp_path / "gone.md")
