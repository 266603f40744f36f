"""What IT does about devices: see how each one is, rename, approve, revoke; and a sheet of codes for many."""

import re
from datetime import timedelta
from typing import Any

import pytest
from peewee import IntegrityError

from fieldform.access.device_codes import hand_out_many, labels_of
from fieldform.admin.sheet import address
from sync.models import Device, EnrolmentCode
from tests.admin.conftest import Office
from tests.support.house import Device as Car

CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


@pytest.fixture
def car(office: Office) -> Car:
    return office.house.device(office.house.cast.officer.agency, "Car 4")


def page_of(car: Car) -> str:
    return f"/admin/devices/{car.signer.device}"


def test_it_says_what_a_device_has_still_to_send_and_how_its_clock_is(office: Office, car: Car) -> None:
    raw = car.signer.push([], epoch=1, next_sequence=1, wall_clock=office.house.now - timedelta(minutes=7), app="1.2.3")
    assert car.client.post("/sync/push", data=raw, content_type="application/json").status_code == 200
    page = office.reads(page_of(car))
    assert "7 minutes behind" in page
    assert "1.2.3" in page
    assert "0 records" in page


def test_it_says_which_are_silent(office: Office, car: Car) -> None:
    Device.update(last_seen_at=office.house.now - timedelta(days=4)).where(Device.id == car.signer.device).execute()
    assert "Silent, look for it" in office.reads("/admin/")


def test_it_renames_a_device(office: Office, car: Car) -> None:
    assert "The new name is kept" in office.sends(f"{page_of(car)}/rename", label="  Car   5 ")
    assert Device.get_by_id(car.signer.device).label == "Car 5"


def test_it_revokes_a_device_with_a_reason(office: Office, car: Car) -> None:
    page = office.sends(f"{page_of(car)}/revoke", because="stolen from the lot")
    assert "stolen from the lot" in page
    assert "by Gus Ito" in page
    assert "Revoke it" not in page


def test_it_wants_a_reason(office: Office, car: Car) -> None:
    assert "Say why" in office.sends(f"{page_of(car)}/revoke", 422, because=" ")
    assert Device.get_by_id(car.signer.device).revoked_at is None


def test_it_approves_a_device_that_was_begun_without_a_code(office: Office, car: Car) -> None:
    Device.update(pending_since=office.house.now, label="").where(Device.id == car.signer.device).execute()
    assert "Waits for your approval" in office.reads("/admin/")
    page = office.sends(f"{page_of(car)}/approve", label="Phone 31", device_class="phone")
    assert "is approved" in page
    row = Device.get_by_id(car.signer.device)
    assert (row.pending_since, row.approved_by, row.label) == (None, office.house.cast.admin.id, "Phone 31")


@pytest.mark.parametrize(("act", "fields"), [("", {}), ("/rename", {"label": "x"}), ("/revoke", {"because": "x"})])
def test_devices_of_another_agency_are_not_there(office: Office, act: str, fields: dict[str, str]) -> None:
    other = office.house.device(office.house.cast.officer_elsewhere.agency, "Car of others")
    if act:
        office.sends(f"{page_of(other)}{act}", 404, **fields)
    else:
        office.reads(page_of(other), 404)
    row = Device.get_by_id(other.signer.device)
    assert (row.label, row.revoked_at) == ("Car of others", None)


def test_it_makes_a_sheet_for_sixty_cars(office: Office) -> None:
    page = office.sends("/admin/codes", 200, label="Car {n}", device_class="car", count="60", days="7")
    assert len(set(CODE.findall(page))) == 60
    assert page.count("<svg viewBox") >= 60
    assert "Car 60" in page
    rows = list(EnrolmentCode.select())
    assert {(row.device_class, row.expires_at - row.made_at) for row in rows} == {("car", timedelta(days=7))}
    assert not CODE.search(office.reads("/admin/"))


def test_its_slips_have_no_style_of_their_own_and_say_where_to_go(office: Office) -> None:
    page = office.sends("/admin/codes", 200, label="Phone 1", device_class="phone", count="1", days="1")
    assert "style=" not in page
    assert "http://localhost:8080/officer/" in page
    assert "Works once, until Tue 24 Nov 2026" in page


def test_the_code_stands_where_no_server_reads_it() -> None:
    assert address("K7QM-2XWD-9FHT", "https://x.example") == "https://x.example/officer/#enrol=K7QM-2XWD-9FHT"


def test_all_codes_are_made_or_none(office: Office) -> None:
    nameless: Any = None
    with pytest.raises(IntegrityError):
        hand_out_many(["a", nameless], agency="x", device_class="phone", made_by="it", now=office.house.now, life=timedelta(days=1))
    assert EnrolmentCode.select().count() == 0


def test_it_numbers_them() -> None:
    assert labels_of(" Car  {n} ", 3) == ["Car 1", "Car 2", "Car 3"]
