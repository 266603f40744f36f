"""What devices still owe, as IT sees it: silent with something unsent, numbers that have not come, copies, what was set aside."""

import json
from datetime import timedelta
from typing import Any

import pytest

from fieldform.access.models import ViewLog
from fieldform.access.silence import SilenceRule
from fieldform.access.unaccounted import untold
from sync.encoding import unb64
from sync.models import Device, StoredEnvelope, WriteOff
from sync.wire import Kind, Place
from tests.admin.conftest import Office
from tests.support.house import Device as Car
from tests.support.reports import report

BECAUSE = "The phone burned in car 4."


@pytest.fixture
def car(office: Office) -> Car:
    return office.house.device(office.house.cast.officer.agency, "Car 12")


def page_of(car: Car) -> str:
    return f"/admin/devices/{car.signer.device}"


def silent(car: Car, waiting: int, hours: float, oldest: float) -> None:
    said: dict[str, Any] = {"waiting": waiting, "last_seen_at": car.house.now - timedelta(hours=hours)}
    oldest_at = car.house.now - timedelta(hours=oldest)
    Device.update(oldest_unacknowledged_at=oldest_at, **said).where(Device.id == car.signer.device).execute()


def lost(car: Car) -> None:
    """Numbers 2 and 3 never come."""
    first, *_, last = (car.report(report()) for _ in range(4))
    car.push(first, last)


def copied(car: Car) -> None:
    car.push(car.report(report()))
    car.push(car.seal(Kind.SUBMISSION, car.body(report()), place=Place(1, 1)))


def test_it_says_which_are_silent_with_something_unsent_the_most_dangerous_first(office: Office, car: Car) -> None:
    other = office.house.device(office.house.cast.officer.agency, "Phone 3")
    silent(other, waiting=7, hours=5, oldest=6)
    silent(car, waiting=3, hours=5, oldest=9)
    page = office.reads("/admin/").partition("Silent with something unsent")[2]
    assert page.index("Car 12") < page.index("Phone 3")
    assert "3 unsent, the oldest" in page
    assert ">9 h ago<" in page


def test_it_says_after_how_long_a_device_is_silent_and_who_chose_it_is_kept(office: Office, car: Car) -> None:
    silent(car, waiting=3, hours=5, oldest=9)
    page = office.sends("/admin/silence", hours="12")
    assert "Silent with something unsent" not in page
    assert f"Chosen by {office.house.cast.admin.name}" in page
    assert untold(office.house.now) == {}
    office.house.later(seconds=1)
    office.sends("/admin/silence", hours="2")
    assert untold(office.house.now) == {office.house.cast.admin.agency: [car.signer.device]}
    assert [rule.hours for rule in SilenceRule.select().order_by(SilenceRule.at)] == [12, 2]


@pytest.mark.parametrize("hours", ["0", "73", "soon", ""])
def test_no_other_hours_are_taken(office: Office, hours: str) -> None:
    assert "A whole number" in office.sends("/admin/silence", status=422, hours=hours)
    assert SilenceRule.select().count() == 0


@pytest.mark.parametrize(("waiting", "hours"), [(0, 9), (3, 1)])
def test_who_has_nothing_or_was_just_heard_is_not_silent(office: Office, car: Car, waiting: int, hours: float) -> None:
    silent(car, waiting, hours, oldest=9)
    assert "Silent with something unsent" not in office.reads("/admin/")


def test_health_says_so_too(office: Office, car: Car) -> None:
    silent(car, waiting=3, hours=5, oldest=9)
    assert "1 device with something unsent, not heard of for hours" in office.reads("/admin/health")


def test_it_names_the_numbers_that_have_not_come(office: Office, car: Car) -> None:
    lost(car)
    assert "2 numbers have not come" in office.reads("/admin/")
    page = office.reads(page_of(car))
    assert "Numbers 2-3" in page
    assert "2 numbers of your devices have not come" in office.reads("/admin/health")


