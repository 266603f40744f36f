"""The report's page: letterhead, words, and every wall."""

from fieldform.access.models import User
from fieldform.record.follow_ups import FollowUp
from tests.clinician.desk import Desk
from tests.record.road import REPORT, Road, raised_by, report
from tests.support.house import House

VIOLENCE = {
    "domestic": "yes",
    "violence": {"victim_who": "victim", "choked": "yes", "advocate_wanted": "yes", "safe_way": "ZZPHI after noon"},
}


def test_its_letterhead_says_whose_it_is(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.report(follow_up)
    assert all(
        words in page
        for words in ("Marlow Police Department", "Crisis contact", "Dana Doe, 35", "Ada Okafor", "Monday 23 November 2026, 09:00")
    )


def test_it_is_signed_with_what_its_officer_was_when_it_came(house: House, desk: Desk, road: Road) -> None:
    account = User.update(unit="unit 12", training="CIT 40 h", supervisor="Sgt. Lindqvist").where(User.id == house.cast.officer.id)
    account.execute()
    follow_up = raised_by(road.send(REPORT))
    User.update(name="Ada Marsh", unit="", training="", supervisor="").where(User.id == house.cast.officer.id).execute()
    assert "Ada Okafor, unit 12, CIT 40 h, supervisor Sgt. Lindqvist" in desk.report(follow_up)
    User.update(name="Ada Okafor").where(User.id == house.cast.officer.id).execute()


def test_it_is_whole_and_in_words(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.report(follow_up)
    assert all(
        words in page for words in ("How was it received?", "On view", "Hopeless or depressed", "Referred to clinician", "Her sister came.")
    )
    assert "on_view" not in page


def test_it_keeps_from_a_clinician_what_is_the_advocates(road: Road, desk: Desk) -> None:
    page = desk.report(raised_by(road.send(report(people=VIOLENCE))))
    assert "Kept for the advocate" in page
    assert "ZZPHI" not in page
    assert "Is medication prescribed?" in page


def test_it_keeps_from_an_advocate_what_is_of_health(road: Road, advocate: Desk) -> None:
    follow_up = raised_by(road.send(report(people=VIOLENCE)), "advocate")
    page = advocate.report(follow_up)
    assert "ZZPHI after noon" in page
    assert "Kept for health staff" in page
    assert "Is medication prescribed?" not in page


def test_it_says_what_is_not_answered_yet(road: Road, desk: Desk) -> None:
    assert "not answered yet" in desk.report(raised_by(road.send(report(what={"sources": None}))))


def test_it_shows_the_newest_revision(road: Road, desk: Desk) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(where={"location": "14 Sample Street"}))
    page = desk.report(raised_by(submission))
    assert "14 Sample Street" in page
    assert "Corrected, version 2" in page


def test_its_letterhead_names_the_first_author_whoever_corrected_it(road: Road, desk: Desk) -> None:
    submission = road.send(REPORT)
    User.update(name="Ada Newname").where(User.id == road.author.id).execute()
    road.correct(submission, 2, REPORT)
    by, corrected = desk.report(raised_by(submission)).split("Reported by", 1)[1].split("Corrected, version 2", 1)
    assert "Ada Okafor" in by
    assert "Ada Newname" in corrected.split("</div>", 1)[0]
