"""How a submission enters the record: every role in its place, revisions kept, urgency only ever raised."""

from datetime import date, timedelta

from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.persons import Person, PersonDetails
from sync.models import Change
from tests.record.conftest import NOW
from tests.record.road import REPORT, Road, contact_of, newest_of, raised_by, report
from tests.support.cast import Cast


def test_it_makes_a_contact_with_its_id_author_and_agency(cast: Cast, road: Road) -> None:
    submission = road.send(REPORT)
    contact = contact_of(submission)
    assert (contact.author, contact.agency, contact.form, contact.revision) == (cast.officer.id, cast.officer.agency, "crisis_contact", 1)


def test_it_reads_the_lists_few_facts_by_their_roles(road: Road) -> None:
    contact = contact_of(road.send(report(where={"occurred_at": "2026-03-04T13:05:00-05:00"})))
    assert (contact.occurred_at, contact.location, contact.summary) == (
        NOW.replace(hour=18, minute=5),
        "12 Sample Street",
        "suicide threat",
    )


def test_it_keeps_answers_and_what_is_missing_with_the_revision(road: Road) -> None:
    answers = report(what={"sources": None})
    submission = road.send(answers)
    kept = newest_of(submission)
    assert kept.answers["safety"]["suicide"] == "threat"
    assert kept.missing == ["/what/sources"]
    assert contact_of(submission).incomplete == 1


def test_it_makes_a_person_known_by_the_words_of_the_form(road: Road) -> None:
    details = PersonDetails.get(PersonDetails.contact == road.send(REPORT))
    assert (details.name, details.born_on, details.language) == ("Dana Doe", date(1991, 8, 20), "Spanish")
    assert "Do not contact at home." in details.contact_rules


def test_it_makes_each_contact_its_own_person(road: Road) -> None:
    road.send(REPORT)
    road.send(REPORT)
    assert Person.select().where(Person.name == "Dana Doe").count() == 2


def test_it_raises_what_the_form_calculates_and_nothing_else(road: Road) -> None:
    follow_up = FollowUp.get(FollowUp.contact == road.send(REPORT))
    assert (follow_up.queue, follow_up.wall, follow_up.acuity, follow_up.reason) == ("clinician", "health", "24h", "suicide threat")


def test_it_raises_the_advocates_behind_their_own_wall(road: Road) -> None:
    violence = {"domestic": "yes", "violence": {"victim_who": "victim", "threat_to_kill": "yes", "advocate_wanted": "no"}}
    follow_up = raised_by(road.send(report(people=violence)), "advocate")
    assert (follow_up.wall, follow_up.acuity) == ("advocate", "now")


def test_it_counts_deadlines_from_the_corrected_time_of_capture(road: Road) -> None:
    follow_up = raised_by(road.send(REPORT, at=NOW - timedelta(hours=9), received_at=NOW))
    assert follow_up.due_at == follow_up.target_at == NOW + timedelta(hours=15)


def test_it_tells_the_author_that_the_report_is_in_the_record(cast: Cast, road: Road) -> None:
    submission = road.send(REPORT)
    assert [change.subject for change in Change.select().where(Change.audience == cast.officer.id)] == [submission]


def test_it_shows_the_newest_revision_and_keeps_the_older(road: Road) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(where={"location": "14 Sample Street"}), at=NOW + timedelta(hours=1))
    assert contact_of(submission).location == "14 Sample Street"
    kept = ContactRevision.select().where(ContactRevision.contact == submission).order_by(ContactRevision.revision)
    assert [row.answers["where"]["location"] for row in kept] == ["12 Sample Street", "14 Sample Street"]


def test_it_leaves_a_contact_with_the_officer_who_wrote_it(cast: Cast, road: Road) -> None:
    submission = road.send(REPORT)
    Road(cast.second_officer, NOW).correct(submission, 2, REPORT)
    assert contact_of(submission).author == cast.officer.id
    assert {change.audience for change in Change.select().where(Change.subject == submission)} == {cast.officer.id}


def test_it_keeps_the_history_of_a_persons_details(road: Road) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(who={"family_name": "Doe-Alvarez"}), at=NOW + timedelta(hours=1))
    person = contact_of(submission).person
    assert person.name == "Dana Doe-Alvarez"
    assert {row.name for row in PersonDetails.select()} == {"Dana Doe", "Dana Doe-Alvarez"}


def test_a_correction_from_a_phone_with_a_slow_clock_is_the_newest_all_the_same(road: Road) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(who={"family_name": "Doe-Alvarez"}), at=NOW - timedelta(hours=1))
    person = contact_of(submission).person
    assert person.name == "Dana Doe-Alvarez"


def test_a_revision_raises_acuity_and_brings_the_deadline_nearer(road: Road) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(safety={"suicide": "attempt"}), at=NOW + timedelta(hours=2))
    follow_up = raised_by(submission)
    assert (follow_up.acuity, follow_up.acuity_rank, follow_up.due_at) == ("now", 1, NOW + timedelta(hours=3))


def test_a_revision_never_lowers_acuity(road: Road) -> None:
    submission = road.send(report(safety={"suicide": "attempt"}))
    road.correct(submission, 2, report(safety={"suicide": "none"}), at=NOW + timedelta(hours=2))
    follow_up = raised_by(submission)
    assert (follow_up.acuity, follow_up.due_at) == ("now", NOW + timedelta(hours=1))


def test_a_mere_correction_moves_no_deadline(desk: Road, road: Road) -> None:
    submission = road.send(REPORT)
    desk.step("next_step", raised_by(submission), due_at="2026-03-20T09:00:00-04:00")
    road.correct(submission, 2, report(where={"location": "elsewhere"}), at=NOW + timedelta(hours=2))
    assert raised_by(submission).due_at.day == 20


def test_a_revision_raises_a_follow_up_for_a_queue_that_had_none(road: Road) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, report(people={"domestic": "yes"}))
    assert raised_by(submission, "advocate").raised_revision == 2


def test_a_worse_revision_of_a_closed_one_raises_it_again_and_leaves_the_closed_one(desk: Road, road: Road) -> None:
    submission = road.send(REPORT)
    first = raised_by(submission)
    desk.step("outcome", first, outcome="not_needed")
    road.correct(submission, 2, report(safety={"suicide": "attempt"}), at=NOW + timedelta(hours=2))
    again = raised_by(submission)
    assert (again.state, again.acuity, FollowUp.get_by_id(first.id).state) == ("open", "now", "closed")


def test_a_revision_that_is_no_worse_leaves_a_closed_one_closed(desk: Road, road: Road) -> None:
    submission = road.send(REPORT)
    desk.step("outcome", raised_by(submission), outcome="linked")
    road.correct(submission, 2, report(where={"location": "elsewhere"}))
    assert FollowUp.select().where(FollowUp.contact == submission).count() == 1


def test_it_builds_the_same_ids_from_the_same_submission(road: Road) -> None:
    """So that a record rebuilt from what was stored raw keeps every address that was ever written down."""
    submission = road.send(REPORT)
    before = (contact_of(submission).person.id, raised_by(submission).id)
    for table in (FollowUp, ContactRevision, PersonDetails, Contact):
        table.delete().execute()
    road.send(REPORT, submission=submission)
    assert (contact_of(submission).person.id, raised_by(submission).id) == before
