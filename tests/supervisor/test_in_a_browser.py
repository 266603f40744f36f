"""A supervisor's pages in a real browser, a phone at night and a desk by day: nothing to find for an outside judge, nothing too wide."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from fieldform.access.models import User
from fieldform.record.facts import ReportFacts
from sync.models import Device
from tests.record.road import Road, report
from tests.support import axe
from tests.support.browser import DESK, PHONE, Phone
from tests.support.cast import PHRASE, Cast
from tests.support.servers import LiveServer

LONG = "Wachtmeisterin Annegret Friederike von der Hohenfels-Schillingsfürst"


@pytest.fixture
def addresses(server: LiveServer, cast: Cast) -> list[str]:
    """Every page with something on it: a long name, a formula for a number, an older version."""
    now = datetime.now(UTC)
    with server.records():
        User.update(name=LONG).where(User.id == cast.officer.id).execute()
        road = Road(cast.officer, now)
        submission = road.send(report(safety={"suicide": "attempt"}, who={"given_name": "ليلى", "family_name": "الحدّاد"}))
        road.correct(submission, 2, report(response={"custody": "arrest"}))
        ReportFacts.update(number='=HYPERLINK("x")').execute()
        told = {"public_key": b"1", "agency": cast.officer.agency, "device_class": "phone", "label": "Phone 12"}
        device = Device.create(id="6f0a5c0e-3f0e-4b0e-9d0e-1f0e2f0e3f0e", enrolled_at=now, enrolled_by="test", **told)
    server.start()
    return [
        "/supervisor/", "/supervisor/set-aside", "/supervisor/reports/?state=all", f"/supervisor/reports/{submission}",
        "/supervisor/devices/", f"/supervisor/devices/{device.id}/lost", "/supervisor/month/", "/supervisor/month/?outside=1",
        "/supervisor/month/rows?number=reports", "/supervisor/month/rows?number=first_try_half",
    ]  # fmt: skip


@axe.needed
@pytest.mark.parametrize(("look", "light"), [(PHONE, "dark"), (DESK, "light")], ids=["a phone at night", "a desk by day"])
def test_an_outside_judge_finds_nothing_and_nothing_is_too_wide(
    server: LiveServer, cast: Cast, addresses: list[str], open_phone: Callable[..., Phone], look: dict[str, Any], light: str
) -> None:
    browser = open_phone("office", color_scheme=light, **look)
    signs_in(browser, server, cast)
    for address in addresses:
        browser.page.goto(server.url + address)
        axe.assert_clean(browser.page)
        over = browser.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{address} is {over} px too wide"


def test_a_report_is_read_and_marked_with_the_keyboard_alone(
    server: LiveServer, cast: Cast, addresses: list[str], open_phone: Callable[..., Phone]
) -> None:
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
