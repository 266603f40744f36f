"""`POST /sync/push` as a device, a broken device and a stranger use it: a clear answer each time, and nothing lost."""

import gzip
import json
import logging
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.persons import PersonName
from sync.decide import Outcome
from sync.encoding import b64, label, unb64
from sync.models import StoredEnvelope
from sync.parse import parse_signed
from sync.sealing import public_bytes, verifies
from sync.wire import MAX_PUSH_BYTES, Kind, Place
from tests.support.house import Device, House
from tests.support.reports import report


def outcomes(device: Device, *envelopes: dict[str, Any]) -> list[Outcome]:
    return [receipt.outcome for receipt in device.push(*envelopes)]


def test_an_accepted_report_becomes_a_contact_with_its_follow_up(device: Device) -> None:
    assert outcomes(device, device.report(report(suicide="attempt"))) == [Outcome.ACCEPTED]
    assert Contact.select().count() == 1
    assert FollowUp.get(FollowUp.queue == "clinician").acuity == "now"


def test_a_batch_of_reports_takes_no_more_statements_than_two(device: Device, caplog: pytest.LogCaptureFixture) -> None:
    """Where this fails, something that is written or asked for each report goes round sync/gathering.py."""
    counts = []
    for number in (2, 12):
        batch = [device.report(report(suicide="attempt", domestic="no")) for _ in range(number)]
        with caplog.at_level(logging.DEBUG, "peewee"):
            caplog.clear()
            device.push(*batch)
            counts.append(len(caplog.records))
    assert counts[0] == counts[1]


