"""Enrolment and news over HTTP: a session, a code, a proof; and what a device without them does not get."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from fieldform.record.contacts import Contact
from sync.encoding import b64
from sync.enrolment import MOST_PENDING, approve_device, make_code, revoke_device
from sync.models import AuthorKey
from sync.models import Device as DeviceRow
from sync.sealing import new_key, public_bytes
from sync.signer import Signer
from sync.wire import Signed
from tests.support.house import Device, House
from tests.support.reports import report

CODE = "K7QF-2M9X-PPTT"


@pytest.fixture
def officer(house: House) -> FlaskClient:
    make_code(
        secret=CODE, agency=house.cast.officer.agency, device_class="phone", label="car 7", made_by=house.cast.admin.id, now=house.now
    )
    return house.visitor(house.cast.officer)


def enrolment(house: House, client: FlaskClient, **changes: Any) -> dict[str, Any]:
    """What a phone sends to be enrolled."""
    key, name = new_key(), str(uuid4())
    challenge = client.get("/device/challenge").get_json()["challenge"]
    signer = Signer(name, key, "", b"", Signed(b"", b""))
    proof = signer.heartbeat(epoch=1, next_sequence=1, waiting=0, wall_clock=house.now, app="test", challenge=challenge)
    heartbeat = {"bytes": b64(proof.raw), "signature": b64(proof.signature)}
    return {"code": CODE, "device": name, "public_key": b64(public_bytes(key)), "heartbeat": heartbeat} | changes


def test_a_code_and_a_proof_enrol_a_phone(house: House, officer: FlaskClient) -> None:
    answer = officer.post("/device/enrol", json=enrolment(house, officer), headers=house.token(officer))
    assert answer.status_code == 200
    pinned = answer.get_json()["keys"]
    assert pinned["sealing"]["id"] == house.keys.current_sealing_id
    assert pinned["receipt"]["public_key"] == b64(public_bytes(house.keys.receipt))
    assert DeviceRow.get().label == "car 7"


def test_a_used_code_says_so_in_words(house: House, officer: FlaskClient) -> None:
    officer.post("/device/enrol", json=enrolment(house, officer), headers=house.token(officer))
    answer = officer.post("/device/enrol", json=enrolment(house, officer), headers=house.token(officer))
    assert answer.status_code == 409
    assert answer.get_json()["error"] == "code_used"
    assert "ask IT" in answer.get_json()["message"]


def test_a_proof_made_in_another_session_fails(house: House, officer: FlaskClient) -> None:
    other = house.visitor(house.cast.second_officer)
    answer = officer.post("/device/enrol", json=enrolment(house, other), headers=house.token(officer))
    assert answer.get_json()["error"] == "proof_failed"


@pytest.mark.parametrize("change", [{"public_key": "%"}, {"public_key": b64(bytes(65))}, {"heartbeat": None}, {"heartbeat": {}}])
def test_a_broken_enrolment_is_refused_clearly(house: House, officer: FlaskClient, change: dict[str, Any]) -> None:
    answer = officer.post("/device/enrol", json=enrolment(house, officer, **change), headers=house.token(officer))
    assert answer.status_code == 400
    assert DeviceRow.select().count() == 0


def test_nobody_enrols_without_signing_in(house: House) -> None:
    stranger = house.visitor()
    answer = stranger.post("/device/enrol", json={}, headers=house.token(stranger))
    assert (answer.status_code, answer.get_json()["error"]) == (401, "sign_in_needed")


def test_an_authors_key_is_registered_for_whoever_is_signed_in(house: House, device: Device, officer: FlaskClient) -> None:
    fields = {"device": device.signer.device, "public_key": b64(public_bytes(new_key()))}
    assert officer.post("/device/author-key", json=fields, headers=house.token(officer)).status_code == 204
    assert AuthorKey.get().author == house.cast.officer.id


def test_an_authors_key_needs_an_enrolled_device(house: House, officer: FlaskClient) -> None:
    fields = {"device": str(uuid4()), "public_key": b64(public_bytes(new_key()))}
    assert officer.post("/device/author-key", json=fields, headers=house.token(officer)).status_code == 403


def news(client: FlaskClient, device: Device, cursor: str = "") -> Any:
    return client.get(f"/sync/pull?cursor={cursor}", headers={"X-Fieldform-Device": device.signer.device})


def test_the_officer_hears_what_became_of_a_report_once(device: Device, officer: FlaskClient) -> None:
    device.push(device.report(report()))
    first = news(officer, device).get_json()
    assert [change["fate"] for change in first["changes"]] == ["received"]
    assert news(officer, device, first["cursor"]).get_json()["changes"] == []


def test_an_officer_hears_nothing_of_anothers_reports(house: House, device: Device) -> None:
    device.push(device.report(report()))
    second = house.visitor(house.cast.second_officer)
    assert news(second, device).get_json()["changes"] == []


def test_news_needs_a_session_and_an_enrolled_device(house: House, device: Device, officer: FlaskClient) -> None:
    assert news(house.visitor(), device).status_code == 401
    assert officer.get("/sync/pull").status_code == 403
    revoke_device(device.signer.device, by=house.cast.admin.id, now=house.now)
    assert news(officer, device).status_code == 403


def test_healthz_answers_a_word_that_no_portal_knows(house: House) -> None:
    answer = house.visitor().get("/healthz")
    assert answer.get_json()["fieldform"] == "ok"
    assert "Set-Cookie" not in answer.headers


def begun_without_code(house: House, client: FlaskClient) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a spare device sent, and what it was told."""
    sent = enrolment(house, client, code="")
    answer = client.post("/device/enrol", json=sent, headers=house.token(client))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return sent, answer.get_json()


