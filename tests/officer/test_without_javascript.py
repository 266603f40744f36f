"""A report posted by a browser without JavaScript: judged by the same rules, entered once, and nothing typed is ever lost."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from fieldform.forms import Form
from fieldform.officer.offline import page_of
from fieldform.record import form_versions
from fieldform.record.contacts import Contact, ContactRevision
from sync.models import StoredEnvelope
from tests.support.everything import everything
from tests.support.house import House
from tests.support.page_lint import assert_clean

TYPED = "ZZ he said the canal, then nothing"
ENOUGH = {
    "where.occurred_at": "2026-11-23T08:30",
    "where.location": "Canal Street 4",
    "who.name_known": "given",
    "who.family_name": "Vane",
    "safety.suicide": "threat",
    "words.narrative": TYPED,
}


@pytest.fixture
def officer(house: House) -> FlaskClient:
    return house.visitor(house.cast.officer)


def test_it_is_received_with_its_time(officer: FlaskClient, page: str) -> None:
    shown = officer.post(page, data=ENOUGH | hidden(officer, page))
    assert shown.status_code == 200
    assert "Received, not seen by the clinician yet" in shown.get_data(as_text=True)
    assert "today 09:00" in shown.get_data(as_text=True)


def test_the_page_that_says_so_is_clean(officer: FlaskClient, page: str) -> None:
    assert_clean(officer.post(page, data=ENOUGH | hidden(officer, page)).get_data(as_text=True), "received")


def test_it_enters_the_record_under_the_id_of_the_page(house: House, officer: FlaskClient, page: str) -> None:
    fields = hidden(officer, page)
    officer.post(page, data=ENOUGH | fields)
    contact = Contact.get_by_id(fields["record_id"])
    assert contact.author == house.cast.officer.id
    assert ContactRevision.get(ContactRevision.contact == contact).answers["words"]["narrative"] == TYPED


def test_it_says_what_is_still_to_be_answered(officer: FlaskClient, page: str) -> None:
    shown = officer.post(page, data=ENOUGH | hidden(officer, page)).get_data(as_text=True)
    assert "Still to be answered" in shown
    assert "Weapon" in shown


def test_a_double_click_enters_it_once(officer: FlaskClient, page: str) -> None:
    fields = ENOUGH | hidden(officer, page)
    assert [officer.post(page, data=fields).status_code for _ in range(2)] == [200, 200]
    assert StoredEnvelope.select().where(StoredEnvelope.envelope_id == fields["record_id"]).count() == 1


def test_the_back_button_and_other_answers_keep_both(officer: FlaskClient, page: str) -> None:
    fields = ENOUGH | hidden(officer, page)
    officer.post(page, data=fields)
    again = officer.post(page, data=fields | {"safety.suicide": "attempt"})
    assert again.status_code == 422
    assert "received before, with other answers" in again.get_data(as_text=True)
    other = inputs(again.get_data(as_text=True))
    assert officer.post(page, data=fields | {"safety.suicide": "attempt"} | other).status_code == 200
    assert entered(fields["record_id"])
    assert entered(other["record_id"])


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(officer: FlaskClient, page: str) -> None:
    fields = hidden(officer, page)
    shown = officer.post(page, data=ENOUGH | {"who.age_guess": "old", "where.location": ""} | fields)
    text = shown.get_data(as_text=True)
    assert shown.status_code == 422
    assert "Say where it was." in text
    assert 'href="#who.age_guess"' in text
    assert TYPED in text
    assert 'value="old"' in text
    assert not entered(fields["record_id"])
    assert_clean(text, "the form with its errors")


def test_it_keeps_the_id_when_it_comes_again(officer: FlaskClient, page: str) -> None:
    fields = hidden(officer, page)
    shown = officer.post(page, data={"where.location": ""} | fields).get_data(as_text=True)
    assert inputs(shown)["record_id"] == fields["record_id"]


@pytest.mark.parametrize("broken", ["", "1", "../../etc", "é" * 400])
def test_a_broken_id_is_replaced(officer: FlaskClient, page: str, broken: str) -> None:
    shown = officer.post(page, data={"where.location": "", "record_id": broken, "csrf_token": hidden(officer, page)["csrf_token"]})
    assert re.fullmatch(r"[0-9a-f-]{36}", inputs(shown.get_data(as_text=True))["record_id"])


def test_a_version_that_is_no_longer_the_newest_is_still_taken(house: House, officer: FlaskClient, form: Form, page: str) -> None:
    form_versions.publish(Form.of(form.form_id, "Crisis contact, renewed", form.children, form.choices, form.order), house.now)
    assert officer.get("/officer/forms/crisis_contact").headers["Location"] != page
    assert officer.post(page, data=ENOUGH | hidden(officer, page)).status_code == 200


def test_without_a_token_nothing_is_entered(officer: FlaskClient, page: str) -> None:
    own = str(uuid4())
    assert officer.post(page, data=ENOUGH | {"record_id": own}).status_code == 400
    assert not entered(own)


@pytest.mark.parametrize("role", ["clinician", "advocate", "supervisor", "admin"])
def test_it_is_for_officers_only(house: House, page: str, role: str) -> None:
    other = house.visitor(getattr(house.cast, role))
    assert other.post(page, data=ENOUGH, headers=house.token(other)).status_code == 403


def entered(record_id: str) -> bool:
    return Contact.get_or_none(Contact.id == record_id) is not None


def inputs(shown: str) -> dict[str, str]:
    """What the page itself puts into its form."""
    tags = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input [^>]+>", shown)]
    return {tag["name"]: tag["value"] for tag in tags if tag.get("name") in ("csrf_token", "record_id")}


def test_what_needs_the_officers_own_signature_is_not_entered_by_the_server(officer: FlaskClient) -> None:
    page = page_of(form_versions.current("petition_worksheet"))
    typed = {"own.own_account": "yes", "own.occurred_at": "2026-11-23T08:30", "who.family_name": "Vane", "grounds.seen": TYPED}
    answer = officer.post(page, data=typed | hidden(officer, page))
    assert answer.status_code == 422
    assert "This form bears your own signature" in answer.get_data(as_text=True)
    assert TYPED in answer.get_data(as_text=True)
    assert not Contact.select().where(Contact.form == "petition_worksheet").exists()


def hidden(client: FlaskClient, page: str) -> dict[str, str]:
    return inputs(client.get(page).get_data(as_text=True))


def test_an_urgent_report_says_more_than_received_and_whom_to_phone(officer: FlaskClient, page: str) -> None:
    shown = officer.post(page, data=ENOUGH | {"safety.suicide": "attempt"} | hidden(officer, page)).get_data(as_text=True)
    assert_clean(shown, "received")
    assert "Nobody on duty. Phone:" in shown
    assert 'href="tel:988"' in shown


def test_another_row_is_a_page_that_comes_back_with_what_was_typed(house: House, officer: FlaskClient) -> None:
    form_versions.publish(everything(), house.now)
    address = page_of(everything())
    typed = {"person.0.called": "Ann", "rows:of": "/person[0]", "rows:add": "/person"}
    shown = officer.post(address, data=typed | hidden(officer, address))
    html = shown.get_data(as_text=True)
    assert shown.status_code == 200
    assert 'value="Ann" name="person.0.called"' in html
    assert 'name="person.1.called" id="person.1.called"' in html
    assert_clean(html, "rows")
