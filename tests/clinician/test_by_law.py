"""What somebody at the desk must report by law: logged with its clock, finished, withdrawn, and known to nobody but its author."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from fieldform.access.models import User, ViewLog
from fieldform.record import contacts, deadlines, finding, persons, reviews
from fieldform.record.contacts import Contact
from fieldform.record.deadlines import Deadline
from fieldform.record.follow_ups import FollowUp
from sync.models import StoredEnvelope
from sync.wire import Kind
from tests.clinician.desk import Desk, read_form
from tests.record.conftest import viewing
from tests.support.cast import Member
from tests.support.house import House

HERE = "/clinician/by-law/"
SECRET = "Quackenbush"
SignedIn = Callable[[Member], FlaskClient]


def called(house: House, **more: Any) -> dict[str, Any]:
    """Reported by phone an hour ago, still to be written."""
    at = (house.now - timedelta(hours=6)).replace(tzinfo=None).isoformat()[:16]
    return {
        "reported.report_made": "yes",
        "reported.report_way": "phone",
        "reported.report_made_at": at,
        "who.given_name": "Kit",
        "who.family_name": SECRET,
        "what.seen": "Alone for two days.",
        "where.occurred_at": at,
    } | more


def log(desk: Desk, house: House, **more: Any) -> str:
    """The report's page after it was kept."""
    return desk.send(read_form(desk.get(f"{HERE}new"), "/by-law/new"), **called(house, **more))


@pytest.fixture
def logged(desk: Desk, house: House) -> Contact:
    log(desk, house)
    report: Contact = Contact.get()
    return report


@contextmanager
def employed(member: Member, agency: str) -> Iterator[None]:
    """Works for another agency meanwhile."""
    User.update(agency=agency).where(User.id == member.id).execute()
    yield
    User.update(agency=member.agency).where(User.id == member.id).execute()


def page_of(report: Contact) -> str:
    return f"{HERE}{report.id}"


def test_it_is_kept_with_its_clock_and_finished_later(desk: Desk, house: House) -> None:
    page = log(desk, house)
    assert "It is kept. Only you read it." in page
    assert "Written report of abuse or neglect: due" in page
    finishing = read_form(desk.get(f"{page_of(Contact.get())}/finish"), "/finish")
    assert finishing.values["who.family_name"] == SECRET
    wrote = (house.now - timedelta(hours=5, minutes=30)).isoformat()[:16]
    done = desk.send(finishing, 200, **{"reported.report_log_no": "L-7", "reported.written_made_at": wrote, "reported.taken_up": "yes"})
    assert "Your changes are kept." in done
    assert "L-7" in done
    assert Deadline.get().met_at is not None
    assert " runs</span>" not in desk.get(HERE)


def test_it_takes_the_one_road_and_a_double_click_keeps_it_once(desk: Desk, house: House) -> None:
    form = read_form(desk.get(f"{HERE}new"), "/by-law/new")
    for _ in range(2):
        desk.send(form, **called(house))
    assert Contact.select().count() == 1
    assert StoredEnvelope.get().kind == Kind.SUBMISSION


def test_it_belongs_to_its_authors_own_agency_and_raises_nothing(house: House, logged: Contact) -> None:
    assert (logged.agency, logged.author, logged.restricted) == (house.cast.clinician.agency, house.cast.clinician.id, True)
    assert FollowUp.select().count() == 0


def test_begun_from_a_follow_up_it_asks_for_nothing_known_and_says_nowhere_which(desk: Desk, house: House, follow_up: FollowUp) -> None:
    form = read_form(desk.open(follow_up), "/by-law/begin")
    page = desk.send(form)
    begun = read_form(page, "/by-law/new")
    assert (begun.values["who.given_name"], begun.values["who.born_on"]) == ("Dana", "1991-08-20")
    assert begun.values["where.location"] == "12 Sample Street"
    before = desk.open(follow_up)
    desk.send(begun, **called(house) | {"who.family_name": "Doe"})
    assert desk.open(follow_up).count("story__entry") == before.count("story__entry")
    assert follow_up.id not in str(contacts.revisions(Contact.get(Contact.restricted).id).get().answers)


