"""What the law wants done by a time: it runs for the supervisor until its officer says that it is done."""

from datetime import timedelta

from fieldform.record import deadlines
from fieldform.record.contacts import Contact
from tests.record.conftest import NOW, viewing
from tests.record.road import Road
from tests.support.cast import Cast

HOURS = timedelta(hours=1)
CALLED = {
    "occurred_at": NOW.isoformat(),
    "case_no": "26-9",
    "given_name": "Kit",
    "family_name": "Doe",
    "report_made": "yes",
    "report_way": "phone",
    "report_made_at": NOW.isoformat(),
}


def test_a_report_by_phone_is_due_in_writing_after_seventy_two_hours(cast: Cast, road: Road) -> None:
    submission, supervisor = road.file("mandated_report", **CALLED), viewing(cast.supervisor)
    (due,) = deadlines.running(supervisor)
    assert (due.contact, due.due_at, due.author, due.number) == (submission, NOW + 72 * HOURS, cast.officer.id, "26-9")
    assert [deadlines.overdue(supervisor, NOW + hours * HOURS) for hours in (72, 73)] == [0, 1]


def test_it_stops_when_its_officer_says_so(cast: Cast, road: Road) -> None:
    submission = road.file("mandated_report", **CALLED)
    road.revise("mandated_report", submission, 2, **CALLED, written_made_at=NOW.isoformat())
    assert deadlines.running(viewing(cast.supervisor)) == []
    assert deadlines.Deadline.get().met_at == NOW


def test_a_report_that_was_not_made_at_all_is_late_at_once(cast: Cast, road: Road) -> None:
    road.file("mandated_report", **CALLED | {"report_made": "no", "report_way": None, "report_made_at": None})
    (due,) = deadlines.running(viewing(cast.supervisor))
    assert (due.what, due.is_overdue(NOW + HOURS)) == ("report of abuse or neglect to Centralized Intake", True)


def test_a_report_online_owes_nothing_more(cast: Cast, road: Road) -> None:
    road.file("mandated_report", **CALLED | {"report_way": "online"})
    assert deadlines.running(viewing(cast.supervisor)) == []


def test_a_withdrawn_report_owes_nothing(cast: Cast, road: Road) -> None:
    Contact.update(withdrawn_at=NOW).where(Contact.id == road.file("mandated_report", **CALLED)).execute()
    assert deadlines.overdue(viewing(cast.supervisor), NOW + 100 * HOURS) == 0


def test_it_is_no_business_of_another_agency(cast: Cast, road: Road) -> None:
    road.file("mandated_report", **CALLED)
    assert deadlines.running(viewing(cast.supervisor_elsewhere)) == []


def test_a_correction_that_leaves_the_time_as_it_is_tells_nobody_again(road: Road) -> None:
    submission = road.file("mandated_report", **CALLED)
    assert deadlines.claim([submission], NOW)
    road.revise("mandated_report", submission, 2, **CALLED, report_log_no="77")
    assert deadlines.untold(NOW + 100 * HOURS) == {}
    road.revise("mandated_report", submission, 3, **CALLED | {"report_made_at": (NOW - HOURS).isoformat()})
    assert list(deadlines.untold(NOW + 100 * HOURS).values()) == [{submission: Contact.get_by_id(submission).author}]