def test_it_writes_a_number_off_with_name_and_reason(office: Office, car: Car) -> None:
    lost(car)
    page = office.sends(f"{page_of(car)}/write_off", epoch="1", numbers="2, 3", gone_because=BECAUSE)
    assert "Written off" in page
    assert "Numbers that have not come" not in page
    assert {(row.sequence, row.by, row.because) for row in WriteOff.select()} == {
        (2, office.house.cast.admin.id, BECAUSE),
        (3, office.house.cast.admin.id, BECAUSE),
    }


@pytest.mark.parametrize("numbers", ["", "all", "2; DROP TABLE", "2-"])
def test_it_asks_again_where_it_cannot_tell_which(office: Office, car: Car, numbers: str) -> None:
    lost(car)
    office.sends(f"{page_of(car)}/write_off", 422, epoch="1", numbers=numbers, gone_because=BECAUSE)
    assert WriteOff.select().count() == 0


def test_what_comes_after_all_is_taken_and_the_page_says_so(office: Office, car: Car) -> None:
    first, second, third = (car.report(report()) for _ in range(3))
    car.push(first, third)
    office.sends(f"{page_of(car)}/write_off", epoch="1", numbers="2", gone_because=BECAUSE)
    assert car.push(second)[0].outcome == "accepted"
    assert "It came after all" in office.reads(page_of(car))


def test_a_copy_is_shown_in_words_and_counted(office: Office, car: Car) -> None:
    copied(car)
    page = office.reads(page_of(car))
    assert all(words in page for words in ("A copy of this device may exist", "two records in one number", "told to count anew"))
    assert "Zephyrine" not in page
    assert "a copy of it may exist" in office.reads("/admin/")
    assert "1 device may exist twice" in office.reads("/admin/health")


def test_a_copy_is_looked_into_with_name_and_reason(office: Office, car: Car) -> None:
    copied(car)
    page = office.sends(f"{page_of(car)}/copies", how="new_epoch", copied_because="Restored from an image.")
    assert "Copies of it were looked into" in page
    assert "Gus Ito" in page
    assert Device.get_by_id(car.signer.device).epoch == 2
    assert "a copy of it may exist" not in office.reads("/admin/")


def test_a_second_machine_is_revoked_to_be_set_up_anew(office: Office, car: Car) -> None:
    copied(car)
    office.sends(f"{page_of(car)}/copies", how="set_up_anew", copied_because="Two tablets with one profile.")
    row = Device.get_by_id(car.signer.device)
    assert (row.revoked_by, row.revoked_because) == (office.house.cast.admin.id, "Two tablets with one profile.")


def test_it_sees_counts_devices_and_reasons_and_never_a_name(office: Office, car: Car) -> None:
    car.push(car.report(report(location=None)))
    page = office.reads("/admin/set-aside")
    assert all(words in page for words in ("Car 12", "1 record", "an answer is missing without which it cannot be used"))
    assert not any(name in page for name in ("Zephyrine", "Quillfeather", "Ada Okafor"))


def test_it_keeps_the_sealed_bytes_which_say_nothing_and_that_is_written_down(office: Office, car: Car) -> None:
    car.push(car.report(report(location=None)))
    answer = office.client.get("/admin/set-aside/1/sealed")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record-1.sealed.json"'
    assert unb64(json.loads(answer.data)["body"]) == bytes(StoredEnvelope.get().body)
    assert b"Zephyrine" not in unb64(json.loads(answer.data)["body"])
    assert [(look.viewer_id, look.reason) for look in ViewLog.select()] == [(office.house.cast.admin.id, "sealed bytes")]


def test_nothing_set_aside_says_so(office: Office) -> None:
    assert "Nothing is set aside." in office.reads("/admin/set-aside")


def test_another_agencys_bytes_are_not_there(office: Office) -> None:
    other = office.house.device(office.house.cast.officer_elsewhere.agency, "Car of others")
    other.author = office.house.cast.officer_elsewhere.id
    other.push(other.report(report(location=None)))
    assert office.client.get("/admin/set-aside/1/sealed").status_code == 404
