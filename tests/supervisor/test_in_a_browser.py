"""A supervisor's work in a real browser with the keyboard alone. How every page looks is asked in tests/test_pages.py."""

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.record.road import Road, report
from tests.support.browser import DESK, Phone
from tests.support.cast import PHRASE, Cast
from tests.support.servers import LiveServer


def test_a_report_is_read_and_marked_with_the_keyboard_alone(server: LiveServer, cast: Cast, open_phone: Callable[..., Phone]) -> None:
    with server.records():
        Road(cast.officer, datetime.now(UTC)).send(report(safety={"suicide": "attempt"}))
    server.start()
    browser = open_phone("office", **DESK)
    signs_in(browser, server, cast)
    page = browser.page
    page.goto(f"{server.url}/supervisor/reports/")
    page.locator(".queue__link").first.press("Enter")
    page.get_by_role("button", name="Mark as reviewed").press("Enter")
    expect(page.get_by_text("Marked as reviewed.")).to_be_visible()
    expect(page.get_by_text("Nothing is left to review.")).to_be_visible()
    assert browser.complaints == []


def signs_in(browser: Phone, server: LiveServer, cast: Cast) -> None:
    browser.page.goto(f"{server.url}/sign-in")
    browser.page.get_by_label("User name").fill(cast.supervisor.username)
    browser.page.get_by_label("Phrase").fill(PHRASE)
    browser.page.get_by_role("button", name="Sign in").click()
    browser.page.wait_for_url("**/supervisor/")
