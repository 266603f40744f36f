"""Corrected, contested and withdrawn reports, through the public push: what the record holds of them, and who may say so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Model

from fieldform import access, web_device
from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.record import conflicts, feed, form_versions
from fieldform.record.conflicts import Conflict, Resolution
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.form_versions import FormVersion
from fieldform.record.steps import Outcome
from fieldform.record.withdrawals import Reinstatement, Withdrawal
from fieldform.schema import all_tables
from sync.decide import Outcome as Decided
from sync.encoding import b64, sha256, unb64
from sync.models import Change, Instance, StoredEnvelope
from sync.models import Device as DeviceRow
from sync.parse import parse_header
from sync.receipts import Receipt
from sync.tables import database
from sync.wire import Kind
from tests.support.cast import Member
from tests.support.house import MORNING, ZONE, Device, House, build
from tests.support.reports import report

_KEPT = {*access.TABLES, FormVersion, Instance}
Envelope = dict[str, Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with build(Path(tmp_path_factory.mktemp("corrections"))) as house:
        yield house


@pytest.fixture
def house(built: House) -> House:
    empty(built)
    return built


@pytest.fixture
def device(house: House) -> Device:
    return house.device(house.cast.officer.agency)


def empty(house: House, but: frozenset[type[Model]] = frozenset()) -> None:
    house.now = MORNING
    with database.atomic():
        for table in reversed(all_tables()):
            if table not in _KEPT | but:
                table.delete().execute()


def id_of(envelope: Envelope) -> str:
    return parse_header(unb64(envelope["header"])).id


def revised(device: Device, base: Envelope, **answers: Any) -> Envelope:
    return device.seal(Kind.REVISION, device.body(report(**answers), base=b64(sha256(unb64(base["body"])))))


def said(device: Device, form: str, **answers: Any) -> Envelope:
    return device.seal(Kind.ACTION, device.body(answers, form=form))


def outcomes(receipts: list[Receipt]) -> list[str]:
    return [receipt.outcome.value for receipt in receipts]


def online(house: House, member: Member, form: str, **answers: Any) -> web_device.Answer:
    """What somebody enters at a desk."""
    with house.app.test_request_context():
        return web_device.submit(
            kind="action",
            form=form_versions.current(form),
            answers=answers,
            author=member.id,
            record_id=str(uuid4()),
            now=house.now,
            zone=ZONE,
        )


def told(member: Member, contact: Envelope) -> dict[str, Any]:
    """What this member's device hears of a report."""
    return feed.fates(viewer_of(User.get_by_id(member.id)), [id_of(contact)])[0]


# Withdrawn.


def withdrawn(device: Device, contact: Envelope, **answers: Any) -> Envelope:
    return said(device, "withdrawal", contact=id_of(contact), **({"reason": "wrong_person"} | answers))


def test_a_withdrawn_report_is_marked_with_who_when_and_why_and_nothing_is_erased(house: House, device: Device) -> None:
    first = device.report(report(suicide="attempt"))
    device.push(first, withdrawn(device, first, reason="other", note="It was her sister."))
    contact = Contact.get()
    assert (contact.withdrawn_at, contact.withdrawn_by) == (house.now, house.cast.officer.id)
    assert contact.withdrawn_for == "Another reason: It was her sister."
    assert (ContactRevision.select().count(), Withdrawal.get().reason) == (1, "other")


def test_what_was_open_on_it_is_closed_with_an_outcome_that_says_so(device: Device) -> None:
    first = device.report(report(suicide="attempt", domestic="yes"))
    device.push(first)
    assert FollowUp.select().where(FollowUp.state == "open").count() == 2
    device.push(withdrawn(device, first))
    assert FollowUp.select().where(FollowUp.state == "open").count() == 0
    assert {(row.outcome, row.note) for row in Outcome.select()} == {("withdrawn", "Wrong person")}


def test_a_withdrawal_that_comes_before_its_report_waits_for_it(device: Device) -> None:
    first = device.report(report(suicide="attempt"))
    assert outcomes(device.push(withdrawn(device, first))) == ["held"]
    device.push(first)
    assert Contact.get().withdrawn_at is not None
    assert FollowUp.get().state == "closed"


