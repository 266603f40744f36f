"""One follow-up: what must be known first, the story in time, and who it does not exist for."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from fieldform.access.models import ViewLog
from fieldform.record.follow_ups import FollowUp
from sync.models import Change
from tests.clinician.desk import Desk
from tests.record.road import REPORT, Road, raised_by, report
from tests.support.cast import Member
from tests.support.house import House

# Signed with the second in which it was made.
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')


def test_it_says_first_how_the_person_may_be_reached(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.open(follow_up)
    assert page.index("Do not contact at home.") < page.index("What happened")


def test_it_names_person_language_place_and_who_reported(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.open(follow_up)
    assert all(
        words in page for words in ("Dana Doe, 35", "Spanish", "12 Sample Street", "Ada Okafor, Marlow Police Department", "20 August 1991")
    )


def test_its_title_names_nobody(desk: Desk, follow_up: FollowUp) -> None:
    title = re.search(r"<title>(.*?)</title>", desk.open(follow_up))
    assert title
    assert title[1] == "One follow-up – Fieldform"


def test_its_story_begins_with_the_report_in_the_officers_words(desk: Desk, follow_up: FollowUp) -> None:
    assert "She said she would not see the morning." in desk.open(follow_up)


def test_its_story_goes_on_with_what_the_desk_did(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "attempt", mode="phone", result="left_message", note="Her sister answered.")
    page = desk.open(follow_up)
    assert "Phone: Left a message" in page
    assert page.index("She said") < page.index("Her sister answered.")


def test_it_says_that_the_officer_has_answers_to_finish(road: Road, desk: Desk) -> None:
    unfinished = raised_by(road.send(report(what={"sources": None})))
    assert "The officer has still to finish 1 answer of this report." in desk.open(unfinished)


def test_it_says_that_a_report_was_corrected(house: House, road: Road, desk: Desk) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(where={"location": "14 Sample Street"}), at=house.now + timedelta(minutes=5))
    assert "Crisis contact, corrected" in desk.open(raised_by(submission))


def test_opening_it_is_logged_and_told_to_the_officer(house: House, desk: Desk, follow_up: FollowUp) -> None:
    before = Change.select().count()
    desk.open(follow_up)
    assert [(row.viewer.id, row.subject_id) for row in ViewLog.select()] == [(house.cast.clinician.id, follow_up.person_id)]
    assert Change.select().count() == before + 1


@pytest.mark.parametrize("place", ["", "/report", "/attempt", "/next_step", "/outcome", "/reopening"])
def test_to_a_stranger_it_does_not_exist(stranger: FlaskClient, follow_up: FollowUp, place: str) -> None:
    assert stranger.get(f"/clinician/follow-ups/{follow_up.id}{place}").status_code == 404
    assert not ViewLog.select().exists()


def test_to_a_stranger_it_looks_like_one_that_never_was(stranger: FlaskClient, follow_up: FollowUp) -> None:
    foreign = stranger.get(f"/clinician/follow-ups/{follow_up.id}").text
    nothing = stranger.get("/clinician/follow-ups/00000000-0000-4000-8000-000000000000").text
    assert TOKEN.sub("", foreign) == TOKEN.sub("", nothing)


@pytest.mark.parametrize("step", ["attempt", "next_step", "outcome"])
def test_a_stranger_can_take_no_step_on_it(stranger: FlaskClient, follow_up: FollowUp, step: str) -> None:
    answers = {"mode": "phone", "result": "reached", "outcome": "linked", "csrf_token": stranger.get("/session").get_json()["csrf"]}
    assert stranger.post(f"/clinician/follow-ups/{follow_up.id}/{step}", data=answers).status_code == 404
    assert FollowUp.get_by_id(follow_up.id).state == "open"


@pytest.mark.parametrize("member", ["officer", "supervisor", "admin"])
def test_others_are_told_that_the_desk_is_not_for_them(
    house: House, signed_in: Callable[[Member], FlaskClient], follow_up: FollowUp, member: str
) -> None:
    visitor = signed_in(getattr(house.cast, member))
    assert visitor.get(f"/clinician/follow-ups/{follow_up.id}").status_code == 403


def test_an_advocate_does_not_see_the_clinicians(advocate: Desk, follow_up: FollowUp) -> None:
    advocate.open(follow_up, 404)


def test_the_story_tells_a_clinician_nothing_the_advocate_did(road: Road, desk: Desk, advocate: Desk) -> None:
    submission = road.send(
        report(people={"domestic": "yes", "violence": {"victim_who": "victim", "advocate_wanted": "yes", "safe_way": "x"}})
    )
    advocate.take(raised_by(submission, "advocate"), "attempt", mode="office", result="reached", note="ZZPHI shelter place")
    page = desk.open(raised_by(submission))
    assert "ZZPHI" not in page
    assert "Eli Brandt" not in page


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"advocate_wanted": "yes", "safe_way": "her sister, after noon"}, "To reach the victim: her sister, after noon"),
        ({"advocate_wanted": "no"}, "The victim does not want a call. Do not call."),
        ({}, "No safe way to reach the victim is known yet."),
    ],
)
def test_the_advocate_reads_first_how_to_reach_the_victim(
    road: Road, desk: Desk, advocate: Desk, wanted: dict[str, str], words: str
) -> None:
    submission = road.send(report(people={"domestic": "yes", "violence": {"victim_who": "victim", **wanted}}))
    assert words in advocate.open(raised_by(submission, "advocate"))
    assert words not in desk.open(raised_by(submission))