def test_nobody_else_reads_finds_or_hears_of_it(house: House, signed_in: SignedIn, logged: Contact) -> None:
    for member in house.cast.everyone():
        if member is not house.cast.clinician:
            client, viewer = signed_in(member), viewing(member)
            for ending in ("", "/finish", "/withdrawal"):
                assert client.get(f"{page_of(logged)}{ending}").status_code in (403, 404)
            for address in (f"/supervisor/reports/{logged.id}", f"/officer/find/reports/{logged.id}", f"/device/reports/{logged.id}"):
                assert client.get(address).status_code in (403, 404)
            assert SECRET not in str(finding.find(viewer, SECRET, None, house.now))
            assert persons.found(viewer, SECRET) == []
            assert deadlines.running(viewer) == []
            assert sum(reviews.tally(viewer).values()) == 0


def test_a_colleague_of_the_same_office_reads_none_of_it(house: House, signed_in: SignedIn, logged: Contact) -> None:
    with employed(house.cast.refused, house.cast.clinician.agency):
        colleague = signed_in(house.cast.refused)
        assert colleague.get(page_of(logged)).status_code == 404
        assert SECRET not in colleague.get(HERE).get_data(as_text=True)
        assert SECRET not in str(finding.find(viewing(house.cast.refused), SECRET, None, house.now))


def test_of_a_clinician_whom_the_police_employ_the_police_read_nothing(desk: Desk, house: House) -> None:
    with employed(house.cast.clinician, house.cast.officer.agency):
        assert SECRET in log(desk, house)
        assert SECRET in desk.send(
            read_form(desk.get(f"{page_of(Contact.get())}/finish"), "/finish"), 200, **{"reported.report_log_no": "L-8"}
        )
    supervisor = viewing(house.cast.supervisor)
    assert deadlines.running(supervisor) == []
    assert sum(reviews.tally(supervisor).values()) == 0
    assert finding.find(supervisor, SECRET, None, house.now).rows == ()


def test_every_look_is_written_down(desk: Desk, house: House, logged: Contact) -> None:
    desk.get(page_of(logged))
    desk.get(HERE)
    looks = ViewLog.select().where(ViewLog.subject_id == logged.person_id, ViewLog.viewer == house.cast.clinician.id)
    assert {look.reason for look in looks} == {"own report", "own reports"}


def test_what_is_late_is_said_on_its_list_and_on_the_desks(desk: Desk, house: House) -> None:
    assert "late by law" not in desk.list()
    log(desk, house, **{"reported.report_made": "no"})
    assert "due--late" in desk.get(HERE)
    assert "late by law" in desk.list()


def test_a_change_in_another_window_is_not_written_over(desk: Desk, logged: Contact) -> None:
    first, second = (read_form(desk.get(f"{page_of(logged)}/finish"), "/finish") for _ in range(2))
    desk.send(first, 200, **{"what.seen": "Alone for three days."})
    page = desk.send(second, 422, **{"what.seen": "Never mind."})
    assert "Nothing was saved" in page
    assert "Never mind." in page
    assert "three days" in desk.get(page_of(logged))


def test_it_is_withdrawn_with_a_reason_and_its_clock_stops(desk: Desk, house: House, logged: Contact) -> None:
    page = desk.send(read_form(desk.get(f"{page_of(logged)}/withdrawal"), "/withdrawal"), reason="twice")
    assert "Withdrawn: <bdi>Reported twice</bdi>" in page
    assert deadlines.running(viewing(house.cast.clinician)) == []
    assert "It stands again." in desk.send(
        read_form(desk.get(f"{page_of(logged)}/reinstatement"), "/reinstatement"), why="It is another child."
    )


def test_without_a_name_it_comes_back_with_everything_typed(desk: Desk, house: House) -> None:
    page = desk.send(read_form(desk.get(f"{HERE}new"), "/by-law/new"), 422, **called(house) | {"who.family_name": "", "who.given_name": ""})
    assert "Alone for two days." in page
    assert not Contact.select().exists()