def test_another_reason_needs_its_words(device: Device) -> None:
    first = device.report(report())
    device.push(first)
    assert outcomes(device.push(withdrawn(device, first, reason="other"))) == ["quarantined"]
    assert Contact.get().withdrawn_at is None


def test_only_its_author_or_a_supervisor_of_its_agency_withdraws_it(house: House, device: Device) -> None:
    first = device.report(report())
    device.push(first)
    said = {"contact": id_of(first), "reason": "twice"}
    for stranger in (house.cast.second_officer, house.cast.clinician, house.cast.supervisor_elsewhere, house.cast.admin):
        assert online(house, stranger, "withdrawal", **said).outcome == "quarantined", stranger.name
    assert Contact.get().withdrawn_at is None
    assert online(house, house.cast.supervisor, "withdrawal", **said).accepted


def test_taken_back_it_stands_again_and_what_it_closed_is_open_again(house: House, device: Device) -> None:
    first = device.report(report(suicide="attempt"))
    device.push(first, withdrawn(device, first))
    house.later(hours=1)
    assert online(house, house.cast.supervisor, "reinstatement", contact=id_of(first), why="It was her after all.").accepted
    assert (Contact.get().withdrawn_at, FollowUp.get().state, FollowUp.get().closed_at) == (None, "open", None)
    assert (Withdrawal.select().count(), Reinstatement.get().note) == (1, "It was her after all.")


def test_what_the_clinician_had_closed_stays_closed(house: House, device: Device) -> None:
    first = device.report(report(suicide="attempt"))
    device.push(first)
    online(house, house.cast.clinician, "outcome", follow_up=FollowUp.get().id, outcome="linked")
    house.later(hours=1)
    device.push(withdrawn(device, first))
    house.later(hours=1)
    device.push(said(device, "reinstatement", contact=id_of(first), why="It was her."))
    assert FollowUp.get().state == "closed"


def test_a_withdrawal_older_than_its_taking_back_changes_nothing_when_it_comes_late(house: House, device: Device) -> None:
    first = device.report(report())
    device.push(first)
    late = withdrawn(device, first)
    house.later(hours=1)
    device.push(said(device, "reinstatement", contact=id_of(first), why="It stands."))
    device.push(late)
    assert (Contact.get().withdrawn_at, Withdrawal.select().count()) == (None, 1)


def test_a_correction_of_a_withdrawn_report_is_kept_and_raises_nothing_until_it_stands_again(house: House, device: Device) -> None:
    first = device.report(report())
    device.push(first, withdrawn(device, first))
    device.push(revised(device, first, suicide="attempt"))
    assert FollowUp.select().where(FollowUp.state == "open").count() == 0
    house.later(hours=1)
    device.push(said(device, "reinstatement", contact=id_of(first), why="It stands."))
    assert [row.acuity for row in FollowUp.select().where(FollowUp.state == "open")] == ["now"]


def test_its_author_hears_that_it_is_withdrawn(house: House, device: Device) -> None:
    first = device.report(report())
    device.push(first, withdrawn(device, first))
    assert told(house.cast.officer, first)["fate"] == "withdrawn"
    assert Change.select().order_by(Change.number.desc()).get().audience == house.cast.officer.id


# In conflict.


@pytest.fixture
def contested(device: Device) -> tuple[Envelope, Envelope, Envelope]:
    """A report, a correction of it, and another made on the same version."""
    first = device.report(report(given_name="Zoe"))
    newest, other = revised(device, first, given_name="Zoë"), revised(device, first, given_name="Zoey")
    device.push(first, newest, other)
    return first, newest, other


def test_05_both_sides_of_a_conflict_are_kept_with_who_and_which_base(house: House, contested: tuple[Envelope, ...]) -> None:
    conflict = Conflict.get()
    assert (conflict.base, conflict.against, conflict.author) == (1, 2, house.cast.officer.id)
    assert conflict.answers["who"]["given_name"] == "Zoey"
    assert [row.answers["who"]["given_name"] for row in ContactRevision.select().order_by(ContactRevision.revision)] == ["Zoe", "Zoë"]


