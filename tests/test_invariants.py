"""The twelve things that must always hold (docs/invariants.md), one test each; beside each of them stand many finer ones elsewhere."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fieldform.access import accounts
from fieldform.access.models import User, ViewLog
from fieldform.forms import evaluate_form, load_xlsform
from fieldform.paths import LIBRARY
from fieldform.record import form_versions
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from sync.decide import Outcome
from sync.encoding import b64, sha256, unb64
from sync.enrolment import make_code
from sync.models import StoredEnvelope
from sync.wire import Kind, Place
from tests.forms.browser import Browser, needs_node
from tests.support.browser import CHROMIUM, Phone
from tests.support.cast import Cast
from tests.support.ground import copy_of, write_down
from tests.support.house import ZONE, Device, House, build
from tests.support.officer import Officer
from tests.support.reports import report
from tests.support.servers import LiveServer
from tests.support.traces import traces_of


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with build(tmp_path) as built:
        yield built


@pytest.fixture
def device(house: House) -> Device:
    return house.device(house.cast.officer.agency)


def test_01_nothing_entered_is_lost(server: LiveServer, cast: Cast, open_phone: Callable[..., Phone]) -> None:
    with server.records():
        make_code(secret="A1", agency=cast.officer.agency, device_class="phone", label="", made_by="it", now=datetime.now(UTC))
    server.start()
    officer = Officer(open_phone("car 12", engine=CHROMIUM), server.url, cast.officer)
    officer.opens_the_app()
    officer.signs_in()
    officer.sets_the_device_up("A1")
    officer.can_work_without_a_network()
    officer.starts_a_crisis_contact()
    officer.answers({"Where was it?": "14 Larkspur Court", "What happened?": "the last words"})
    expect(officer.page.locator("[data-saved=saved]")).to_be_visible()
    officer.phone.kill()
    officer.phone = open_phone("car 12", engine=CHROMIUM)
    officer.opens_the_app()
    officer.unlocks()
    officer.leaves_for("Unfinished")
    expect(officer.field("What happened?")).to_have_value("the last words")
    expect(officer.field("Where was it?")).to_have_value("14 Larkspur Court")


def test_02_exactly_once(house: House, device: Device) -> None:
    envelope = device.report(report())
    first, again = device.push(envelope), device.push(envelope)
    other = device.seal(Kind.SUBMISSION, device.body(report(given_name="Somebody")), envelope_id=first[0].id or "")
    assert again == first
    assert device.push(other)[0].reasons == ("same_id_other_content",)
    assert (Contact.select().count(), StoredEnvelope.select().count()) == (1, 2)


def test_03_accept_first_judge_later(device: Device) -> None:
    bad, good = device.report({"no": "such question"}), device.report(report())
    receipts = device.push(bad, good)
    assert [receipt.outcome for receipt in receipts] == [Outcome.QUARANTINED, Outcome.ACCEPTED]
    stored = StoredEnvelope.get(StoredEnvelope.envelope_id == receipts[0].id)
    assert bytes(stored.body) == unb64(bad["body"])


def test_04_every_number_is_accounted_for(device: Device) -> None:
    first, lost, third = (device.report(report()) for _ in range(3))
    answer = device.client.post("/sync/push", data=device.raw(first, third), content_type="application/json").get_json()
    assert (answer["acked_through"], answer["missing"]) == (1, [2])
    void = device.seal(Kind.VOID, {"id": device.push(first)[0].id, "reason": "unreadable"}, place=Place(1, lost["sequence"]))
    answer = device.client.post("/sync/push", data=device.raw(void), content_type="application/json").get_json()
    assert (answer["acked_through"], answer["missing"]) == (3, [])


def test_05_no_silent_overwrite(device: Device) -> None:
    first = device.report(report(given_name="Zoe"))
    device.push(first)
    base = b64(sha256(unb64(first["body"])))
    edits = [device.seal(Kind.REVISION, device.body(report(given_name=name), base=base)) for name in ("Zoë", "Zoey")]
    assert [receipt.outcome for receipt in device.push(*edits)] == [Outcome.ACCEPTED, Outcome.CONFLICT]
    assert [row.revision for row in ContactRevision.select().order_by(ContactRevision.revision)] == [1, 2]
    assert StoredEnvelope.select().count() == 3


def test_06_old_is_never_refused(house: House, device: Device) -> None:
    written_before = device.report(report())
    newer = (LIBRARY / "crisis_contact.md").read_text(encoding="utf-8").replace("Where was it?", "Where did it happen?")
    assert form_versions.publish(load_xlsform(newer), house.now)
    old_app = device.signer.push([written_before], epoch=1, next_sequence=2, wall_clock=house.now, app="0.0.1")
    answer = device.client.post("/sync/push", data=old_app, content_type="application/json")
    assert device.read(answer.get_json())[0].outcome is Outcome.ACCEPTED


def test_07_losing_rights_removes_reading_never_writing_or_delivery(house: House, device: Device) -> None:
    officer = house.visitor(house.cast.officer)
    accounts.close(User.get_by_id(house.cast.officer.id), by="it", now=house.now)
    news = officer.get("/sync/pull", headers={"X-Fieldform-Device": device.signer.device})
    assert news.status_code == 401
    receipt = device.push(device.report(report()))[0]
    assert (receipt.outcome, receipt.reasons) == (Outcome.QUARANTINED, ("author_revoked",))
    assert officer.get("/officer/").status_code == 200


def test_08_nothing_typed_lies_in_the_clear_on_the_server(
    house: House, device: Device, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What lies on a phone is searched at the end of the journey."""
    canary = "ZZPHI7f3a9c"
    device.push(device.report(report(given_name=canary)), device.report({"safety": {"suicide": [canary]}}), device.report({canary: canary}))
    write_down()
    assert StoredEnvelope.select().count() == 3
    assert canary not in caplog.text
    assert traces_of([canary, "Quillfeather"], tmp_path) == []


