"""A supervisor's first page: what needs attention before how it went; and what was set aside, the urgent first, without a word of it."""

import re
from datetime import timedelta

import pytest

from fieldform.access.accounts import close, reopen
from fieldform.access.models import User, ViewLog
from fieldform.record.follow_ups import FollowUp
from sync.wire import Kind
from tests.record.road import REPORT, Road, report
from tests.supervisor.office import Office
from tests.support import reports
from tests.support.house import Device, House

FIRST = "/supervisor/"
ASIDE = "/supervisor/set-aside"


def tasks(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("Needs attention")[2].partition("</section>")[0]))


@pytest.fixture
def phone(house: House) -> Device:
    return house.device(house.cast.officer.agency, "Phone 12")


def test_it_says_that_nothing_needs_anybody(office: Office) -> None:
    assert "Nothing needs you now." in office.get(FIRST)


def test_a_now_that_nobody_opened_stands_first_with_whom_to_phone(office: Office, road: Road) -> None:
    road.send(report(safety={"suicide": "attempt"}))
    road.send(REPORT)
    said = tasks(office.get(FIRST))
    assert said.index("988") < said.index("1 urgent and opened by nobody") < said.index("2 to review")


def test_what_was_opened_is_not_unseen(office: Office, house: House, road: Road) -> None:
    road.send(report(safety={"suicide": "attempt"}))
    FollowUp.update(first_opened_at=house.now).execute()
    assert "opened by nobody" not in office.get(FIRST)


def test_it_counts_what_is_overdue_unfinished_and_sent_back(office: Office, house: House, road: Road) -> None:
    road.send(report(response={"diverted": None}), at=road.now - timedelta(hours=25))
    back = road.send(REPORT)
    office.say(back, "sent_back", note="Add the case number, please.")
    said = tasks(office.get(FIRST))
    assert all(words in said for words in ("1 follow-up overdue", "1 unfinished for more than a day", "1 sent back"))


def test_a_silent_device_is_named(office: Office, house: House, phone: Device) -> None:
    house.now += timedelta(minutes=1)
    said = tasks(office.get(FIRST))
    assert "1 device silent for three days or more Phone 12" in said


def test_how_it_went_comes_after(office: Office, road: Road) -> None:
    road.send(REPORT)
    page = office.get(FIRST)
    assert page.index("Needs attention") < page.index("How November goes") < page.index("Open at the desk")
    assert "Dana" not in page
    assert ViewLog.select().count() == 0


def test_reports_of_a_closed_account_are_counted_with_the_reason_and_whom_to_tell(office: Office, house: House, phone: Device) -> None:
    phone.author = house.cast.second_officer.id
    close(User.get_by_id(phone.author), by=house.cast.admin.id, now=house.now)
    try:
        phone.push(phone.report(reports.report()), phone.report(reports.report()))
        page = office.get(ASIDE)
    finally:
        reopen(User.get_by_id(phone.author), by=house.cast.admin.id, now=house.now)
    assert all(words in page for words in ("Ben Novak", "2 records", "2 sent by an account that is closed", "Gus Ito", "Phone 12"))
    assert "Zephyrine" not in page
    assert "2 arrived and set aside" in tasks(office.get(FIRST))


def test_what_is_urgent_inside_is_said_and_stands_first(office: Office, house: House, phone: Device) -> None:
    broken = phone.seal_bytes(Kind.SUBMISSION, b"not json")
    phone.push(broken)
    phone.author = house.cast.second_officer.id
    phone.push(phone.report(reports.report(suicide="attempt", location=None)))
    page = office.get(ASIDE)
    assert page.index("Ben Novak") < page.index("Ada Okafor")
    assert "nobody has seen it" in page
    assert "missing without which it cannot be used" in page
    assert "urgent among them: look now" in tasks(office.get(FIRST))


def test_another_agency_sees_nothing_of_it(elsewhere: Office, phone: Device) -> None:
    phone.push(phone.report(reports.report(location=None)))
    assert "Nothing is set aside." in elsewhere.get(ASIDE)
    assert "Nothing needs you now." in elsewhere.get(FIRST)
