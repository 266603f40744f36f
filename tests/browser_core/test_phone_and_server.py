"""A phone in Node and the whole server: enrolment, a report, its undoing, a correction, news, a restored server, a revoked device."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fieldform import access
from fieldform.record import form_versions
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.form_versions import FormVersion
from fieldform.schema import all_tables
from sync import enrolment
from sync.models import Device, EnrolmentCode, Instance, StoredEnvelope
from tests.browser_core.phone import NodePhone
from tests.support.cast import PHRASE
from tests.support.house import House
from tests.support.reports import report

UNDO_MS = 10_000


@pytest.fixture
def phone(house: House, open_phone_in_node: Callable[[], NodePhone]) -> NodePhone:
    """Enrolled by Officer Okafor, who is signed in."""
    officer = house.cast.officer
    enrolment.make_code(
        secret="MARLOW-CAR-12", agency=officer.agency, device_class="phone", label="car 12", made_by=house.cast.admin.id, now=house.now
    )
    found = open_phone_in_node()
    assert found.do("sign_in", username=officer.username, phrase=PHRASE)["vault"] == "created"
    assert found.do("enrol", code="marlow car 12") == {"enrolled": True}
    return found


def send(phone: NodePhone, answers: dict[str, Any] | None = None) -> str:
    sent = phone.do("send", form="crisis_contact", version=form_versions.current("crisis_contact").version, answers=answers or report())
    assert sent["sent"], sent
    return str(sent["id"])


def states(phone: NodePhone) -> list[str]:
    return [record["state"] for record in phone.do("records")]


def test_an_enrolled_phone_is_known_with_its_agency_and_its_heartbeat(house: House, phone: NodePhone) -> None:
    phone.do("advance", ms=1)
    device = Device.get()
    assert (device.id, device.agency, device.app_version) == (phone.do("state")["device"], house.cast.officer.agency, "pipe")


def test_a_report_from_the_phone_becomes_a_contact_and_is_freed_by_its_receipt(phone: NodePhone) -> None:
    sent = send(phone)
    phone.do("advance", ms=UNDO_MS)
    assert states(phone) == ["received"]
    assert phone.do("records")[0]["outcome"] == "accepted"
    assert Contact.get().id == sent


def test_with_the_vault_open_its_author_is_confirmed_with_it_locked_not(phone: NodePhone) -> None:
    send(phone)
    phone.do("lock")
    send(phone)
    phone.do("advance", ms=UNDO_MS)
    rows = StoredEnvelope.select().order_by(StoredEnvelope.sequence)
    assert [row.author_confirmed for row in rows] == [True, False]


def test_an_undone_report_leaves_a_void_and_no_contact(phone: NodePhone) -> None:
    phone.do("undo", id=send(phone))
    phone.do("advance", ms=UNDO_MS)
    assert [(row.kind, row.outcome) for row in StoredEnvelope.select()] == [("void", "accepted")]
    assert Contact.select().count() == 0


def test_a_correction_becomes_the_next_revision(phone: NodePhone) -> None:
    first = send(phone)
    phone.do("advance", ms=UNDO_MS)
    phone.do("revise", id=first, answers=report(suicide="attempt"))
    phone.do("advance", ms=UNDO_MS)
    assert [record["outcome"] for record in phone.do("records")] == ["accepted", "accepted"]
    assert ContactRevision.select().count() == 2


def test_what_becomes_of_it_comes_back_and_is_read_in_the_vault_alone(phone: NodePhone) -> None:
    send(phone)
    phone.do("advance", ms=UNDO_MS)
    phone.do("advance", ms=60_000)
    assert phone.do("records")[0]["fate"]["fate"] == "received"
    phone.do("lock")
    assert phone.do("records")[0]["fate"] is None


def test_a_clinicians_day_lies_in_her_vault(house: House, phone: NodePhone, open_phone_in_node: Callable[[], NodePhone]) -> None:
    send(phone, report(suicide="attempt"))
    phone.do("advance", ms=UNDO_MS)
    clinician = house.cast.clinician
    FollowUp.update(owner=clinician.id).execute()
    enrolment.make_code(
        secret="VISITS", agency=clinician.agency, device_class="phone", label="", made_by=house.cast.admin.id, now=house.now
    )
    hers = open_phone_in_node()
    hers.do("sign_in", username=clinician.username, phrase=PHRASE)
    hers.do("enrol", code="VISITS")
    hers.do("advance", ms=60_000)
    assert [visit["acuity"] for visit in hers.do("day")] == ["now"]
    hers.do("lock")
    assert hers.do("day") == []


def test_a_restored_server_is_given_what_it_lost(house: House, phone: NodePhone) -> None:
    sent = [send(phone), send(phone)]
    phone.do("advance", ms=UNDO_MS)
    forget_everything(house)
    phone.do("advance", ms=300_000)
    assert {row.envelope_id for row in StoredEnvelope.select()} == set(sent)
    assert states(phone) == ["received", "received"]


def test_d14_a_revoked_phone_still_delivers_and_then_erases_itself(house: House, phone: NodePhone) -> None:
    send(phone)
    version = form_versions.current("crisis_contact").version
    assert phone.do("draft", form="crisis_contact", version=version, answers={"half": "typed"})["saved"]
    enrolment.revoke_device(phone.do("state")["device"], by=house.cast.admin.id, now=house.now)
    phone.do("advance", ms=UNDO_MS)
    assert sorted(row.kind for row in StoredEnvelope.select()) == ["draft", "submission"]
    assert phone.do("state")["enrolled"] is False


def test_d3_a_phone_with_a_wrong_clock_is_believed_only_with_its_skew(house: House, phone: NodePhone) -> None:
    phone.do("set_clock", ms=(house.now - timedelta(days=365)).timestamp() * 1000)
    phone.do("advance", ms=300_000)
    assert phone.do("state")["skewMs"] == pytest.approx(365 * 86_400_000, abs=600_000)
    send(phone, report(occurred_at=(house.now - timedelta(days=365, minutes=20)).isoformat()))
    phone.do("advance", ms=UNDO_MS)
    assert abs(ContactRevision.get().captured_at - house.now) < timedelta(minutes=10)


def test_a_wrong_code_is_named(house: House, open_phone_in_node: Callable[[], NodePhone]) -> None:
    phone = open_phone_in_node()
    phone.do("sign_in", username=house.cast.officer.username, phrase=PHRASE)
    assert phone.do("enrol", code="NONE") == {"enrolled": False, "reason": "code_unknown"}


def test_a_wrong_phrase_is_named(house: House, open_phone_in_node: Callable[[], NodePhone]) -> None:
    phone = open_phone_in_node()
    assert phone.do("sign_in", username=house.cast.officer.username, phrase="not this one at all") == {"signedIn": False, "reason": "wrong"}


def forget_everything(house: House) -> None:
    """A database without its last day, and with a new life's name."""
    kept = {*access.TABLES, FormVersion, EnrolmentCode, Instance}
    EnrolmentCode.update(device=None).execute()
    for table in reversed(all_tables()):
        if table not in kept:
            table.delete().execute()
    Instance.create(id="22222222-2222-4222-8222-222222222222", since=house.now)
