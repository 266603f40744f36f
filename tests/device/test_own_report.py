"""An officer's own report, asked for by their device when its copy is gone: whole, to its author alone, and written down."""

from typing import Any

from fieldform.access.models import ViewLog
from fieldform.record.contacts import Contact, ContactRevision
from sync.encoding import b64, sha256, unb64
from sync.wire import Kind
from tests.support.cast import Member
from tests.support.house import Device, House
from tests.support.reports import report


def asked(house: House, member: Member, device: Device, contact: str) -> Any:
    return house.visitor(member).get(f"/device/reports/{contact}", headers={"X-Fieldform-Device": device.signer.device})


def test_its_author_gets_the_newest_version_whole_and_what_it_is_the_base_of(house: House, device: Device) -> None:
    first = device.report(report(domestic="yes"))
    second = device.seal(Kind.REVISION, device.body(report(domestic="yes", given_name="Zoë"), base=b64(sha256(unb64(first["body"])))))
    contact = device.push(first, second)[0].id or ""
    answer = asked(house, house.cast.officer, device, contact)
    newest = ContactRevision.get(ContactRevision.contact == contact, ContactRevision.revision == 2)
    assert answer.get_json()["report"] == {
        "form": "crisis_contact",
        "version": newest.version_id,
        "base": b64(sha256(unb64(second["body"]))),
        "answers": newest.answers,
    }
    assert newest.answers["people"]["violence"]


def test_the_look_is_written_down(house: House, device: Device) -> None:
    contact = device.push(device.report(report()))[0].id or ""
    asked(house, house.cast.officer, device, contact)
    row = ViewLog.select().where(ViewLog.subject_id == Contact.get_by_id(contact).person_id).get()
    assert (row.viewer_id, row.reason) == (house.cast.officer.id, "own report")


def test_to_a_colleague_it_does_not_exist(house: House, device: Device) -> None:
    contact = device.push(device.report(report()))[0].id or ""
    assert asked(house, house.cast.second_officer, device, contact).status_code == 404


def test_it_goes_to_no_browser_that_is_not_an_enrolled_device(house: House, device: Device) -> None:
    contact = device.push(device.report(report()))[0].id or ""
    elsewhere = house.device(house.cast.officer_elsewhere.agency)
    assert asked(house, house.cast.officer, elsewhere, contact).status_code == 404
    assert house.visitor(house.cast.officer).get(f"/device/reports/{contact}").status_code == 404


def test_behind_a_wall_it_gives_back_no_word_that_a_colleague_wrote(house: House, device: Device) -> None:
    first = device.report(report(domestic="yes"))
    contact = device.push(first)[0].id or ""
    device.author = house.cast.second_officer.id
    device.push(device.seal(Kind.REVISION, device.body(report(domestic="yes"), base=b64(sha256(unb64(first["body"]))))))
    assert asked(house, house.cast.officer, device, contact).status_code == 404
