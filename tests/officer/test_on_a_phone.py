"""The officer's app in a real browser over a real server: nothing typed is lost, with or without a network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.officer.browser import ENOUGH, Officer, new_code
from tests.support.browser import Phone
from tests.support.cast import Cast
from tests.support.servers import LiveServer


@pytest.fixture
def officer(server: LiveServer, cast: Cast, open_phone: Callable[..., Phone]) -> Officer:
    server.start()
    return Officer(open_phone(), server, cast.officer)


@pytest.fixture
def set_up(officer: Officer, cast: Cast) -> Officer:
    officer.sets_up(new_code(officer.server, cast))
    return officer


def test_it_works_without_a_network_from_the_moment_it_is_set_up(set_up: Officer) -> None:
    set_up.server.stop()
    set_up.begins()
    set_up.fills_in_enough()
    set_up.sends()
    set_up.is_home()
    expect(set_up.page.locator("[data-toast]")).to_contain_text("Saved on this device")
    expect(set_up.page.locator('[data-list="waiting"] li')).to_contain_text("Waiting to send")


def test_it_opens_again_without_a_network(set_up: Officer) -> None:
    set_up.server.stop()
    set_up.page.reload()
    set_up.is_home()
    set_up.begins()
    set_up.page.reload()
    expect(set_up.page.locator('main[data-view="form"]')).to_be_visible()


def test_a_killed_browser_comes_back_to_the_same_words_and_place(set_up: Officer, open_phone: Callable[..., Phone]) -> None:
    set_up.begins()
    set_up.fills_in_enough()
    set_up.page.focus('[name="words.narrative"]')
    set_up.types("words.narrative", "ZZ the last words before the battery died")
    set_up.is_told_saved()
    place, address = set_up.page.evaluate("scrollY"), set_up.page.url
    set_up.page.wait_for_timeout(300)
    set_up.server.stop()
    set_up.phone.kill()
    set_up.phone = open_phone()
    set_up.page.goto(address)
    set_up.unlocks()
    expect(set_up.page.locator('[name="words.narrative"]')).to_have_value("ZZ the last words before the battery died")
    expect(set_up.page.locator('[name="words.narrative"]')).to_be_focused()
    assert set_up.shown("who.family_name") == ENOUGH["who.family_name"]
    assert abs(set_up.page.evaluate("scrollY") - place) < 5


def test_undo_brings_the_form_back_as_it_was(set_up: Officer) -> None:
    set_up.server.stop()
    set_up.begins()
    set_up.fills_in_enough()
    set_up.sends()
    set_up.page.click('[data-toast] [data-action="undo"]')
    expect(set_up.page.locator('[name="where.location"]')).to_have_value(ENOUGH["where.location"])
    set_up.page.click('[data-action="back"]')
    expect(set_up.page.locator('[data-list="unfinished"] li')).to_have_count(1)
    expect(set_up.page.locator('[data-list="waiting"] li')).to_have_count(0)


def test_a_wrong_phrase_is_said_and_the_right_one_opens(set_up: Officer) -> None:
    set_up.begins()
    set_up.types("where.location", "Canal Street 4")
    set_up.is_told_saved()
    set_up.page.reload()
    set_up.page.fill("#unlock-phrase", "not the right phrase")
    set_up.page.click('dialog[data-dialog="unlock"] button[type="submit"]')
    expect(set_up.page.locator("#unlock-problem")).to_contain_text("not the phrase")
    set_up.unlocks()
    expect(set_up.page.locator('[name="where.location"]')).to_have_value("Canal Street 4")


def test_a_locked_list_names_nobody_and_a_new_form_needs_no_phrase(set_up: Officer) -> None:
    set_up.begins()
    set_up.fills_in_enough()
    set_up.is_told_saved()
    set_up.page.click('[data-action="back"]')
    row = set_up.page.locator('[data-list="unfinished"] li')
    expect(row).to_contain_text("V.")
    set_up.page.click('button[data-action="lock"]')
    expect(row).not_to_contain_text("V.")
    set_up.begins()
    set_up.types("where.location", "Mill Lane")
    set_up.is_told_saved()


def test_what_is_needed_to_send_is_named_and_gets_the_focus(set_up: Officer) -> None:
    set_up.begins()
    set_up.types("where.location", "Canal Street 4")
    set_up.sends()
    expect(set_up.page.locator("[data-left]")).to_contain_text("Needed to send: Family name")
    expect(set_up.page.locator('[name="who.family_name"]')).to_be_focused()


def test_what_is_wrong_is_said_at_the_field_once_it_is_left(set_up: Officer) -> None:
    set_up.begins()
    problem = set_up.page.locator('[data-path="/who/age_guess"] [data-error]')
    set_up.types("who.age_guess", "400")
    expect(problem).to_be_hidden()
    set_up.page.press('[name="who.age_guess"]', "Tab")
    expect(problem).to_contain_text("0 to 120")
    set_up.types("who.age_guess", "40")
    expect(problem).to_be_hidden()


def test_a_cause_reveals_its_questions_and_keeps_the_focus(set_up: Officer) -> None:
    set_up.begins()
    method = set_up.page.locator('[data-question="/safety/suicide_method"]')
    expect(method).to_be_hidden()
    set_up.page.focus('[name="safety.suicide"][value="threat"]')
    set_up.page.keyboard.press("Space")
    expect(method).to_be_visible()
    expect(set_up.page.locator('[name="safety.suicide"][value="threat"]')).to_be_focused()


def test_what_is_left_counts_down_and_leads_on(set_up: Officer) -> None:
    set_up.begins()
    left = set_up.page.locator("[data-left-count]")
    before = int(left.inner_text())
    set_up.page.click("button[data-left]")
    expect(set_up.page.locator('[name="where.location"]')).to_be_focused()
    set_up.page.keyboard.type("Canal Street 4")
    expect(left).to_have_text(str(before - 1))


def test_a_report_arrives_and_is_shown_as_received(set_up: Officer) -> None:
    set_up.begins()
    set_up.fills_in_enough()
    set_up.sends()
    received = set_up.page.locator('[data-list="received"] li')
    expect(received).to_contain_text("Received", timeout=20_000)
    expect(set_up.page.locator('[data-list="unfinished"] li')).to_contain_text("Sent, not finished")


def test_a_device_that_is_not_set_up_posts_what_was_typed(officer: Officer) -> None:
    officer.opens()
    officer.begins()
    officer.fills_in_enough()
    officer.sends()
    officer.page.fill("#sign-in-username", officer.member.username)
    officer.page.fill("#sign-in-phrase", officer.member.phrase)
    officer.answers("sign-in")
    expect(officer.page.locator("main")).to_contain_text("Received")


def test_a_new_version_waits_for_the_tap(set_up: Officer) -> None:
    page = set_up.page
    before = page.evaluate("caches.keys()")
    page.context.route(
        "**/precache.js",
        lambda route: route.fulfill(response=(a := route.fetch()), body=a.text().replace('"version": "', '"version": "next')),
    )
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    notice = page.locator('[data-notice="update"]')
    expect(notice).to_be_visible()
    assert set(before) <= set(page.evaluate("caches.keys()"))
    with page.expect_navigation():
        notice.get_by_role("button").click()
    expect(notice).to_be_hidden()
    page.wait_for_function("caches.keys().then((names) => names.filter((name) => name !== 'fieldform-kept').length === 1)")


def test_nothing_broke_the_policy_of_the_page(set_up: Officer) -> None:
    set_up.begins()
    set_up.fills_in_enough()
    set_up.sends()
    set_up.is_home()
    assert set_up.phone.complaints == []
