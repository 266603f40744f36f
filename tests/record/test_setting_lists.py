"""A list that is set here: said first, kept, published in every form that asks from it, and still there after an upgrade."""

from datetime import timedelta

import pytest

from fieldform.forms import library_files, lists, load_xlsform
from fieldform.publishing import publish as publishing
from fieldform.record import form_acts, form_versions, option_lists, setting_lists
from fieldform.record.contacts import meaning_of, newest_of
from fieldform.supervisor.words import label_of
from tests.record.conftest import NOW
from tests.record.road import REPORT, Road, report

BEATS = b"name,label\neast,East side\nwest,West side\n"


def beats_of(form_id: str) -> list[str]:
    return [choice.label for choice in form_versions.current(form_id).choices["beat"]]


def test_it_says_what_it_would_change_and_changes_nothing(road: Road) -> None:
    before = form_versions.current("crisis_contact")
    proposed = setting_lists.proposal("beat", BEATS)
    assert proposed.problems == ()
    assert proposed.forms == ("Crisis contact",)
    assert "“East side” is new." in proposed.changes
    assert form_versions.current("crisis_contact") == before


def test_in_force_it_is_in_every_form_that_asks_from_it(road: Road) -> None:
    old = form_versions.current("crisis_contact")
    setting_lists.put_in_force(setting_lists.proposal("beat", BEATS), "IT", NOW)
    assert beats_of("crisis_contact") == ["East side", "West side"]
    assert [row.set_by for row in option_lists.history("beat")] == ["IT"]
    assert form_versions.by_version(old.version) == old


def test_what_was_reported_before_keeps_its_words(road: Road) -> None:
    submission = road.send(report(where={"beat": "beat_1"}))
    setting_lists.put_in_force(setting_lists.proposal("beat", BEATS), "IT", NOW)
    question = meaning_of(newest_of([submission])[submission]).form.by_path["/where/beat"]
    assert question.label_of("beat_1") == "Beat 1 (example)"  # type: ignore[union-attr]
    assert road.send(REPORT)


def test_an_upgrade_of_the_forms_keeps_the_lists_that_were_set_here(road: Road) -> None:
    setting_lists.put_in_force(setting_lists.proposal("beat", BEATS), "IT", NOW)
    form_versions.publish_library(NOW)
    assert beats_of("crisis_contact") == ["East side", "West side"]
    crisis = load_xlsform(next(path for path in library_files() if path.stem == "crisis_contact"))
    assert option_lists.applied(crisis) == form_versions.current("crisis_contact")


def test_what_was_approved_in_a_language_stays_so_until_its_own_words_change(road: Road) -> None:
    publishing.approve(form_versions.current("crisis_contact"), "es", "Marisol Vega", NOW)
    setting_lists.put_in_force(setting_lists.proposal("beat", BEATS), "IT", NOW)
    assert form_acts.unreviewed(form_versions.current("crisis_contact")) == ("ar",)
    held = option_lists.in_force()["language"]
    other = lists.as_csv(held).replace("Inglés", "Inglesa").encode()
    setting_lists.put_in_force(setting_lists.proposal("language", other), "IT", NOW)
    assert form_acts.unreviewed(form_versions.current("crisis_contact")) == ("es", "ar")
    setting_lists.put_in_force(setting_lists.proposal("language", lists.as_csv(held).encode()), "IT", NOW + timedelta(seconds=1))
    assert form_acts.unreviewed(form_versions.current("crisis_contact")) == ("ar",)


@pytest.mark.parametrize(
    ("gone", "why"),
    [("referred_clinician", "“Crisis contact” has a rule about it"), ("transport_home", "the supervisor's numbers count it")],
)
def test_a_code_that_something_stands_on_cannot_be_taken_away(road: Road, gone: str, why: str) -> None:
    left = [choice for choice in lists.shipped()["disposition"] if choice.name != gone]
    (problem,) = setting_lists.proposal("disposition", lists.as_csv(left).encode()).problems
    assert gone in problem.message
    assert why in problem.message


def test_its_words_may_change(road: Road) -> None:
    content = lists.as_csv(lists.shipped()["disposition"]).replace("Taken home", "Driven home").encode()
    assert setting_lists.proposal("disposition", content).changes == ("“Taken home” is called “Driven home” from now on.",)


def test_a_list_from_which_no_form_asks_is_a_problem(road: Road) -> None:
    assert setting_lists.proposal("bets", BEATS).problems[0].message == "no form asks from a list “bets”"


def test_a_form_with_a_list_of_its_own_under_the_same_name_keeps_it(road: Road) -> None:
    survey = "| survey |\n| | type | name | label |\n| | select_one beat | a | A |\n| | select_one place | b | B |\n"
    choices = "| choices |\n| | list_name | name | label |\n| | beat | drum | Drum |\n"
    form_versions.publish(load_xlsform(f"{survey}{choices}| settings |\n| | form_id | form_title |\n| | band | Band |\n"), NOW)
    setting_lists.put_in_force(setting_lists.proposal("beat", BEATS), "IT", NOW)
    assert beats_of("band") == ["Drum"]
    assert beats_of("crisis_contact") == ["East side", "West side"]


def test_a_workbook_that_asks_from_a_list_gets_it_as_it_is_here(road: Road) -> None:
    setting_lists.put_in_force(setting_lists.proposal("beat", BEATS), "IT", NOW)
    form = option_lists.applied(load_xlsform("| survey |\n| | type | name | label |\n| | select_one beat | a | A |\n"))
    assert [choice.label for choice in form.choices["beat"]] == ["East side", "West side"]


def test_the_supervisors_numbers_call_what_was_taken_away_by_its_last_words(road: Road) -> None:
    left = [choice for choice in lists.shipped()["call_type"] if choice.name != "missing"]
    setting_lists.put_in_force(setting_lists.proposal("call_type", lists.as_csv(left).encode()), "IT", NOW)
    assert label_of("crisis_contact", "contact.type", "missing") == "Missing person"
    assert label_of("crisis_contact", "contact.type", "never_there") == "never_there"
