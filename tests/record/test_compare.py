"""Two versions of a report side by side: what a person reads of their difference, and what stays behind its wall."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldform.access.viewer import Wall
from fieldform.forms import Form
from fieldform.record.compare import Changed, compare
from tests.forms.sheets import form_of
from tests.record.conftest import library
from tests.record.road import REPORT, report

DETROIT = ZoneInfo("America/Detroit")
EVERY_WALL, POLICE = frozenset(Wall), frozenset({Wall.POLICE})


@pytest.fixture
def contact() -> Form:
    return next(one for one in library() if one.form_id == "crisis_contact")


def test_nothing_changed_says_nothing(contact: Form) -> None:
    assert compare(contact, REPORT, contact, REPORT, EVERY_WALL, DETROIT) == ()


def test_a_changed_answer_is_told_in_words(contact: Form) -> None:
    after = report(who={"family_name": "Doe-Diaz"}, where={"how_received": "dispatch"})
    told = [(one.label, one.before, one.after, one.verb) for one in compare(contact, REPORT, contact, after, EVERY_WALL, DETROIT)]
    assert told == [
        ("How was it received?", "On view", "Dispatch (911)", "changed"),
        ("Family name", "Doe", "Doe-Diaz", "changed"),
    ]


def test_an_answer_given_or_taken_away_is_told_as_such(contact: Form) -> None:
    after = report(who={"alias": "Day", "born_on": None})
    told = {one.label: (one.before, one.after, one.verb) for one in compare(contact, REPORT, contact, after, EVERY_WALL, DETROIT)}
    assert told == {"Also known as": ("", "Day", "added"), "Date of birth": ("20 August 1991", "", "removed")}


def test_behind_a_wall_nothing_is_told_but_the_wall(contact: Form) -> None:
    after = report(health={"medication_taken": "yes"})
    unchanged = compare(contact, REPORT, contact, REPORT, POLICE, DETROIT)
    assert compare(contact, REPORT, contact, after, POLICE, DETROIT) == unchanged
    assert unchanged == (Changed("", "", wall="advocate"), Changed("", "", wall="health"))


def test_a_wall_of_either_version_keeps_the_answer_of_both() -> None:
    open_to_all, kept = (form_of({"type": "text", "name": "safe_way", "bind::ff:wall": wall}) for wall in ("", "advocate"))
    told = compare(open_to_all, {"safe_way": "by day"}, kept, {"safe_way": "by night"}, POLICE, DETROIT)
    assert told == (Changed("", "", wall="advocate"),)


def test_a_question_that_only_the_older_version_asked_is_told_last() -> None:
    older, newer = (
        form_of({"type": "text", "name": first, "label": label}, {"type": "text", "name": "place", "label": "Where?"})
        for first, label in (("shoes", "What shoes?"), ("coat", "What coat?"))
    )
    told = compare(older, {"shoes": "red", "place": "here"}, newer, {"coat": "blue", "place": "there"}, POLICE, DETROIT)
    assert [(one.label, one.before, one.after) for one in told] == [
        ("What coat?", "", "blue"),
        ("Where?", "here", "there"),
        ("What shoes?", "red", ""),
    ]


ROWS = form_of(
    {"type": "begin_repeat", "name": "person", "label": "Person"},
    {"type": "text", "name": "name", "label": "Name"},
    {"type": "text", "name": "safe_way", "label": "Safe way", "bind::ff:wall": "advocate"},
    {"type": "end_repeat", "name": ""},
)


def test_a_row_that_came_and_one_that_changed_say_which_they_are() -> None:
    before, after = {"person": [{"name": "Ann"}]}, {"person": [{"name": "Anna"}, {"name": "Ben"}]}
    told = [(one.path, one.label, one.before, one.after) for one in compare(ROWS, before, ROWS, after, EVERY_WALL, DETROIT)]
    assert told == [("/person[0]/name", "Person 1 · Name", "Ann", "Anna"), ("/person[1]/name", "Person 2 · Name", "", "Ben")]


def test_in_a_row_too_nothing_is_told_from_behind_a_wall() -> None:
    before, after = {"person": [{"safe_way": "ZZPHI by day"}]}, {"person": [{"safe_way": "ZZPHI by night"}]}
    assert compare(ROWS, before, ROWS, after, POLICE, DETROIT) == (Changed("", "", wall="advocate"),)


PETS = form_of(
    {"type": "begin_repeat", "name": "person", "label": "Person"},
    {"type": "text", "name": "name", "label": "Name"},
    {"type": "begin_repeat", "name": "pet", "label": "Pet of ${name}"},
    {"type": "text", "name": "kind", "label": "Kind"},
    {"type": "end_repeat", "name": ""},
    {"type": "end_repeat", "name": ""},
)


def told_of(before: dict[str, Any], after: dict[str, Any], form: Form = PETS) -> list[tuple[str, str, str]]:
    return [(one.label, one.before, one.after) for one in compare(form, before, form, after, EVERY_WALL, DETROIT)]


def test_a_row_that_was_taken_away_is_told_and_the_later_ones_are_not() -> None:
    before = {"person": [{"name": "Ann"}, {"name": "Ben"}, {"name": "Cy"}]}
    assert told_of(before, {"person": [{"name": "Ben"}, {"name": "Cy"}]}) == [("Person 1 · Name", "Ann", "")]


def test_a_row_in_a_row_too() -> None:
    before = {"person": [{"name": "Ann", "pet": [{"kind": "dog"}, {"kind": "cat"}]}]}
    after = {"person": [{"name": "Ann", "pet": [{"kind": "cat"}]}]}
    assert told_of(before, after) == [("Person 1 · Pet of Ann 1 · Kind", "dog", "")]


def test_a_row_put_before_the_others_is_told_alone() -> None:
    assert told_of({"person": [{"name": "Ann"}]}, {"person": [{"name": "Ida"}, {"name": "Ann"}]}) == [("Person 1 · Name", "", "Ida")]


def test_another_signature_is_told_though_it_reads_like_the_first() -> None:
    signed = form_of({"type": "image", "name": "signed", "label": "Signed", "appearance": "signature"})
    assert told_of({"signed": "ink:1,1"}, {"signed": "ink:2,2"}, signed) == [("Signed", "signed by hand", "signed by hand (anew)")]
