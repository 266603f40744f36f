"""The first day with a device: a slip opens Fieldform with the code filled in, and a first phrase is changed before it locks anything."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from fieldform.access import accounts
from fieldform.access.device_codes import hand_out
from fieldform.access.models import User
from fieldform.admin.sheet import address
from tests.support.browser import Phone
from tests.support.cast import Cast
from tests.support.officer import Officer
from tests.support.servers import LiveServer

GIVEN, OWN = "budo lami neko ritu sova", "seven green paper boats"


@pytest.fixture
def code(server: LiveServer, cast: Cast) -> str:
    with server.records():
        now = datetime.now(UTC)
        return hand_out(agency=cast.officer.agency, device_class="phone", label="Phone 3", made_by="it", now=now, life=timedelta(days=7))


@pytest.fixture
def officer(server: LiveServer, cast: Cast, code: str, open_phone: Callable[..., Phone]) -> Iterator[Officer]:
    """At a phone on which nobody was before; the code has been handed out."""
    server.start()
    yield Officer(open_phone(), server.url, cast.officer)
    assert code not in server.log.read_text()


def test_a_slip_leads_from_the_camera_to_a_device_that_is_set_up(officer: Officer, code: str) -> None:
    officer.page.goto(address(code, officer.url))
    officer.signs_in_where_it_is_asked()
    dialog = officer.page.get_by_role("dialog", name="Set up this device")
    expect(dialog.get_by_label("Code")).to_have_value(code)
    assert officer.page.url == f"{officer.url}/officer/"
    dialog.get_by_role("button", name="Set up").click()
    expect(officer.page.get_by_text("This device is set up")).to_be_visible()


def test_a_first_phrase_is_changed_before_it_locks_anything_away(officer: Officer, server: LiveServer, cast: Cast) -> None:
    with server.records():
        accounts.give_phrase(User.get_by_id(cast.officer.id), GIVEN, by=cast.admin.id, now=datetime.now(UTC))
    officer.opens_the_app()
    officer.page.get_by_role("button", name="Sign in").click()
    officer.types_into_sign_in(GIVEN)
    officer.page.get_by_role("link", name="Choose my phrase").click()
    for label, phrase in (("The phrase you have now", GIVEN), ("Your new phrase", OWN), ("The new one once more", OWN)):
        officer.page.get_by_label(label).fill(phrase)
    officer.page.get_by_role("button", name="Keep the new phrase").click()
    officer.page.wait_for_url("**/officer/")
    officer.page.get_by_role("button", name="Sign in").click()
    officer.types_into_sign_in(OWN)
    expect(officer.page.get_by_role("dialog", name="Sign in")).to_be_hidden()
    expect(officer.page.get_by_role("link", name="Change phrase")).to_be_visible()
    assert officer.phone.complaints == ["Failed to load resource: the server responded with a status of 403 (FORBIDDEN)"]
