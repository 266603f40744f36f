"""The review queue as a supervisor uses it: which reports, one of them in words, reviewed or sent back."""

from datetime import timedelta

import pytest

from fieldform.access.models import ViewLog
from fieldform.record.contacts import Contact
from fieldform.record.reviews import Review
from sync.models import StoredEnvelope
from tests.record.road import REPORT, Road, raised_by, report
from tests.supervisor.office import Office
from tests.support.house import House

HOUR = timedelta(hours=1)
VIOLENCE = {"domestic": "yes", "violence": {"victim_who": "victim", "threat_to_kill": "yes", "safe_way": "ZZSAFE sister"}}
NOTE = "Add the case number, please."


def test_it_lists_what_is_to_be_read_and_names_nobody(office: Office, road: Road) -> None:
    road.send(report(where={"case_no": "CASE-4711"}))
    page = office.reports()
    assert all(words in page for words in ("Suicidal person", "Ada Okafor", "CASE-4711", "To review"))
    assert "Dana" not in page
    assert ViewLog.select().count() == 0


def test_the_oldest_stands_first(office: Office, road: Road) -> None:
    for hours, number in ((1, "CASE-1"), (3, "CASE-3")):
        road.send(report(where={"case_no": number}), at=road.now - hours * HOUR)
    page = office.reports()
    assert page.index("CASE-3") < page.index("CASE-1")


@pytest.mark.parametrize(("arguments", "shown"), [
    ({}, {"CASE-1", "CASE-2"}),
    ({"day": "2026-11-23"}, {"CASE-1"}),
    ({"day": "2026-11-22", "shift": "evening"}, {"CASE-2"}),
    ({"day": "2026-11-22", "shift": "night"}, set()),
    ({"day": "never", "shift": "lunch", "officer": "1 or 1=1", "state": "secret"}, {"CASE-1", "CASE-2"}),
])  # fmt: skip
def test_it_can_be_narrowed_to_a_shift(office: Office, road: Road, arguments: dict[str, str], shown: set[str]) -> None:
    road.send(report(where={"case_no": "CASE-1"}), at=road.now - HOUR)
    road.send(report(where={"case_no": "CASE-2"}), at=road.now - 16 * HOUR)
    page = office.reports(**arguments)
    assert {number for number in ("CASE-1", "CASE-2") if number in page} == shown


def test_it_can_be_narrowed_to_an_officer(office: Office, house: House, road: Road) -> None:
    road.send(report(where={"case_no": "CASE-1"}))
    Road(house.cast.second_officer, house.now).send(report(where={"case_no": "CASE-2"}))
    page = office.reports(officer=house.cast.second_officer.id)
    assert ("CASE-1" in page, "CASE-2" in page) == (False, True)


def test_an_unfinished_report_stands_under_its_own_tab(office: Office, road: Road) -> None:
    road.send(report(where={"case_no": "CASE-1"}, response={"diverted": None}))
    assert "CASE-1" not in office.reports()
    assert "1 answer to come" in office.reports(state="incomplete")


def test_it_says_what_will_appear_where_there_is_nothing(office: Office) -> None:
    assert "Nothing is left to review." in office.reports()
    assert "one day or officer only" in office.reports(day="2026-11-22")


def test_it_reads_a_report_in_words_and_that_is_written_down(office: Office, house: House, road: Road) -> None:
    page = office.report(road.send(REPORT))
    assert all(words in page for words in ("Dana Doe, 35", "12 Sample Street", "She said she would not see the morning."))
    assert [(row.viewer_id, row.subject_id, row.reason) for row in ViewLog.select()] == [
        (house.cast.supervisor.id, Contact.get().person.id, "review")
    ]


def test_what_stands_behind_a_wall_is_named_by_its_wall_alone(office: Office, road: Road) -> None:
    page = office.report(road.send(report(people=VIOLENCE)))
    assert "Kept for the advocate" in page
    assert "Kept for health staff" in page
    assert "ZZSAFE" not in page


def test_what_the_desk_did_is_never_shown(office: Office, house: House, road: Road) -> None:
    submission = road.send(REPORT)
    Road(house.cast.clinician, house.now).step("attempt", raised_by(submission), mode="phone", result="in_hospital", note="ZZPHI")
    page = office.report(submission)
    assert not any(words in page for words in ("ZZPHI", "hospital", "Attempt"))