def test_09_walls_and_agencies(house: House, device: Device) -> None:
    device.push(device.report(report(suicide="attempt")))
    page = f"/clinician/follow-ups/{FollowUp.get(FollowUp.queue == 'clinician').id}"
    assert house.visitor(house.cast.refused).get(page).status_code == 404
    assert house.visitor(house.cast.advocate).get(page).status_code == 404
    assert ViewLog.select().count() == 0
    assert house.visitor(house.cast.clinician).get(page).status_code == 200
    assert [row.viewer_id for row in ViewLog.select()] == [house.cast.clinician.id]


def test_10_two_clocks(house: House, device: Device) -> None:
    wrong = house.now - timedelta(days=11_000)
    answers = report(suicide="attempt", occurred_at=wrong.isoformat())
    envelope = device.report(answers, captured_at=wrong.isoformat(), skew_ms=None)
    raw = device.signer.push([envelope], epoch=1, next_sequence=2, wall_clock=wrong)
    device.client.post("/sync/push", data=raw, content_type="application/json")
    assert FollowUp.get(FollowUp.queue == "clinician").due_at == house.now + timedelta(hours=1)


def test_11_a_restored_server_heals(house: House, device: Device, tmp_path: Path) -> None:
    """What a device keeps sealed it offers again (tests/js/core/restored.test.js); here is what the restored server makes of it."""
    before, after = device.report(report()), device.report(report())
    first = device.push(before)
    put_back = copy_of(house.parts.config, tmp_path)
    device.push(after)
    put_back()
    assert Contact.select().count() == 1
    again = device.push(before, after)
    assert again[0] == first[0]
    assert again[1].outcome is Outcome.ACCEPTED
    assert Contact.select().count() == 2


@needs_node
def test_12_form_logic_means_the_same_on_both_sides() -> None:
    form = load_xlsform(LIBRARY / "crisis_contact.md")
    at = datetime(2026, 11, 23, 14, tzinfo=UTC)
    browser = Browser()
    for answers in (report(), report(suicide="attempt"), report(age_guess=300), {}):
        here = evaluate_form(form, answers, at, ZONE)
        there = browser.ask(definition=form.definition(), answers=answers, now=int(at.timestamp() * 1000), zone=ZONE)
        assert json.loads(json.dumps(here.answers)) == there["answers"]
        assert sorted(here.missing) == sorted(there["missing"])
    browser.close()
