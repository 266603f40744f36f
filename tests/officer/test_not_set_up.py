"""A browser that IT has not set up keeps nothing; what is typed into it is posted at once, by somebody who is signed in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.officer.browser import Officer
from tests.support.browser import PHONE, Phone
from tests.support.cast import Cast
from tests.support.ground import sqlite_only
from tests.support.servers import LiveServer

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")

_SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/604.1"


@pytest.fixture
def officer(station: tuple[LiveServer, Cast], open_phone: Callable[..., Phone]) -> Officer:
    server, cast = station
    opened = Officer(open_phone(), server, cast.officer)
    opened.opens()
    return opened


def comes_by_a_slip(page: Page, server: LiveServer) -> Page:
    page.goto(f"{server.url}/officer/#enrol=K7QM-2XWD-9FHT")
    return page


def test_a_slip_asks_who_is_to_be_set_up(station: tuple[LiveServer, Cast], open_phone: Callable[..., Phone]) -> None:
    page = comes_by_a_slip(open_phone().page, station[0])
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()


def test_on_an_iphone_a_slip_is_kept_for_the_app_on_the_home_screen(
    station: tuple[LiveServer, Cast], open_phone: Callable[..., Phone]
) -> None:
    page = comes_by_a_slip(open_phone(**PHONE, user_agent=_SAFARI).page, station[0])
    advice = page.locator('[data-advice="install"]')
    expect(advice).to_contain_text("Your code K7QM-2XWD-9FHT is not used yet: type it in there.")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".notice:visible").first).to_have_attribute("data-advice", "install")
    advice.get_by_role("button", name="Not now").click()
    expect(advice).to_be_hidden()
    page.goto("about:blank")
    comes_by_a_slip(page, station[0])
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()


def test_without_scripts_every_question_and_section_shows(station: tuple[LiveServer, Cast], open_phone: Callable[..., Phone]) -> None:
    page = open_phone(java_script_enabled=False).page
    page.goto(f"{station[0].url}/officer/forms/crisis_contact")
    expect(page.locator('[data-question="/safety/suicide_method"]')).to_be_visible()
    for part in ("[data-question]", ".section", ".section-link"):
        assert page.locator(f"{part}:visible").count() == page.locator(part).count()


@pytest.mark.parametrize("script", ["officer/app.js", "officer/form.js"])
def test_where_a_script_cannot_come_every_question_shows(
    station: tuple[LiveServer, Cast], open_phone: Callable[..., Phone], script: str
) -> None:
    page = open_phone(service_workers="block").page
    page.route(f"**/js/{script}", lambda route: route.abort())
    page.goto(f"{station[0].url}/officer/forms/crisis_contact")
    expect(page.locator('[data-question="/safety/suicide_method"]')).to_be_visible()


def test_it_asks_who_posts_and_loses_nothing(officer: Officer) -> None:
    officer.begins()
    officer.fills_in_enough()
    officer.sends()
    officer.page.fill("#sign-in-username", officer.member.username)
    officer.page.fill("#sign-in-phrase", officer.member.phrase)
    officer.answers("sign-in")
    expect(officer.page.locator("main")).to_contain_text("Received")
    assert officer.page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0


def test_what_the_server_said_stays_until_the_answer_changes(officer: Officer) -> None:
    officer.signs_in()
    officer.opens("/officer/forms/crisis_contact")
    officer.types("words.narrative", "ZZ kept")
    officer.page.eval_on_selector("form[data-form]", "form => form.submit()")
    problem = officer.page.locator('[data-path="/where/location"] [data-error]')
    expect(problem).to_have_text("Say where it was.")
    expect(officer.page.locator("[data-left-count]")).not_to_have_text("0")
    assert officer.shown("words.narrative") == "ZZ kept"
    officer.types("where.location", "Mill Lane")
    expect(problem).to_be_hidden()
