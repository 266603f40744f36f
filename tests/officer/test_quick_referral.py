"""The quick referral as officers meet it: the second big button of their first page, and a page that works without JavaScript."""

import re

import pytest
from flask.testing import FlaskClient

from fieldform.officer.offline import page_of
from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import FollowUp
from tests.officer.test_without_javascript import hidden
from tests.support.house import House
from tests.support.page_lint import assert_clean

ASKED = {
    "who.name_known": "given",
    "who.family_name": "Vane",
    "why.reasons": ["repeat", "older"],
    "why.urgency": "24h",
    "reach.told": "yes",
    "reach.contact_ok": ["phone"],
    "reach.scene": ["dogs"],
    "more.occurred_at": "2026-11-23T08:30",
}


@pytest.fixture
def referral(house: House) -> str:
    return page_of(form_versions.current("quick_referral"))


def test_it_is_the_second_big_button(house: House) -> None:
    page = house.visitor().get("/officer/").get_data(as_text=True)
    assert re.findall(r'<a class="button (button--\w+)"[^>]*data-form-id="(\w+)"', page) == [
        ("button--main", "crisis_contact"),
        ("button--second", "quick_referral"),
    ]


def test_without_javascript_it_is_received_and_raises_what_was_asked_for(house: House, referral: str) -> None:
    officer: FlaskClient = house.visitor(house.cast.officer)
    fields = hidden(officer, referral)
    assert_clean(officer.get(referral).get_data(as_text=True), referral)
    answer = officer.post(referral, data=ASKED | fields)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    contact = Contact.get_by_id(fields["record_id"])
    raised = FollowUp.get(FollowUp.contact == contact)
    assert (contact.summary, contact.safety, raised.acuity) == ("referral: repeat caller, older adult", "Dogs.", "24h")
