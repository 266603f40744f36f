"""Option lists are data: read by row, written back, put into a form as another version of it, never taking away what a rule stands on."""

import pytest

from fieldform.forms import Choice, FormRefused, lists, load_xlsform
from tests.forms.filling import shipped
from tests.forms.sheets import form_of

CRISIS = shipped("crisis_contact")
TWO = b"name,label,label::Spanish (es)\r\nnorth,North end,Norte\r\nsouth,South end,\r\n"


def test_a_list_is_read_and_written_back_the_same() -> None:
    choices = lists.read_list(TWO)
    assert [(one.name, one.label, dict(one.translations)) for one in choices] == [
        ("north", "North end", {"es": {"label": "Norte"}}),
        ("south", "South end", {}),
    ]
    assert lists.read_list(lists.as_csv(choices).encode()) == choices


def test_every_shipped_list_is_written_and_read_back() -> None:
    assert {"beat", "call_type", "disposition", "hospital", "language", "place", "resource"} <= set(lists.shipped())
    for choices in lists.shipped().values():
        assert lists.read_list(lists.as_csv(choices).encode()) == choices


def test_what_a_desk_saves_is_read() -> None:
    assert lists.read_list("name;label\nfirst;Hôpital\n".encode("cp1252"))[0].label == "Hôpital"
    assert lists.read_list("\ufeffname\tlabel\nfirst\tAl-Ḥayāt\n".encode("utf-16"))[0].label == "Al-Ḥayāt"


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        (b"", 1, "must have the columns name and label"),
        (b"code,label\na,A\n", 1, "must have the columns name and label"),
        (b"name,label\n", None, "at least one row"),
        (b"name,label\nno spaces,A\n", 2, "a code is up to 64 letters"),
        (b"name,label\na,A\nb,B\na,C\n", 4, "stands in row 2 already"),
        (b"name,label\na,\n", 2, "a label has 1 to 200 characters"),
        (b"name,label\na,=1+1\n", 2, "must not begin like a formula"),
        (b"name,label\na,${x}\n", 2, "must not begin like a formula or show another answer"),
        (b"name,label,label::Elvish\na,A,B\n", 1, "nobody can tell which language this is"),
        (b"name,label\n" + b"a,A\n" * 2001, None, "at most 2,000"),
    ],
)
def test_what_cannot_be_a_list_is_refused_by_row(content: bytes, row: int | None, words: str) -> None:
    with pytest.raises(FormRefused) as refused:
        lists.read_list(content)
    assert any(problem.row == row and words in problem.message for problem in refused.value.problems)


def test_a_workbook_that_names_a_list_and_writes_none_gets_it() -> None:
    form = form_of({"type": "select_one language", "name": "speaks", "label": "Language"})
    assert [(one.name, one.label) for one in form.choices["language"]] == [(one.name, one.label) for one in lists.shipped()["language"]]
    assert not any(one.translations for one in form.choices["language"])  # The form speaks English alone.


def test_a_workbook_that_writes_its_own_keeps_it() -> None:
    survey = "| survey |\n| | type | name | label |\n| | select_one place | a | A |\n"
    choices = "| choices |\n| | list_name | name | label |\n| | place | x | X |\n"
    assert [one.name for one in load_xlsform(survey + choices).choices["place"]] == ["x"]


def test_another_list_makes_another_version_and_leaves_the_old_one_its_words() -> None:
    version, label = CRISIS.version, CRISIS.by_path["/where/location_type"].label
    other = lists.with_list(CRISIS, "beat", lists.read_list(TWO))
    assert other.version != version == CRISIS.version
    assert [one.label for one in other.by_path["/where/beat"].choices] == ["North end", "South end"]  # type: ignore[union-attr]
    assert other.by_path["/where/location_type"].label == label


def test_the_same_list_makes_the_same_version() -> None:
    assert lists.with_list(CRISIS, "beat", CRISIS.choices["beat"]) == CRISIS
    assert lists.with_list(shipped("undoing"), "beat", lists.read_list(TWO)) == shipped("undoing")


def test_it_knows_which_codes_a_forms_rules_and_defaults_stand_on() -> None:
    named = lists.named_in_rules(CRISIS, "disposition")
    assert {"referred_clinician", "resources_declined", "hospital_involuntary", "no_action"} <= set(named)
    assert "transport_home" not in named
    assert set(lists.named_in_rules(CRISIS, "language")) == {"english"}


def test_what_changes_is_said_in_words() -> None:
    before = (Choice("a", "A"), Choice("b", "B"), Choice("c", "C"))
    after = (Choice("b", "Bee"), Choice("a", "A", {}, {"es": {"label": "Á"}}), Choice("d", "D"))
    assert lists.difference(before, after) == (
        "“B” is called “Bee” from now on.",
        "“D” is new.",
        "“C” can be chosen no more; what was answered with it keeps its words.",
        "The order is another.",
        "1 change in another language or column.",
    )
    assert lists.difference(before, before) == ()
