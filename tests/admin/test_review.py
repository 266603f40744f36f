"""After a restore IT looks over who may read, and whose account was lost: their reports wait for them."""

from uuid import uuid4

import pytest

from fieldform.access.models import User
from fieldform.access.standing import StandingReview
from fieldform.record.contacts import Contact
from sync.lives import RESTORED, begin_life
from tests.admin.conftest import Office
from tests.support.house import Device
from tests.support.reports import report


@pytest.fixture
def life(office: Office) -> str:
    """The records were restored."""
    begun = begin_life(RESTORED, office.house.now)
    assert begun
    return begun


def lost(office: Office, agency: str) -> tuple[Device, str]:
    """A device with a report by somebody whose account is not there, and the report's id."""
    device = office.house.device(agency)
    device.author = str(uuid4())
    (receipt,) = device.push(device.report(report()))
    assert (receipt.outcome, receipt.reasons) == ("held", ("unknown_author",))
    return device, str(receipt.id)


def test_it_lists_accounts_and_devices_as_they_stand_and_says_so_on_the_other_pages(office: Office, life: str) -> None:
    shown = office.reads("/admin/review")
    assert office.house.cast.officer.name in shown
    assert "let devices read again" in shown
    for page in ("/admin/", "/admin/users"):
        assert "looked over who may read" in office.reads(page)


def test_a_supervisor_reads_along_and_decides_nothing(office: Office, life: str) -> None:
    browser = office.house.visitor(office.house.cast.supervisor)
    assert "looked over who may read" in browser.get("/supervisor/").text
    shown = browser.get("/admin/review").text
    assert office.house.cast.officer.name in shown
    assert "let devices read again" not in shown
    assert "/admin/users" not in shown


def test_confirmed_it_is_written_down_and_there_is_nothing_more_to_look_over(office: Office, life: str) -> None:
    assert "nothing to look over" in office.sends("/admin/review", life=life)
    assert [(row.instance_id, row.by) for row in StandingReview.select()] == [(life, office.house.cast.admin.id)]
    assert "looked over who may read" not in office.reads("/admin/")


def test_what_was_restored_once_more_since_is_looked_over_anew(office: Office, life: str) -> None:
    begin_life(RESTORED, office.house.now)
    assert "let devices read again" in office.sends("/admin/review", life=life)
    assert StandingReview.select().count() == 0


def test_reports_of_a_lost_account_wait_and_enter_the_record_when_the_person_is_added(office: Office) -> None:
    device, waiting = lost(office, office.house.cast.officer.agency)
    assert f"/admin/users/new?author={device.author}" in office.reads("/admin/review")
    assert "enters the record under their name" in office.reads(f"/admin/users/new?author={device.author}")
    person = {"username": "ines.duarte", "name": "Inês Duarte", "role": "officer", "author": device.author}
    office.sends("/admin/users/new", status=200, **person)
    assert Contact.get_by_id(waiting).author == User.get(User.username == "ines.duarte").id == device.author


def test_nobody_is_added_under_an_id_for_which_nothing_waits(office: Office) -> None:
    person = {"username": "nobody.new", "name": "Nobody New", "role": "officer", "author": str(uuid4())}
    office.sends("/admin/users/new", status=409, **person)
    assert User.get_or_none(User.username == "nobody.new") is None


def test_it_of_another_agency_sees_nothing_of_it(office: Office) -> None:
    device, _ = lost(office, office.house.cast.officer_elsewhere.agency)
    assert device.author not in office.reads("/admin/review")
