"""From workbook to Form: languages, looks, repeats, lists, and all the types a person meets."""

import pytest

from fieldform.forms import Form, FormRefused, Language, QuestionType, load_xlsform
from tests.forms.nodes import group, question
from tests.forms.sheets import form_of

END = {"type": "end_repeat", "name": ""}
LANGUAGES = """
| survey |
| | type | name | label::English (en) | label::Arabic (ar) | hint::Arabic (ar) | constraint | constraint_message::Arabic (ar) |
| | text | who | Who? | من؟ | الاسم | . != 'x' | لا |
| | select_one yn | sure | Sure? | | | | |
| choices |
| | list_name | name | label::English (en) | label::Arabic (ar) |
| | yn | yes | Yes | نعم |
| settings |
| | form_title | form_id | default_language | unreviewed |
| | T | t | English (en) | ar |
"""
CASCADE = """
| survey |
| | type | name | label | choice_filter |
| | select_one county | county | County | |
| | select_one city | city | City | name != 'x' |
| choices |
| | list_name | name | label | county | colour |
| | county | wayne | Wayne | | |
| | city | westland | Westland | wayne | red |
| settings |
| | form_title | form_id |
| | T | t |
"""


def test_it_reads_every_language_and_which_way_it_runs() -> None:
    form = load_xlsform(LANGUAGES)
    assert form.languages == (Language("English", "en"), Language("Arabic", "ar", right_to_left=True))
    assert form.unreviewed == ("ar",)
    asked = question(form, "/who")
    assert (asked.label, asked.hint) == ("Who?", "الاسم")
    assert asked.translations["ar"] == {"label": "من؟", "hint": "الاسم", "constraint_message": "لا"}
    assert question(form, "/sure").translations == {}
    assert question(form, "/sure").choices[0].translations == {"ar": {"label": "نعم"}}


def test_it_comes_back_from_its_definition_with_its_languages() -> None:
    form = load_xlsform(LANGUAGES)
    assert Form.from_definition(form.definition()).children == form.children


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Spanish (es)", Language("Spanish", "es")),
        ("Français", Language("Français", "fr")),
        ("العربية", Language("العربية", "ar", right_to_left=True)),
        ("Kurdish (ku-Arab)", Language("Kurdish", "ku-Arab", right_to_left=True)),
        ("Klingon", Language("Klingon", "x-klingon")),
    ],
)
def test_it_tells_a_language_by_its_code_or_its_name(name: str, language: Language) -> None:
    assert form_of({"type": "text", "name": "a", f"label::{name}": "x"}).languages[1] == language


def test_it_refuses_to_let_one_label_hide_another() -> None:
    both = LANGUAGES.replace("| hint::Arabic (ar) |", "| label |")
    with pytest.raises(FormRefused, match="say the same twice"):
        load_xlsform(both)


def test_an_unreviewed_language_must_be_one_of_the_form() -> None:
    with pytest.raises(FormRefused, match="settings, row 2, column unreviewed: there is no language “es”"):
        load_xlsform(LANGUAGES.replace("| ar |\n", "| es |\n"))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("range", "range"),
        ("acknowledge", "acknowledge"),
        ("geopoint", "geopoint"),
        ("phone number", "phone_number"),
        ("email", "email"),
        ("image", "image"),
        ("video", "image"),
        ("barcode", "text"),
        ("start", "start"),
        ("end", "end"),
        ("today", "today"),
        ("deviceid", "deviceid"),
        ("username", "username"),
    ],
)
def test_it_reads_the_types_of_an_xlsform(written: str, kind: str) -> None:
    assert question(form_of({"type": written, "name": "a"}), "/a").type == QuestionType(kind)


def test_ink_is_an_image_that_says_so() -> None:
    found = question(form_of({"type": "image", "name": "a", "appearance": "signature"}), "/a")
    assert (found.type, found.appearance) == (QuestionType.SIGNATURE, "")


def test_it_reads_what_a_range_spans() -> None:
    found = question(form_of({"type": "range", "name": "a", "parameters": "start=1 end=5 step=1"}), "/a")
    assert found.parameters == {"start": "1", "end": "5", "step": "1"}


def test_it_calls_a_look_by_the_word_that_is_used_here() -> None:
    assert question(form_of({"type": "select_one yes_no", "name": "a", "appearance": "quickcompact minimal"}), "/a").looks == {
        "columns-pack",
        "minimal",
    }


def test_it_reads_a_repeat_and_how_often_it_is_asked() -> None:
    form = form_of(
        {"type": "integer", "name": "n"},
        {"type": "begin_repeat", "name": "person", "label": "Person", "repeat_count": "${n} + 1"},
        {"type": "text", "name": "who"},
        END,
        {"type": "begin_repeat", "name": "pet", "label": "Pet"},
        {"type": "text", "name": "called"},
        END,
    )
    assert [node.path for node in form.nodes()] == ["/n", "/person", "/person/who", "/pet", "/pet/called"]
    assert (group(form, "/person").repeat, group(form, "/pet").count) == (True, None)
    assert group(form, "/person").count == ("+", ("ref", "/n"), ("lit", 1.0))


