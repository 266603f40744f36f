"""A report in words: the form's own sections and labels, and nothing from behind a wall."""

from zoneinfo import ZoneInfo

import pytest

from fieldform.access.viewer import Wall
from fieldform.record import contacts
from fieldform.record.report import Section, sections
from tests.record.road import REPORT, Road, newest_of, report

ZONE = ZoneInfo("America/Detroit")
POLICE, HEALTH, ADVOCATE = frozenset({Wall.POLICE}), frozenset({Wall.POLICE, Wall.HEALTH}), frozenset({Wall.POLICE, Wall.ADVOCATE})
VIOLENCE = {
    "domestic": "yes",
    "violence": {"victim_who": "victim", "choked": "yes", "advocate_wanted": "yes", "safe_way": "ZZPHI after noon"},
}


def drawn(submission: str, walls: frozenset[Wall]) -> list[Section]:
    revision = newest_of(submission)
    return sections(contacts.meaning_of(revision).form, revision.answers, revision.missing, walls, ZONE)


def words(told: list[Section]) -> dict[str, str]:
    return {line.path: line.words for section in told for line in section.lines}


def test_it_says_answers_in_the_words_of_the_form(road: Road) -> None:
    told = words(drawn(road.send(report(what={"behaviours": ["hopeless", "scared"]})), HEALTH))
    assert told["/what/behaviours"] == "Hopeless or depressed, Unusually scared"
    assert told["/safety/suicide"] == "Threat"


def test_it_says_times_as_people_do(road: Road) -> None:
    told = words(drawn(road.send(REPORT), HEALTH))
    assert (told["/where/occurred_at"], told["/who/born_on"]) == ("Wednesday 4 March 2026, 14:30", "20 August 1991")


def test_it_follows_the_sections_of_the_form(road: Road) -> None:
    titles = [section.title for section in drawn(road.send(REPORT), HEALTH)]
    assert titles == ["Where", "Who", "What", "Safety", "Health", "People", "Response", "Outcome", "Narrative"]


def test_it_marks_what_is_still_to_be_answered(road: Road) -> None:
    told = drawn(road.send(report(what={"sources": None})), HEALTH)
    assert [line.path for section in told for line in section.lines if line.missing] == ["/what/sources"]


def test_an_officer_reads_no_health_answer(road: Road) -> None:
    told = drawn(road.send(REPORT), POLICE)
    assert not any(path.startswith("/health/medication") for path in words(told))
    assert [section.kept for section in told if section.title == "Health"] == [("health",)]


def test_a_clinician_reads_health_and_not_what_is_for_the_advocate(road: Road) -> None:
    told = drawn(road.send(report(people=VIOLENCE)), HEALTH)
    assert words(told)["/health/medication_prescribed"] == "Yes"
    assert "ZZPHI" not in str(told)


def test_an_advocate_reads_their_own_and_no_health(road: Road) -> None:
    told = words(drawn(road.send(report(people=VIOLENCE)), ADVOCATE))
    assert told["/people/violence/safe_way"] == "ZZPHI after noon"
    assert "/health/medication_taken" not in told


@pytest.mark.parametrize("answers", [REPORT, report(people=VIOLENCE)])
def test_it_says_that_something_is_kept_whether_or_not_it_was_answered(road: Road, answers: dict[str, dict[str, object]]) -> None:
    """Otherwise the word itself would tell that there is violence at home."""
    kept = {section.title: section.kept for section in drawn(road.send(answers), HEALTH)}
    assert kept["People"] == ("advocate",)