def test_a_spare_device_delivers_and_is_told_nothing(house: House, officer: FlaskClient) -> None:
    sent, told = begun_without_code(house, officer)
    assert told["pending"] is True
    news = officer.get("/sync/pull?cursor=", headers={"X-Fieldform-Device": sent["device"]})
    assert news.status_code == 403


def test_a_spare_device_gets_no_report_back_until_it_is_approved(house: House, officer: FlaskClient) -> None:
    other = house.device(house.cast.officer.agency)
    other.push(other.report(report()))
    own = Contact.get(Contact.author == house.cast.officer.id).id
    sent, _ = begun_without_code(house, officer)
    asked = {"path": f"/device/reports/{own}", "headers": {"X-Fieldform-Device": sent["device"]}}
    assert officer.get(**asked).status_code == 404
    approve_device(sent["device"], by=house.cast.admin.id, now=house.now)
    assert officer.get(**asked).status_code == 200


def test_once_approved_it_hears_the_news(house: House, officer: FlaskClient) -> None:
    sent, _ = begun_without_code(house, officer)
    assert approve_device(sent["device"], by=house.cast.admin.id, now=house.now)
    news = officer.get("/sync/pull?cursor=", headers={"X-Fieldform-Device": sent["device"]})
    assert news.status_code == 200


def test_a_spare_devices_reports_are_accepted_as_any_other(house: House, officer: FlaskClient) -> None:
    device = house.device(house.cast.officer.agency)
    DeviceRow.update(pending_since=house.now).where(DeviceRow.id == device.signer.device).execute()
    assert [receipt.outcome for receipt in device.push(device.report(report()))] == ["accepted"]


def test_a_fourth_without_a_code_is_refused_in_words(house: House, officer: FlaskClient) -> None:
    for _ in range(MOST_PENDING):
        begun_without_code(house, officer)
    answer = officer.post("/device/enrol", json=enrolment(house, officer, code=""), headers=house.token(officer))
    assert (answer.status_code, answer.get_json()["error"]) == (409, "too_many_pending")
    assert "Ask IT" in answer.get_json()["message"]