def test_05_a_conflict_waits_for_a_supervisor_of_its_agency_alone(house: House, contested: tuple[Envelope, ...]) -> None:
    seen = {
        member.name: conflicts.waiting(viewer_of(User.get_by_id(member.id))).count()
        for member in (house.cast.supervisor, house.cast.supervisor_elsewhere)
    }
    assert seen == {"Fay Moreau": 1, "Hal Winter": 0}


def test_its_author_hears_that_it_waits_and_then_what_was_decided(house: House, contested: tuple[Envelope, ...]) -> None:
    assert told(house.cast.officer, contested[0])["fate"] == "conflict"
    note = "The hospital confirms the spelling."
    assert online(house, house.cast.supervisor, "resolution", conflict=Conflict.get().id, side="keep", note=note).accepted
    heard = told(house.cast.officer, contested[0])
    assert (heard["fate"], heard["decided"], heard["note"]) == ("received", "keep", note)


@pytest.mark.parametrize("who", ["officer", "clinician", "supervisor_elsewhere", "admin"])
def test_nobody_else_decides(house: House, contested: tuple[Envelope, ...], who: str) -> None:
    answer = online(house, getattr(house.cast, who), "resolution", conflict=Conflict.get().id, side="keep")
    assert (answer.outcome, Resolution.select().count()) == ("quarantined", 0)


def test_it_is_decided_once(house: House, contested: tuple[Envelope, ...]) -> None:
    assert online(house, house.cast.supervisor, "resolution", conflict=Conflict.get().id, side="keep").accepted
    assert not online(house, house.cast.supervisor, "resolution", conflict=Conflict.get().id, side="keep").accepted


def test_a_correction_of_the_correction_takes_its_place_before_the_supervisor(device: Device, contested: tuple[Envelope, ...]) -> None:
    device.push(revised(device, contested[2], given_name="Zoey-Ann"))
    waiting = [row for row in Conflict.select() if row.is_open]
    assert [row.answers["who"]["given_name"] for row in waiting] == ["Zoey-Ann"]
    assert Conflict.select().count() == 2


def test_nobody_revises_another_agencys_report_by_way_of_a_contested_one(house: House, contested: tuple[Envelope, ...]) -> None:
    elsewhere = house.device(house.cast.officer_elsewhere.agency)
    elsewhere.author = house.cast.officer_elsewhere.id
    receipt = elsewhere.push(revised(elsewhere, contested[2], given_name="Mallory"))[0]
    assert (receipt.outcome, receipt.reasons) == (Decided.QUARANTINED, ("base_elsewhere",))


# In any order.

STEPS = st.lists(st.sampled_from(["correct", "unusable", "withdraw", "reinstate"]), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(STEPS, st.data())
def test_05_corrections_and_withdrawals_in_any_order_come_to_the_same_record(built: House, steps: list[str], data: st.DataObject) -> None:
    empty(built)
    phone, envelopes = written(built, steps)
    phone.push(*envelopes)
    in_order = state()
    last = built.now
    empty(built, but=frozenset({DeviceRow}))
    built.now = last
    for envelope in data.draw(st.permutations(envelopes)):
        phone.push(envelope)
    assert state() == in_order


def written(house: House, steps: list[str]) -> tuple[Device, list[Envelope]]:
    """A report and what its author does to it, an hour apart."""
    phone = house.device(house.cast.officer.agency)
    first = newest = phone.report(report())
    queue = [first]
    for number, step in enumerate(steps):
        house.later(hours=1)
        if step in ("correct", "unusable"):
            changes: dict[str, Any] = {"given_name": f"Zoe {number}"} if step == "correct" else {"age_guess": 900, "born_on": None}
            newest = revised(phone, newest, **changes)
            queue.append(newest)
        elif step == "withdraw":
            queue.append(withdrawn(phone, first))
        else:
            queue.append(said(phone, "reinstatement", contact=id_of(first), why="It stands."))
    return phone, queue


def state() -> tuple[Any, ...]:
    """All that should not depend on the order of arrival."""
    return (
        [(row.revision, row.answers) for row in ContactRevision.select().order_by(ContactRevision.revision)],
        [(row.revision, row.withdrawn_at, row.withdrawn_for, row.incomplete, row.person.name) for row in Contact.select()],
        sorted((row.queue, row.acuity, row.state) for row in FollowUp.select()),
        sorted((row.envelope_id, row.outcome) for row in StoredEnvelope.select()),
    )
