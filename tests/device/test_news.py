"""`GET /sync/pull`: a clinician's day to her phone, the device's own numbers, and nothing at all until a restore was looked over."""

from typing import Any

import pytest

from fieldform.access import standing
from fieldform.record.follow_ups import FollowUp
from sync.lives import RESTORED, ROLLED_BACK, begin_life, current_life
from sync.models import Change
from sync.wire import Kind
from tests.support.cast import Member
from tests.support.house import Device, House
from tests.support.reports import report


@pytest.fixture
def clinic(house: House) -> Device:
    """The clinician's phone, one of the provider's own."""
    phone = house.device(house.cast.clinician.agency, "visits")
    phone.author = house.cast.clinician.id
    return phone


@pytest.fixture
def hers(house: House, device: Device, clinic: Device) -> FollowUp:
    device.push(device.report(report(suicide="attempt")))
    follow_up: FollowUp = FollowUp.get(FollowUp.queue == "clinician")
    taken = {"follow_ups": follow_up.id, "owner": house.cast.clinician.id}
    clinic.push(clinic.seal(Kind.ACTION, clinic.body(taken, form="handover")))
    return follow_up


def news(house: House, member: Member, device: Device, cursor: str = "") -> Any:
    return house.visitor(member).get(f"/sync/pull?cursor={cursor}", headers={"X-Fieldform-Device": device.signer.device})


def test_a_clinicians_phone_hears_of_her_day(house: House, clinic: Device, hers: FollowUp) -> None:
    told = news(house, house.cast.clinician, clinic).get_json()
    assert [(one["follow_up"], one["acuity"]) for one in told["day"]] == [(hers.id, "now")]
    assert news(house, house.cast.clinician, clinic, told["cursor"]).get_json()["day"] == []


def test_it_says_how_far_the_devices_numbers_have_come(house: House, device: Device) -> None:
    device.push(device.report(report()))
    told = news(house, house.cast.officer, device).get_json()
    assert (told["epoch"], told["acked_through"], told["orders"]) == (1, 1, [])


def test_after_a_restore_it_answers_not_now_until_somebody_of_the_agency_looked_it_over(house: House, device: Device) -> None:
    begin_life(RESTORED, house.now)
    told = news(house, house.cast.officer, device)
    assert (told.status_code, told.get_json()["error"], told.headers["Retry-After"]) == (409, "under_review", "60")
    standing.confirm(house.cast.clinician.agency, house.cast.clinician.id, house.now)
    assert news(house, house.cast.officer, device).status_code == 409
    standing.confirm(house.cast.officer.agency, house.cast.admin.id, house.now)
    assert news(house, house.cast.officer, device).status_code == 200


def test_what_is_pushed_meanwhile_arrives(house: House, device: Device) -> None:
    begin_life(RESTORED, house.now)
    (receipt,) = device.push(device.report(report()))
    assert receipt.outcome == "accepted"


def test_a_cursor_from_beyond_ends_every_session_and_stops_reading(house: House, device: Device) -> None:
    device.push(device.report(report()))
    officer = house.visitor(house.cast.officer)
    asked = {"headers": {"X-Fieldform-Device": device.signer.device}}
    cursor = officer.get("/sync/pull?cursor=", **asked).get_json()["cursor"]
    Change.delete().execute()  # The virtual machine is rolled back.
    assert officer.get(f"/sync/pull?cursor={cursor}", **asked).status_code == 409
    assert current_life().because == ROLLED_BACK
    assert officer.get(f"/sync/pull?cursor={cursor}", **asked).status_code == 401
