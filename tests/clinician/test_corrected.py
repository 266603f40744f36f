"""Corrected and withdrawn reports at the desk: what changed in words, and what does not stand."""

from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import FollowUp
from fieldform.record.withdrawals import Notice, withdraw
from tests.clinician.desk import Desk
from tests.record.road import REPORT, Road, raised_by, report
from tests.support.house import House


def withdrawn(house: House, submission: str) -> FollowUp:
    version = form_versions.current("withdrawal").version
    withdraw(
        Notice("3f0d4e1c-6f0f-4a53-9c55-8c1f3a3f9d11", submission, version, house.cast.officer.id, house.now, ""),
        "wrong_person",
        "Wrong person",
    )
    return raised_by(submission)


def test_two_versions_are_compared_in_words(road: Road, desk: Desk) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(where={"location": "14 Sample Street"}, health={"medication_taken": "yes"}))
    text = desk.get(f"/clinician/follow-ups/{raised_by(submission).id}/report/versions")
    assert all(words in text for words in ("12 Sample Street", "14 Sample Street", "Do they take it?", "Kept for the advocate"))


def test_the_comparison_stands_under_a_letterhead_on_paper_too(road: Road, desk: Desk) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(where={"location": "14 Sample Street"}))
    text = desk.get(f"/clinician/follow-ups/{raised_by(submission).id}/report/versions")
    letterhead = text.split('class="letterhead"')[1].split("</header>")[0]
    assert all(words in letterhead for words in ("Police Department", "Crisis contact", "Person", "Happened"))
    assert "Confidential. Printed" in text


def test_an_advocate_reads_nothing_of_health_in_what_changed(road: Road, advocate: Desk) -> None:
    violence = {
        "domestic": "yes",
        "violence": {"victim_who": "victim", "choked": "yes", "advocate_wanted": "yes", "safe_way": "after noon"},
    }
    submission = road.send(report(people=violence))
    road.correct(submission, 2, report(people=violence, health={"medication_taken": "yes"}))
    text = advocate.get(f"/clinician/follow-ups/{raised_by(submission, 'advocate').id}/report/versions")
    assert "Do they take it?" not in text
    assert "Kept for health staff" in text


def test_one_version_alone_offers_no_comparison(road: Road, desk: Desk) -> None:
    follow_up = raised_by(road.send(REPORT))
    assert "Compare versions" not in desk.report(follow_up)
    desk.get(f"/clinician/follow-ups/{follow_up.id}/report/versions", 404)


def test_a_withdrawn_report_is_struck_with_its_reason_and_out_of_the_work(house: House, road: Road, desk: Desk) -> None:
    follow_up = withdrawn(house, road.send(REPORT))
    assert "Dana Doe" not in desk.list()
    assert "Dana Doe" in desk.list(tab="closed")
    assert "struck" in desk.list(tab="closed")
    assert "Withdrawn: " in desk.report(follow_up)
    text = desk.open(follow_up)
    assert "Withdrawn by Ada Okafor: Wrong person" in text
    assert "Closed: withdrawn" in text


def test_nothing_of_it_is_gone(house: House, road: Road, desk: Desk) -> None:
    follow_up = withdrawn(house, road.send(REPORT))
    assert "She said she would not see the morning." in desk.report(follow_up)
    assert Contact.select().count() == 1