def test_gzip_is_welcome(device: Device) -> None:
    raw = gzip.compress(device.raw(device.report(report())))
    answer = device.client.post("/sync/push", data=raw, content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert device.read(answer.get_json())[0].outcome is Outcome.ACCEPTED


BROKEN = {
    "no JSON": (b"<html>Hotel Wi-Fi</html>", {}, 400),
    "half a JSON": (b'{"device": "', {}, 400),
    "nothing": (b"", {}, 400),
    "too deep": (b"[" * 33 + b"]" * 33, {}, 400),
    "without an end": (b"[" * 5000, {}, 400),
    "half a character": (b'{"device":"\\ud800"}', {}, 400),
    "another encoding": (b"{}", {"Content-Encoding": "br"}, 415),
    "gzip that is none": (b"{}", {"Content-Encoding": "gzip"}, 400),
    "gzip cut off": (gzip.compress(b"{}" * 500)[:-9], {"Content-Encoding": "gzip"}, 400),
    "gzip with a tail": (gzip.compress(b"{}") + b"tail", {"Content-Encoding": "gzip"}, 400),
    "a bomb": (gzip.compress(b"0" * 50_000_000), {"Content-Encoding": "gzip"}, 413),
    "too large": (b"0" * (MAX_PUSH_BYTES + 1), {}, 413),
}


@pytest.mark.parametrize("what", BROKEN)
def test_s9_what_is_no_push_gets_a_clear_answer_in_json(device: Device, what: str) -> None:
    raw, headers, status = BROKEN[what]
    answer = device.client.post("/sync/push", data=raw, content_type="application/json", headers=headers)
    assert answer.status_code == status
    assert set(answer.get_json()) == {"error", "message"}
    assert StoredEnvelope.select().count() == 0


def test_only_json_is_taken(device: Device) -> None:
    raw = device.raw(device.report(report()))
    assert device.client.post("/sync/push", data=raw, content_type="text/plain").status_code == 415
    assert device.client.post("/sync/push", data={"a": "b"}).status_code == 415


def test_another_sites_page_cannot_deliver(device: Device) -> None:
    raw = device.raw(device.report(report()))
    answer = device.client.post("/sync/push", data=raw, content_type="application/json", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_one_bad_record_that_cannot_be_sent_never_fails_the_batch(device: Device) -> None:
    good, other = device.report(report()), device.report(report())
    assert outcomes(device, {"header": 1}, good, other | {"sequence": 77}) == [Outcome.REFUSED, Outcome.ACCEPTED, Outcome.REFUSED]


@pytest.mark.parametrize(
    ("change", "outcome", "reason"),
    [
        ({"version": "never-published"}, Outcome.HELD, "unknown_form"),
        ({"form": "another_form", "version": "never-published"}, Outcome.HELD, "unknown_form"),
        ({"form": "another_form"}, Outcome.QUARANTINED, "form_mismatch"),
        ({"answers": {}}, Outcome.QUARANTINED, "missing"),
        ({"answers": []}, Outcome.QUARANTINED, "malformed"),
        ({"captured_at": "yesterday"}, Outcome.QUARANTINED, "malformed"),
    ],
)
def test_what_cannot_be_used_is_kept_and_named(device: Device, change: dict[str, Any], outcome: Outcome, reason: str) -> None:
    receipt = device.push(device.seal(Kind.SUBMISSION, device.body(report()) | change))[0]
    assert receipt.outcome is outcome
    assert receipt.reasons[0].startswith(reason)
    assert StoredEnvelope.select().count() == 1


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b'{"form":"crisis_contact"',
        b'{"form":"crisis_contact","form":"crisis_contact"}',
        b'{"answers":{"narrative":"\\ud800"}}',
        b'{"answers":{"narrative":"\\u0000"}}',
        b'{"answers":' + b"[" * 32 + b"]" * 32 + b"}",
        gzip.compress(b"{}")[:-9],
        b'{"monotonic_ms":' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_none_once_opened_is_kept_and_the_next_goes_on(device: Device, inside: bytes) -> None:
    broken = device.seal_bytes(Kind.SUBMISSION, inside)
    broken_receipt, good_receipt = device.push(broken, device.report(report()))
    assert (broken_receipt.outcome, broken_receipt.reasons) == (Outcome.QUARANTINED, ("malformed",))
    assert good_receipt.outcome is Outcome.ACCEPTED
    assert bytes(StoredEnvelope.get(StoredEnvelope.outcome == "quarantined").body) == unb64(broken["body"])


def test_a_wrong_type_names_the_question_on_the_server_and_the_answer_nowhere(device: Device) -> None:
    receipt = device.push(device.report(report(suicide=["ZZPHI-canary"])))[0]
    stored = StoredEnvelope.get()
    assert (receipt.outcome, receipt.reasons) == (Outcome.QUARANTINED, ("type",))
    assert "type:/safety/suicide" in stored.reasons
    assert "ZZPHI" not in json.dumps(stored.reasons)


@pytest.mark.parametrize("years", [-30, 30])
def test_a_device_clock_wrong_by_years_is_accepted_and_put_right(house: House, device: Device, years: int) -> None:
    wrong = house.now + timedelta(days=365 * years)
    answers = report(suicide="attempt", occurred_at=(wrong - timedelta(minutes=20)).isoformat())
    raw = device.signer.push(
        [device.report(answers, captured_at=wrong.isoformat(), skew_ms=None)], epoch=1, next_sequence=2, wall_clock=wrong
    )
    answer = device.client.post("/sync/push", data=raw, content_type="application/json")
    assert device.read(answer.get_json())[0].outcome is Outcome.ACCEPTED
    assert ContactRevision.get().captured_at == house.now
    assert FollowUp.get().due_at == house.now + timedelta(hours=1)


def test_today_is_not_wrong_outside_utc(house: House, device: Device) -> None:
    """On the evening of the 22nd in Detroit it is the 23rd in UTC: who says that they were born on the 23rd is not born yet."""
    house.now = house.now.replace(hour=3)
    late = house.now - timedelta(minutes=5)
    said = {"occurred_at": late.isoformat(), "born_on": house.now.date().isoformat()}
    assert outcomes(device, device.report(report(**said))) == [Outcome.QUARANTINED]
    said["born_on"] = (house.now - timedelta(days=1)).date().isoformat()
    assert outcomes(device, device.report(report(**said))) == [Outcome.ACCEPTED]


def test_a_form_is_judged_by_the_time_that_it_showed(house: House, device: Device) -> None:
    """The phone is five minutes fast: a moment ago on its clock is still to come on ours, and yet not in the form's future."""
    fast = house.now + timedelta(minutes=5)
    answers = report(occurred_at=(fast - timedelta(minutes=1)).isoformat())
    assert outcomes(device, device.report(answers, captured_at=fast.isoformat(), skew_ms=-300_000)) == [Outcome.ACCEPTED]
    assert ContactRevision.get().captured_at == house.now


def test_a_forged_device_is_refused(house: House, device: Device) -> None:
    forger = house.device(house.cast.officer.agency)
    forged = device.report(report()) | {"device_sig": forger.report(report())["device_sig"]}
    assert outcomes(device, forged) == [Outcome.REFUSED]


def test_s13_a_device_of_one_agency_does_not_speak_for_anothers_officers(house: House, device: Device) -> None:
    device.author = house.cast.officer_elsewhere.id
    receipt = device.push(device.report(report()))[0]
    assert receipt.reasons == ("author_elsewhere",)


def test_nobody_revises_another_agencys_report(house: House, device: Device) -> None:
    first = device.push(device.report(report(suicide="attempt")))[0]
    assert first.body_hash is not None
    stranger = house.device(house.cast.officer_elsewhere.agency)
    stranger.author = house.cast.officer_elsewhere.id
    body = stranger.body(report(suicide="attempt", given_name="Somebody"), base=b64(first.body_hash))
    assert stranger.push(stranger.seal(Kind.REVISION, body))[0].reasons == ("base_elsewhere",)
    assert Contact.get().revision == 1
    assert {name.agency for name in PersonName.select()} == {house.cast.officer.agency}


def test_a_record_keeps_its_first_reasons_and_not_ten_thousand(device: Device) -> None:
    receipt = device.push(device.report(report() | {f"invented_{number}": 1 for number in range(10_000)}))[0]
    assert (receipt.outcome, receipt.reasons) == (Outcome.QUARANTINED, ("unknown",))
    assert len(StoredEnvelope.get().reasons) == 20


def test_an_unknown_author_waits_for_a_person(device: Device) -> None:
    device.author = "nobody-we-know"
    assert device.push(device.report(report()))[0].reasons == ("author_unknown",)


def test_s13_a_replayed_batch_changes_nothing(device: Device) -> None:
    raw = device.raw(device.report(report()), device.report(report()))
    answers = [device.client.post("/sync/push", data=raw, content_type="application/json").get_json() for _ in range(3)]
    assert answers[0]["receipts"] == answers[1]["receipts"] == answers[2]["receipts"]
    assert Contact.select().count() == 2


def test_s13_a_clone_is_kept_and_told_to_count_anew(device: Device) -> None:
    device.push(device.report(report()))
    clone = device.seal(Kind.SUBMISSION, device.body(report()), place=Place(1, 1))
    answer = device.client.post("/sync/push", data=device.raw(clone), content_type="application/json").get_json()
    assert device.read(answer)[0].reasons == ("place_taken",)
    assert answer["orders"] == [{"order": "new_epoch", "epoch": 2}]


def test_a_desk_step_is_no_submission_and_back(device: Device) -> None:
    assert device.push(device.seal(Kind.ACTION, device.body(report())))[0].reasons == ("wrong_kind",)


def test_no_login_is_forced_mid_work_a_push_needs_no_session_and_sets_no_cookie(device: Device) -> None:
    answer = device.client.post("/sync/push", data=device.raw(), content_type="application/json")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_the_answer_says_what_time_it_is_and_which_database_this_is(house: House, device: Device) -> None:
    answer = device.client.post("/sync/push", data=device.raw(), content_type="application/json").get_json()
    assert datetime.fromisoformat(answer["server_time"]) == house.now.astimezone(UTC)
    assert answer["instance"]


def test_nothing_is_done_after_a_time_out_a_truncated_answer_cannot_pass_for_a_receipt(device: Device) -> None:
    answer = device.client.post("/sync/push", data=device.raw(device.report(report())), content_type="application/json").get_json()
    receipt = answer["receipts"][0]
    changed = {"bytes": b64(zlib.compress(b"x")), "signature": receipt["signature"]}
    with pytest.raises(AssertionError):
        device.read({"receipts": [changed]})


def test_the_answer_names_the_key_to_seal_to_in_words_the_device_believes(house: House, device: Device) -> None:
    answer = device.client.post("/sync/push", data=device.raw(), content_type="application/json").get_json()
    announced = parse_signed(answer["key"])
    assert verifies(public_bytes(house.keys.receipt), announced.signature, label("key") + announced.raw)
    assert json.loads(announced.raw)["id"] == house.keys.current_sealing_id


def test_it_sees_how_many_records_wait_for_a_person_and_nothing_of_them(house: House, device: Device) -> None:
    admin = house.visitor(house.cast.admin)
    assert "could not be used" not in admin.get("/admin/").get_data(as_text=True)
    device.push(device.report({}), device.report(report(given_name="ZZPHI"), version="never-published"), device.report(report()))
    page = admin.get("/admin/").get_data(as_text=True)
    assert "2 records arrived and could not be used yet" in page
    assert "ZZPHI" not in page