def test_a_role_is_answered_once() -> None:
    with pytest.raises(FormRefused, match="cannot stand inside a repeat"):
        form_of({"type": "begin_repeat", "name": "r"}, {"type": "text", "name": "a", "bind::ff:role": "person.name"}, END)


def test_a_table_list_stays_one_group() -> None:
    form = form_of(
        {"type": "begin_group", "name": "g", "label": "How often?", "appearance": "table-list"},
        {"type": "select_one yes_no", "name": "a"},
        {"type": "select_one yes_no", "name": "b"},
        {"type": "end_group", "name": ""},
    )
    assert (group(form, "/g").label, group(form, "/g").appearance) == ("How often?", "table-list")
    assert [node.path for node in form.nodes()] == ["/g", "/g/a", "/g/b"]


def test_it_keeps_of_a_choice_what_a_rule_may_read() -> None:
    form = load_xlsform(CASCADE.replace("name != 'x'", "'county' != 'x'"))
    assert question(form, "/city").choices[0].columns == {"county": "wayne"}


def test_it_reads_a_list_that_comes_as_a_file() -> None:
    survey = CASCADE.replace("select_one city |", "select_one_from_file streets.csv |").replace("name != 'x'", "")
    form = load_xlsform(survey, files={"streets.csv": b"name,label\nmain,Main St\n"})
    assert question(form, "/city").list_name == "streets"
    assert form.lists["streets"].columns == ("name", "label")
    assert not form.lists["streets"].public


def test_a_label_names_the_answer_that_it_shows_by_its_path() -> None:
    form = form_of(
        {"type": "begin_group", "name": "g"},
        {"type": "text", "name": "a"},
        {"type": "end_group", "name": ""},
        {"type": "note", "name": "n", "label": "Hello ${a}"},
    )
    assert question(form, "/n").label == "Hello ${/g/a}"


def test_a_label_carries_nothing_through_a_wall() -> None:
    with pytest.raises(FormRefused, match="behind the advocate wall"):
        form_of({"type": "text", "name": "a", "bind::ff:wall": "advocate"}, {"type": "note", "name": "n", "label": "Hello ${a}"})


def test_a_look_that_nobody_here_has_heard_of_is_warned_of() -> None:
    form = form_of({"type": "text", "name": "a", "appearance": "sideways"})
    assert [str(one) for one in form.warnings] == ["survey, row 2, column appearance: the look “sideways” is not used here"]


def test_a_question_that_other_programs_hide_by_its_look_is_hidden() -> None:
    assert question(form_of({"type": "text", "name": "a", "appearance": "hidden"}), "/a").type is QuestionType.HIDDEN


@pytest.mark.parametrize("kind", [kind for kind in QuestionType if kind not in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)])
def test_each_type_may_be_written_by_its_own_name(kind: QuestionType) -> None:
    written = "phone number" if kind is QuestionType.PHONE_NUMBER else str(kind)
    row = {"type": written, "name": "a"} | ({"calculation": "1"} if kind is QuestionType.CALCULATE else {})
    assert question(form_of(row), "/a").type is kind


def test_a_telephone_number_has_two_names() -> None:
    forms = [form_of({"type": kind, "name": "a"}) for kind in ("phone number", "tel")]
    assert [question(form, "/a").type for form in forms] == [QuestionType.PHONE_NUMBER] * 2


def test_what_chooses_from_another_programs_records_is_asked_as_text_and_warned_of() -> None:
    form = form_of({"type": "db:person", "name": "a", "appearance": "db-object"})
    assert question(form, "/a").type is QuestionType.TEXT
    assert [one.column for one in form.warnings] == ["type", "appearance"]


def test_it_adds_a_place_for_another_answer() -> None:
    form = form_of({"type": "select_one colour or_other", "name": "a"})
    assert [choice.name for choice in question(form, "/a").choices] == ["red", "blue", "other"]
    assert (question(form, "/a_other").label, question(form, "/a_other").relevant is not None) == ("Specify other.", True)


def test_a_loop_asks_of_every_choice() -> None:
    form = form_of(
        {"type": "begin loop over colour", "name": "each", "label": "Each"},
        {"type": "integer", "name": "many", "label": "How many %(label)s?"},
        {"type": "end loop", "name": ""},
    )
    assert question(form, "/each/blue/many").label == "How many Dark blue?"


def test_a_choice_may_show_an_answer() -> None:
    form = load_xlsform(CASCADE.replace("| Wayne |", "| Not ${city} |"))
    assert question(form, "/county").choices[0].label == "Not ${/city}"


def test_a_column_over_which_another_writer_stumbles_is_warned_of() -> None:
    form = form_of(
        {"type": "begin_group", "name": "g", "label": "G", "instance::tag": "hidden"},
        {"type": "text", "name": "a"},
        {"type": "end_group", "name": ""},
    )
    assert "this cannot be written as an XForm, so other programs may not read it" in [one.message for one in form.warnings]
