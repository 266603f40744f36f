"""A spare car at night, nobody in IT awake: the officer signs in, writes, sends, and it arrives."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Playwright, expect

from fieldform.record.contacts import Contact
from sync.enrolment import approve_device, pending_devices
from sync.models import Device
from tests.officer.browser import Officer
from tests.support import axe
from tests.support.browser import Phone
from tests.support.cast import Cast
from tests.support.servers import LiveServer


@pytest.fixture(scope="module")
def spare(station: tuple[LiveServer, Cast], playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """Signed in, used without a code. What one test leaves, the next goes on with."""
    server, cast = station
    officer = Officer(Phone(playwright, tmp_path_factory.mktemp("car") / "profile", own_clock=True), server, cast.officer)
    officer.opens()
    officer.signs_in()
    officer.page.get_by_role("button", name="Use it without a code").click()
    yield officer
    officer.phone.close()


def test_it_says_that_what_is_sent_arrives_and_nothing_comes_back(spare: Officer) -> None:
    notice = spare.page.get_by_text("IT has not approved this device yet: what you send arrives, nothing comes back.")
    expect(notice).to_be_visible()
    spare.page.reload()
    expect(notice).to_be_visible()


@axe.needed
def test_everybody_can_read_it(spare: Officer) -> None:
    # To the end, where the bar under the thumb covers nothing: half a button behind it would be judged too small.
    spare.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    axe.assert_clean(spare.page)


def test_what_is_sent_arrives(spare: Officer) -> None:
    spare.begins()
    spare.fills_in_enough()
    spare.sends()
    spare.is_home()
    spare.lets_the_time_for_undoing_pass()
    expect(spare.page.locator('[data-list="received"] li')).to_have_count(1)
    with spare.server.records():
        assert Contact.select().count() == 1
        assert [device.enrolled_by for device in pending_devices(spare.member.agency)] == [spare.member.id]


def test_approved_it_says_so_no_more(spare: Officer, station: tuple[LiveServer, Cast]) -> None:
    with spare.server.records():
        assert approve_device(Device.get().id, by=station[1].admin.id, now=datetime.now(UTC))
    spare.page.reload()
    spare.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(spare.page.locator('[data-notice="pending"]')).to_be_hidden()


def test_somebody_of_another_agency_is_told_whose_device_it_is(spare: Officer, station: tuple[LiveServer, Cast]) -> None:
    spare.page.get_by_role("button", name="Sign out").click()
    spare.member = station[1].officer_elsewhere
    spare.signs_in()
    expect(spare.page.get_by_text("This device belongs to another agency than you do.")).to_be_visible()


def test_finding_somebody_says_plainly_that_it_needs_a_connection(spare: Officer) -> None:
    spare.loses_the_network()
    spare.page.get_by_role("link", name="Find a person or address").click()
    expect(spare.page.locator("[data-toast]")).to_contain_text("you need a connection")
    spare.is_home()
    spare.has_a_network()
