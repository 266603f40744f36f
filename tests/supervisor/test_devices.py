"""A phone is lost at two in the morning, and IT sleeps: a supervisor shuts it out, and it is written down who and why."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from fieldform.access.devices import device_seen_by, report_lost
from fieldform.access.models import AccountChange, Session
from sync.enrolment import register_author_key
from sync.models import Device as DeviceRow
from tests.clinician.desk import read_form
from tests.record.conftest import viewing
from tests.supervisor.office import Office
from tests.support.cast import Member
from tests.support.house import Device, House
from tests.support.reports import report

REASON: dict[str, Any] = {"reason": "stolen", "words": "Out of the car, Mill Row"}


@pytest.fixture
def phone(house: House) -> Device:
    """Ada Okafor's, who has signed in on it."""
    found = house.device(house.cast.officer.agency, "Phone 12")
    register_author_key(author=house.cast.officer.id, device=found.signer.device, public_key=b"\x04" * 65, now=house.now)
    return found


def address(phone: Device) -> str:
    return f"/supervisor/devices/{phone.signer.device}/lost"


def shut_out(office: Office, phone: Device, status: int = 200, **answers: object) -> str:
    return office.send(read_form(office.get(address(phone)), "/lost"), status, **answers)


def row(phone: Device) -> DeviceRow:
    found: DeviceRow = DeviceRow.get_by_id(phone.signer.device)
    return found


def test_it_lists_the_agencys_devices_by_name_and_officer(office: Office, house: House, phone: Device) -> None:
    house.device(house.cast.officer.agency, "Car 4")
    house.device(house.cast.officer_elsewhere.agency, "Phone of others")
    page = office.get("/supervisor/devices/")
    assert page.index("Car 4") < page.index("Phone 12") < page.index("Ada Okafor", page.index("Phone 12"))
    assert "Phone of others" not in page
    narrowed = office.get("/supervisor/devices/", 200, officer=house.cast.officer.id)
    assert ("Phone 12" in narrowed, "Car 4" in narrowed) == (True, False)
    assert "signed in on no device" in office.get("/supervisor/devices/", 200, officer=house.cast.second_officer.id)


def test_it_is_shut_out_at_once_with_who_and_why(office: Office, house: House, phone: Device) -> None:
    page = shut_out(office, phone, **REASON)
    assert "Phone 12 is shut out." in page
    assert (row(phone).revoked_at, row(phone).revoked_by, row(phone).revoked_because) == (
        house.now,
        house.cast.supervisor.id,
        "Stolen: Out of the car, Mill Row",
    )


def test_it_may_read_no_more(office: Office, house: House, phone: Device, signed_in: Callable[[Member], FlaskClient]) -> None:
    asked = {"headers": {"X-Fieldform-Device": phone.signer.device}}
    officer = house.visitor(house.cast.officer)
    assert officer.get("/sync/pull", **asked).status_code == 200
    shut_out(office, phone, people=[], **REASON)
    assert officer.get("/sync/pull", **asked).status_code == 403


def test_what_it_still_sends_is_kept_and_it_is_told_to_lock_and_erase(office: Office, phone: Device) -> None:
    shut_out(office, phone, **REASON)
    answer = phone.client.post("/sync/push", data=phone.raw(phone.report(report())), content_type="application/json").get_json()
    (receipt,) = phone.read(answer)
    assert (receipt.outcome, receipt.reasons) == ("quarantined", ("device_revoked",))
    assert [order["order"] for order in answer["orders"]] == ["lock", "erase"]


def test_whoever_signed_in_on_it_is_signed_out(office: Office, house: House, phone: Device) -> None:
    officer, colleague = house.visitor(house.cast.officer), house.visitor(house.cast.second_officer)
    shut_out(office, phone, **REASON)
    assert officer.get("/sync/pull").status_code == 401
    assert colleague.get("/session").get_json()["user"] is not None
    assert Session.select().where(Session.ended_because == "device lost").count() >= 1
    written = AccountChange.select().where(AccountChange.user == house.cast.officer.id).order_by(AccountChange.at.desc()).get()
    assert (written.what, written.by) == ("signed out", house.cast.supervisor.id)


def test_nobody_is_signed_out_who_never_had_it(office: Office, house: House, phone: Device) -> None:
    assert "not a valid choice" in shut_out(office, phone, 422, people=house.cast.second_officer.id, **REASON)
    found = device_seen_by(viewing(house.cast.supervisor), phone.signer.device, house.now)
    assert found is not None
    assert report_lost(viewing(house.cast.supervisor), found, "Lost", [house.cast.second_officer.id], house.now) == 0


def test_signing_out_is_a_choice(office: Office, house: House, phone: Device) -> None:
    officer = house.visitor(house.cast.officer)
    page = office.get(address(phone))
    assert f'value="{house.cast.officer.id}" id="people" checked' in page
    form = read_form(page, "/lost")
    form.values.pop("people")
    office.send(form, **REASON)
    assert officer.get("/sync/pull", headers={"X-Fieldform-Device": phone.signer.device}).status_code == 403


@pytest.mark.parametrize(("wrong", "told"), [
    ({"reason": ""}, "Say what happened to it."),
    ({"reason": "stolen", "words": "x" * 151}, "Shorten this to 150 characters."),
    ({"reason": "eaten"}, "Not a valid choice"),
    ({"reason": "lost", "people": "everybody"}, "not a valid choice"),
])  # fmt: skip
def test_it_says_what_is_missing_and_does_nothing(office: Office, phone: Device, wrong: dict[str, Any], told: str) -> None:
    assert told in shut_out(office, phone, 422, **wrong)
    assert row(phone).revoked_at is None


def test_the_first_word_stands(office: Office, house: House, phone: Device) -> None:
    form = read_form(office.get(address(phone)), "/lost")
    office.send(form, **REASON)
    house.now += timedelta(minutes=5)
    office.send(form, reason="lost")
    assert row(phone).revoked_because.startswith("Stolen")
    page = office.get(address(phone))
    assert "only IT can set it up again" in page
    assert '<button class="button button--main button--danger"' not in page


def test_it_sees_it(office: Office, house: House, phone: Device, signed_in: Callable[[Member], FlaskClient]) -> None:
    shut_out(office, phone, **REASON)
    page = signed_in(house.cast.admin).get("/admin/").text
    assert "Fay Moreau" in page
    assert "Stolen: Out of the car, Mill Row" in page


def test_another_agencys_device_is_not_there(elsewhere: Office, office: Office, phone: Device) -> None:
    elsewhere.get(address(phone), 404)
    form = read_form(office.get(address(phone)), "/lost")
    own = elsewhere.client.get("/session").get_json()["csrf"]
    assert elsewhere.client.post(form.action, data=form.values | REASON | {"csrf_token": own}).status_code == 404
    assert row(phone).revoked_at is None


def test_it_says_which_is_silent_with_something_unsent(office: Office, house: House, phone: Device) -> None:
    heard, oldest = house.now - timedelta(hours=5), house.now - timedelta(hours=9)
    said: dict[str, Any] = {"waiting": 3, "last_seen_at": heard, "oldest_unacknowledged_at": oldest}
    DeviceRow.update(said).where(DeviceRow.id == phone.signer.device).execute()
    page = office.get("/supervisor/devices/").partition("Silent with something unsent")[2]
    assert "Phone 12" in page
    assert "3 unsent" in page
    assert "1 device silent with something unsent" in " ".join(re.sub(r"<[^>]+>", " ", office.get("/supervisor/")).split())
