"""`POST /device/alarms`: the officer's screen learns the truth at each step, and whom to phone, without a session."""

from typing import Any
from uuid import uuid4

from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.duty.models import PhoneLine
from fieldform.record import follow_ups
from fieldform.record.contacts import Contact
from sync import enrolment
from sync.parse import parse_push
from tests.alerting.conftest import at, follow_up, on_call, red, row, tick
from tests.alerting.test_alerts import DAY, NIGHT, SATURDAY
from tests.support.cast import Member
from tests.support.house import Device, House
from tests.support.mailbox import Mailbox
from tests.support.reports import report

VIOLENCE = {"domestic": "yes", "violence": {"victim_who": "victim", "threat_to_kill": "yes"}}


def ask(device: Device, *ids: str, status: int = 200) -> dict[str, Any]:
    heartbeat = parse_push(device.raw()).heartbeat.as_json()
    answer = device.client.post("/device/alarms", json={"device": device.signer.device, "heartbeat": heartbeat, "ids": list(ids)})
    assert answer.status_code == status, answer.get_data(as_text=True)
    told: dict[str, Any] = answer.get_json()
    return told


def state(device: Device, submission: str) -> tuple[str, str]:
    (told,) = ask(device, submission)["alarms"]
    return told["state"], told["to"]


def opens(house: House, member: Member) -> None:
    follow_ups.open_one(viewer_of(User.get_by_id(member.id)), follow_up().id, house.now)


def test_it_is_not_known_before_it_arrives(device: Device) -> None:
    assert state(device, str(uuid4())) == ("not_known", "")


def test_it_goes_from_alerting_to_alerted_to_opened_to_closed(house: House, device: Device) -> None:
    at(house, NIGHT)
    on_call(house, house.cast.clinician, "2026-11-23T20:00", "2026-11-24T08:00")
    submission = red(device)
    seen = [state(device, submission)]
    tick(house)
    seen.append(state(device, submission))
    opens(house, house.cast.clinician)
    seen.append(state(device, submission))
    follow_ups.FollowUp.update(closed_at=house.now, state="closed").execute()
    assert [*seen, state(device, submission)] == [("alerting", ""), ("alerted", "call"), ("opened", "call"), ("closed", "")]


def test_it_says_when_each_was(house: House, device: Device) -> None:
    at(house, DAY)
    submission = red(device)
    tick(house, seconds=9)
    assert ask(device, submission)["alarms"][0]["at"] == house.now.isoformat()


def test_nobody_is_on_duty_on_a_saturday_whatever_was_mailed(house: House, device: Device) -> None:
    at(house, SATURDAY)
    submission = red(device)
    tick(house)
    assert state(device, submission) == ("nobody_on_duty", "")


def test_it_says_that_no_alert_could_be_sent(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    submission = red(device)
    mailbox.stop()
    tick(house)
    assert state(device, submission) == ("not_alerted", "")
    mailbox.start()
    tick(house, minutes=1)
    assert state(device, submission) == ("alerted", "present")


def test_what_arrived_and_could_not_be_read_says_so(house: House, device: Device) -> None:
    receipt = device.push(device.report({}))[0]
    assert state(device, str(receipt.id)) == ("set_aside", "")


def test_what_asks_nobody_to_hurry_is_settled(device: Device) -> None:
    receipt = device.push(device.report(report()))[0]
    assert state(device, str(receipt.id)) == ("settled", "")


def test_a_look_from_behind_the_advocates_wall_is_not_told(house: House, device: Device) -> None:
    at(house, DAY)
    answers = report(disposition=["resolved"], occurred_at="2026-11-23T09:30:00-05:00", present=["none"])
    answers["people"] |= VIOLENCE
    submission = str(device.push(device.report(answers))[0].id)
    before = ask(device, submission)["alarms"]
    assert [(told["queue"], told["state"]) for told in before] == [("advocate", "nobody_on_duty")]
    raised = follow_ups.FollowUp.get(follow_ups.FollowUp.queue == "advocate")
    follow_ups.open_one(viewer_of(User.get_by_id(house.cast.advocate.id)), raised.id, house.now)
    assert ask(device, submission)["alarms"] == before


def test_it_says_whom_to_phone_and_names_nobody(house: House, device: Device) -> None:
    at(house, DAY)
    row(PhoneLine, house, agency=house.cast.clinician.agency, queue="clinician", words="Crisis line (placeholder)", phone="555-0199")
    lines = [(line["words"], line["phone"]) for line in ask(device)["lines"] if line["queue"] == "clinician"]
    assert lines == [("The clinician on duty", "313-555-0110"), ("Crisis line (placeholder)", "555-0199")]
    at(house, SATURDAY)
    assert [line["phone"] for line in ask(device)["lines"] if line["queue"] == "clinician"] == ["555-0199"]


def test_it_always_knows_one_line(device: Device, house: House) -> None:
    at(house, SATURDAY)
    assert {"words": "988 Suicide and Crisis Lifeline", "phone": "988", "queue": "clinician"} in ask(device)["lines"]


def test_another_device_hears_nothing_of_it(house: House, device: Device) -> None:
    at(house, DAY)
    submission = red(device)
    other = house.device(house.cast.officer.agency, "car 13")
    assert state(other, submission) == ("not_known", "")


def test_a_revoked_device_hears_nothing(house: House, device: Device) -> None:
    submission = red(device)
    enrolment.revoke_device(device.signer.device, by="it", now=house.now)
    ask(device, submission, status=403)


def test_a_forged_heartbeat_hears_nothing(house: House, device: Device) -> None:
    other = house.device(house.cast.officer.agency, "car 13")
    heartbeat = parse_push(other.raw()).heartbeat.as_json()
    answer = device.client.post("/device/alarms", json={"device": device.signer.device, "heartbeat": heartbeat, "ids": []})
    assert answer.status_code == 403


def test_what_is_no_question_is_turned_away(device: Device) -> None:
    for question in ({}, {"device": "x", "heartbeat": 1, "ids": []}, {"device": device.signer.device, "heartbeat": {"bytes": "a"}}):
        assert device.client.post("/device/alarms", json=question).status_code == 400
    ask(device, *["x"] * 101, status=400)


def test_it_needs_no_session_and_sets_no_cookie(device: Device) -> None:
    heartbeat = parse_push(device.raw()).heartbeat.as_json()
    answer = device.client.post("/device/alarms", json={"device": device.signer.device, "heartbeat": heartbeat, "ids": []})
    assert "Set-Cookie" not in answer.headers


def test_a_withdrawn_report_asks_nobody_to_hurry(house: House, device: Device) -> None:
    at(house, DAY)
    submission = red(device)
    Contact.update(withdrawn_at=house.now).where(Contact.id == submission).execute()
    assert state(device, submission) == ("settled", "")