def test_it_is_marked_as_reviewed_by_the_one_road(office: Office, house: House, road: Road) -> None:
    submission = road.send(REPORT)
    page = office.say(submission, "reviewed")
    assert "Marked as reviewed." in page
    assert "Nothing is left to review." in page
    stored = StoredEnvelope.get()
    assert (stored.kind, stored.author, stored.outcome) == ("action", house.cast.supervisor.id, "accepted")
    assert Review.get().id == stored.envelope_id


def test_it_goes_back_with_a_note_and_waits_for_the_officer(office: Office, road: Road) -> None:
    submission = road.send(report(where={"case_no": "CASE-1"}))
    assert "Sent back." in office.say(submission, "sent_back", note=NOTE)
    assert "CASE-1" in office.reports(state="sent_back")
    assert NOTE in office.report(submission)


def test_the_queue_comes_back_as_it_was_chosen(office: Office, house: House, road: Road) -> None:
    submission = road.send(REPORT)
    page = office.report(submission, day="2026-11-23", officer=house.cast.officer.id)
    assert "day=2026-11-23" in page.partition(" Reports</a>")[0]
    assert page.count(f"officer={house.cast.officer.id}") >= 3


def test_a_note_is_needed(office: Office, road: Road) -> None:
    page = office.say(road.send(REPORT), "sent_back", status=422)
    assert "Say what should be done" in page
    assert Review.select().count() == 0


def test_a_note_that_is_too_long_is_kept_and_the_reason_said(office: Office, road: Road) -> None:
    page = office.say(road.send(REPORT), "sent_back", status=422, note="x" * 501)
    assert "Shorten this to 500 characters." in page
    assert "x" * 501 in page


def test_a_second_press_says_it_once(office: Office, road: Road) -> None:
    form = office.form(road.send(REPORT), "reviewed")
    office.send(form)
    office.send(form)
    assert Review.select().count() == 1


def test_what_came_again_meanwhile_is_read_first(office: Office, road: Road) -> None:
    submission = road.send(REPORT)
    form = office.form(submission, "sent_back")
    road.correct(submission, 2, REPORT)
    page = office.send(form, status=409, note=NOTE)
    assert "sent it again meanwhile" in page
    assert NOTE in page
    assert Review.select().count() == 0


def test_an_older_version_can_be_read_and_not_decided_on(office: Office, road: Road) -> None:
    submission = road.send(report(words={"narrative": "As it was."}))
    road.correct(submission, 2, report(words={"narrative": "As it is."}))
    assert "As it is." in office.report(submission)
    older = office.report(submission, revision="1")
    assert "As it was." in older
    assert "Mark as reviewed" not in older
    office.report(submission, 404, revision="3")


def test_the_officers_revision_puts_it_back_into_the_queue(office: Office, road: Road) -> None:
    submission = road.send(report(where={"case_no": "CASE-1"}))
    office.say(submission, "sent_back", note=NOTE)
    road.correct(submission, 2, report(where={"case_no": "CASE-1"}))
    page = office.reports()
    assert "version 2" in page


def test_it_says_what_changed_in_words(office: Office, road: Road) -> None:
    submission = road.send(report(response={"custody": "none"}))
    road.correct(submission, 2, report(response={"custody": "arrest"}))
    changed = office.report(submission).partition("What changed in version 2")[2].partition("</section>")[0]
    assert changed.index("Custody") < changed.index("None") < changed.index("Arrest")
    assert "What changed" not in office.report(submission, revision="1")


def test_a_withdrawn_report_can_be_read_with_its_reason_and_not_decided_on(office: Office, road: Road) -> None:
    submission = road.send(REPORT)
    road.act("withdrawal", contact=submission, reason="wrong_person")
    page = office.report(submission)
    assert "Withdrawn" in page
    assert "Mark as reviewed" not in page
    assert submission in office.reports(state="withdrawn")


def test_another_agencys_report_is_not_there(elsewhere: Office, office: Office, road: Road) -> None:
    submission = road.send(REPORT)
    elsewhere.report(submission, 404)
    form = office.form(submission, "reviewed")
    own = elsewhere.client.get("/session").get_json()["csrf"]
    answer = elsewhere.client.post(form.action, data=form.values | {"csrf_token": own})
    assert answer.status_code == 404
    assert Review.select().count() == 0
