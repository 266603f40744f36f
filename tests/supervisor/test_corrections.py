"""Corrections at the supervisor's desk: what two of them say, which holds, what changed between versions, and a report withdrawn."""

from typing import Any

import pytest

from fieldform.record.conflicts import Conflict, Resolution
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from sync.encoding import b64, sha256, unb64
from sync.models import StoredEnvelope
from sync.wire import Kind
from tests.clinician.desk import Form, read_form
from tests.supervisor.office import Office
from tests.support.house import Device, House
from tests.support.reports import report


def revised(device: Device, base: dict[str, Any], **answers: Any) -> dict[str, Any]:
    return device.seal(Kind.REVISION, device.body(report(**answers), base=b64(sha256(unb64(base["body"])))))


@pytest.fixture
def device(house: House) -> Device:
    return house.device(house.cast.officer.agency)


@pytest.fixture
def other(device: Device) -> dict[str, Any]:
    """The correction that came too late; the newest calls her Zoë, it calls her Zoey and gives another phone."""
    first = device.report(report(given_name="Zoe"))
    late = revised(device, first, given_name="Zoey", phone="313-555-0199")
    device.push(first, revised(device, first, given_name="Zoë", alias="Zo"), late)
    return late


def page(office: Office, status: int = 200) -> str:
    return office.get(f"/supervisor/conflicts/{Conflict.get().id}", status)


def decide(office: Office, side: str, said: dict[str, str] | None = None) -> str:
    form = read_form(page(office), str(Conflict.get().id))
    return office.send(form, 200, side=side, **(said or {}))


def newest() -> dict[str, Any]:
    row: ContactRevision = ContactRevision.select().order_by(ContactRevision.revision.desc()).first()
    return row.answers["who"]  # type: ignore[no-any-return]


def test_05_both_values_stand_side_by_side_in_words(office: Office, other: dict[str, Any]) -> None:
    text = page(office)
    assert all(words in text for words in ("Given name", "Zoë", "Zoey", "Also known as", "313-555-0142", "313-555-0199", "Ada Okafor"))


def test_what_stands_behind_a_wall_is_named_by_its_wall_alone(office: Office, device: Device) -> None:
    first = device.report(report())
    kept = report(domestic="yes")
    kept["people"]["violence"] = {"advocate_wanted": "yes", "safe_way": "ZZPHI"}
    base = b64(sha256(unb64(first["body"])))
    device.push(first, revised(device, first, alias="Zo"), device.seal(Kind.REVISION, device.body(kept, base=base)))
    text = page(office)
    assert "kept for the advocate" in text
    assert "ZZPHI" not in text


def test_kept_the_report_stays_as_it_is_and_nothing_waits(office: Office, other: dict[str, Any]) -> None:
    assert "Nothing to decide" in decide(office, "keep")
    assert (newest()["given_name"], ContactRevision.select().count(), Resolution.get().revision) == ("Zoë", 2, None)


def test_taken_the_correction_becomes_the_newest_version(office: Office, other: dict[str, Any]) -> None:
    decide(office, "take")
    assert (newest()["given_name"], newest().get("alias"), Resolution.get().revision) == ("Zoey", None, 3)


def test_chosen_question_by_question_both_give_their_part(office: Office, other: dict[str, Any]) -> None:
    decide(office, "choose", {"side:/who/phone": "take", "side:/who/given_name": "keep"})
    assert (newest()["given_name"], newest()["alias"], newest()["phone"]) == ("Zoë", "Zo", "313-555-0199")
    assert ContactRevision.select().where(ContactRevision.revision == 3).get().author == office_user(office)


def office_user(office: Office) -> str:
    return str(office.client.get("/session").get_json()["user"]["id"])


def test_what_edits_a_taken_correction_edits_the_report(office: Office, device: Device, other: dict[str, Any]) -> None:
    decide(office, "take")
    device.push(revised(device, other, given_name="Zoey-Ann"))
    assert newest()["given_name"] == "Zoey-Ann"


def test_where_the_report_went_on_meanwhile_nothing_is_decided(office: Office, device: Device, other: dict[str, Any]) -> None:
    form = read_form(page(office), str(Conflict.get().id))
    base = ContactRevision.select().order_by(ContactRevision.revision.desc()).get().body_hash
    device.push(device.seal(Kind.REVISION, device.body(report(given_name="Zora"), base=b64(bytes(base)))))
    assert "corrected again meanwhile" in office.send(form, 422, side="take")
    assert (newest()["given_name"], Resolution.select().count()) == ("Zora", 0)


def test_a_double_click_decides_once(office: Office, other: dict[str, Any]) -> None:
    form = read_form(page(office), str(Conflict.get().id))
    for _ in range(2):
        office.send(form, side="take")
    assert (Resolution.select().count(), ContactRevision.select().count()) == (1, 3)


def test_what_makes_it_more_urgent_does_not_wait_for_the_decision(house: House, device: Device) -> None:
    first = device.report(report())
    device.push(first, revised(device, first, alias="Zo"), revised(device, first, suicide="attempt"))
    assert FollowUp.get().acuity == "now"


def test_keeping_never_makes_it_less_urgent(office: Office, device: Device) -> None:
    first = device.report(report())
    device.push(first, revised(device, first, suicide="attempt"), revised(device, first, alias="Zo"))
    decide(office, "take")
    assert FollowUp.get().acuity == "now"


def test_another_agencys_supervisor_finds_nothing(house: House, other: dict[str, Any]) -> None:
    elsewhere = Office(house.visitor(house.cast.supervisor_elsewhere))
    assert "Nothing to decide" in elsewhere.get("/supervisor/conflicts/")
    page(elsewhere, 404)


def test_any_two_versions_are_compared_in_words(office: Office, other: dict[str, Any]) -> None:
    decide(office, "choose", {"side:/who/phone": "take"})
    text = office.get(f"/supervisor/reports/{Contact.get().id}/versions", 200, older="1", newer="3")
    assert "What changed from version 1 to 3" in text
    assert all(words in text for words in ("Zoe", "Zoë", "313-555-0142", "313-555-0199"))


def test_one_version_alone_has_nothing_to_compare(office: Office, device: Device) -> None:
    device.push(device.report(report()))
    office.get(f"/supervisor/reports/{Contact.get().id}/versions", 404)


def test_a_supervisor_withdraws_a_report_with_a_reason_and_takes_it_back(office: Office, device: Device) -> None:
    device.push(device.report(report(suicide="attempt")))
    address = f"/supervisor/reports/{Contact.get().id}"
    form = read_form_of(office, f"{address}/withdrawal")
    assert "Say why it is withdrawn." in office.send(form, 422)
    text = office.send(form, reason="wrong_person")
    assert "Withdrawn: Wrong person" in text
    assert (Contact.get().withdrawn_for, FollowUp.get().state) == ("Wrong person", "closed")
    office.send(read_form_of(office, f"{address}/reinstatement"), why="It was her after all.")
    assert (Contact.get().withdrawn_at, FollowUp.get().state) == (None, "open")
    assert StoredEnvelope.select().where(StoredEnvelope.outcome == "accepted").count() == 3


def read_form_of(office: Office, address: str) -> Form:
    return read_form(office.get(address), address)
