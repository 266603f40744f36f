"""The desk in a real browser: keys, what an outside judge of accessibility says, narrow screens, paper."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Playwright, expect

from fieldform.record.follow_ups import FollowUp
from tests.record.road import REPORT, Road, raised_by, report
from tests.support import axe
from tests.support.browser import DESK, Phone
from tests.support.cast import Cast, create_cast
from tests.support.ground import sqlite_only
from tests.support.servers import LiveServer, prepare

pytestmark = sqlite_only("looks at the page, whatever keeps the records")


@pytest.fixture(scope="module")
def follow_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Cast, FollowUp]]:
    server = prepare(tmp_path_factory.mktemp("server"))
    with server.records():
        now = datetime.now(UTC)
        cast = create_cast(now)
        road = Road(cast.officer, now)
        road.send(report(who={"given_name": "Bartholomew", "family_name": "Featherstonehaugh-Oyelaran"}, safety={"suicide": "attempt"}))
        raised = raised_by(road.send(REPORT))
    server.start()
    yield server, cast, raised
    server.kill()


@pytest.fixture(scope="module")
def browser(
    follow_up: tuple[LiveServer, Cast, FollowUp], playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Phone]:
    """The clinician's browser, signed in."""
    server, cast, _ = follow_up
    browser = Phone(playwright, tmp_path_factory.mktemp("profile"), base_url=server.url, **DESK)
    browser.page.goto("/sign-in")
    browser.page.fill("[name=username]", cast.clinician.username)
    browser.page.fill("[name=phrase]", cast.clinician.phrase)
    browser.page.keyboard.press("Enter")
    browser.page.wait_for_url("**/clinician/")
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Phone) -> Page:
    return browser.page


@pytest.fixture
def open_list(page: Page) -> Callable[[], Page]:
    def opened() -> Page:
        page.set_viewport_size(DESK["viewport"])
        page.goto("/clinician/")
        return page

    return opened


def addresses(follow_up: FollowUp) -> list[str]:
    one = f"/clinician/follow-ups/{follow_up.id}"
    return ["/clinician/", "/clinician/?tab=closed", one, f"{one}/report", f"{one}/next_step", f"{one}/outcome"]


def test_keys_walk_the_list_and_open_what_is_focused(open_list: Callable[[], Page]) -> None:
    page = open_list()
    for key, row in (("j", 0), ("j", 1), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(page.locator(".work__link").nth(row)).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log an attempt")
    expect(page.get_by_label("Phone", exact=True)).to_be_focused()
    open_list().keyboard.press("j")
    page.keyboard.press("s")
    expect(page.get_by_label("When is it due?")).to_be_focused()
    open_list().keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("heading", level=1)).to_have_text("Close this follow-up")
    open_list().keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bartholomew Featherstonehaugh-Oyelaran")


def test_a_long_name_is_never_cut_off_on_a_desk(open_list: Callable[[], Page]) -> None:
    name = open_list().locator(".work__name", has_text="Bartholomew Featherstonehaugh-Oyelaran")
    assert name.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_keys_leave_typing_alone_and_can_be_switched_off_for_good(open_list: Callable[[], Page]) -> None:
    page = open_list()
    page.keyboard.press("/")
    page.keyboard.type("jax")
    expect(page.locator("#find-text")).to_have_value("jax")
    page.get_by_label("Keys").uncheck()
    open_list().keyboard.press("j")
    expect(page.locator(".work__link").first).not_to_be_focused()
    page.get_by_label("Keys").check()


def test_every_page_fits_a_narrow_screen_and_the_browser_complains_of_nothing(
    browser: Phone, page: Page, follow_up: tuple[LiveServer, Cast, FollowUp]
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for address in addresses(follow_up[2]):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert browser.complaints == []


def test_the_report_on_paper_is_the_report_alone(page: Page, follow_up: tuple[LiveServer, Cast, FollowUp]) -> None:
    page.goto(addresses(follow_up[2])[3])
    page.emulate_media(media="print")
    expect(page.locator(".letterhead")).to_be_visible()
    for hidden in (".masthead", "main nav", "main .button"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.emulate_media(media="screen")


def test_nothing_to_press_or_to_fill_in_is_put_on_paper(page: Page, follow_up: tuple[LiveServer, Cast, FollowUp]) -> None:
    for address in addresses(follow_up[2])[:3]:
        page.goto(address)
        page.emulate_media(media="print")
        for hidden in page.locator("form, .keys, .button, .tabs").all():
            expect(hidden).to_be_hidden()
        page.emulate_media(media="screen")


def test_the_list_and_a_follow_up_fit_a_phone_whose_text_is_twice_as_large(
    page: Page, follow_up: tuple[LiveServer, Cast, FollowUp]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in addresses(follow_up[2]):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.set_viewport_size(DESK["viewport"])


@axe.needed
def test_an_outside_judge_finds_nothing(page: Page, follow_up: tuple[LiveServer, Cast, FollowUp]) -> None:
    for address in addresses(follow_up[2]):
        page.goto(address)
        axe.assert_clean(page)


def test_a_question_of_a_step_appears_with_what_asks_for_it(follow_up: tuple[LiveServer, Cast, FollowUp], page: Page) -> None:
    page.goto(f"/clinician/follow-ups/{follow_up[2].id}/attempt")
    needs = page.get_by_text("What do they need?")
    expect(needs).to_be_hidden()
    page.get_by_label("Reached", exact=True).check()
    expect(needs).to_be_visible()
    expect(page.get_by_text("1. Have you wished")).to_be_hidden()
