"""A petition worksheet is its officer's own account: theirs to sign, to write and to correct, and nobody else's."""

from typing import Any

import pytest

from fieldform.record import belonging
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.form_versions import current
from fieldform.record.set_aside import set_aside_for
from sync.encoding import b64, sha256, unb64
from sync.enrolment import register_author_key
from sync.sealing import PrivateKey, new_key, public_bytes
from sync.wire import Kind, Place
from tests.forms.filling import said
from tests.record.conftest import viewing
from tests.support.cast import Member
from tests.support.house import Device, House
from tests.support.reports import report

ANSWERS = {
    "own_account": "yes",
    "occurred_at": "2026-03-04T08:00:00-05:00",
    "given_name": "Dana",
    "family_name": "Doe",
    "seen": "She stood on the rail.",
}


def petition(**answers: Any) -> dict[str, Any]:
    return said(current("petition_worksheet"), **ANSWERS | answers)


def key_of(member: Member, house: House, device: Device) -> PrivateKey:
    key = new_key()
    register_author_key(author=member.id, device=device.signer.device, public_key=public_bytes(key), now=house.now)
    return key


def signed(device: Device, key: PrivateKey | None, kind: Kind = Kind.SUBMISSION, base: str | None = None, **answers: Any) -> dict[str, Any]:
    device.next_sequence += 1
    return device.signer.envelope(
        kind,
        device.body(petition(**answers), form="petition_worksheet", base=base),
        author=device.author,
        envelope_id=f"00000000-0000-4000-8000-{device.next_sequence:012}",
        place=Place(device.epoch, device.next_sequence - 1),
        author_key=key,
    )


def base_of(envelope: dict[str, Any]) -> str:
    return b64(sha256(unb64(envelope["body"])))


@pytest.fixture
def key(house: House, device: Device) -> PrivateKey:
    return key_of(house.cast.officer, house, device)


def outcome(device: Device, envelope: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    (receipt,) = device.push(envelope)
    return receipt.outcome, tuple(receipt.reasons)


def test_with_its_officers_signature_it_enters_the_record(device: Device, key: PrivateKey) -> None:
    assert outcome(device, signed(device, key)) == ("accepted", ())
    assert Contact.get().summary == "petition worksheet"


def test_without_the_signature_it_waits_for_a_person(house: House, device: Device) -> None:
    assert outcome(device, signed(device, None)) == ("quarantined", ("author_unsigned",))
    assert not Contact.select().exists()
    assert [row.reasons for row in set_aside_for(viewing(house.cast.supervisor))] == [("author_unsigned",)]


def test_its_officer_corrects_it_under_the_same_signature(device: Device, key: PrivateKey) -> None:
    first = signed(device, key)
    device.push(first)
    assert outcome(device, signed(device, key, Kind.REVISION, base_of(first), told="Her sister called.")) == ("accepted", ())
    assert outcome(device, signed(device, None, Kind.REVISION, base_of(first))) == ("quarantined", ("author_unsigned",))


@pytest.mark.parametrize("other", ["second_officer", "supervisor"])
def test_nobody_else_corrects_it_whoever_signs(house: House, device: Device, key: PrivateKey, other: str) -> None:
    first, member = signed(device, key), getattr(house.cast, other)
    device.push(first)
    device.author = member.id
    theirs = signed(device, key_of(member, house, device), Kind.REVISION, base_of(first), seen="Something else.")
    assert outcome(device, theirs) == ("quarantined", ("not_their_account",))
    assert ContactRevision.select().count() == 1


def test_what_was_set_aside_is_mended_by_nobody_else(house: House, device: Device, key: PrivateKey) -> None:
    first = signed(device, key, seen=None)
    assert outcome(device, first)[0] == "quarantined"
    device.author = house.cast.supervisor.id
    mended = signed(device, key_of(house.cast.supervisor, house, device), Kind.REVISION, base_of(first))
    assert outcome(device, mended) == ("quarantined", ("not_their_account",))


def test_it_and_the_contact_that_it_was_begun_from_lead_to_each_other(house: House, device: Device, key: PrivateKey) -> None:
    contact = "00000000-0000-4000-8000-0000000000c0"
    device.push(signed(device, key, belongs_to=contact), device.seal(Kind.SUBMISSION, device.body(report()), envelope_id=contact))
    petition = Contact.get(Contact.form == "petition_worksheet").id
    pages = ["/supervisor/reports/", "/officer/find/reports/"]
    supervisor, colleague = house.visitor(house.cast.supervisor), house.visitor(house.cast.second_officer)
    for place in pages:
        assert f'href="{place}{petition}"' in supervisor.get(f"{place}{contact}").get_data(as_text=True)
        assert f'href="{place}{contact}"' in supervisor.get(f"{place}{petition}").get_data(as_text=True)
    assert petition not in colleague.get(f"/officer/find/reports/{contact}").get_data(as_text=True)
    assert petition not in house.visitor(house.cast.clinician).get(f"/clinician/follow-ups/{FollowUp.get().id}").get_data(as_text=True)


def test_it_belongs_to_no_contact_of_another_agency(house: House, device: Device, key: PrivateKey) -> None:
    elsewhere, contact = house.device(house.cast.officer_elsewhere.agency), "00000000-0000-4000-8000-0000000000c1"
    elsewhere.author = house.cast.officer_elsewhere.id
    elsewhere.push(elsewhere.seal(Kind.SUBMISSION, elsewhere.body(report()), envelope_id=contact))
    device.push(signed(device, key, belongs_to=contact))
    (petition,) = Contact.select().where(Contact.form == "petition_worksheet")
    assert belonging.beside(viewing(house.cast.supervisor), petition) == ()
