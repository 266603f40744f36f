"""The officer's app in a real browser over a real server: nothing typed is lost, with or without a network."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Error as PlaywrightProblem
from playwright.sync_api import Page, Playwright, expect

from tests.officer.browser import ENOUGH, Officer, new_code, publish_anew
from tests.support import axe
from tests.support.browser import CHROMIUM, Phone, comes_true
from tests.support.cast import create_cast
from tests.support.ground import sqlite_only
from tests.support.servers import prepare

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")

TYPE_ONE_MORE = """() => {
  const field = document.querySelector('[name="where.location"]');
  field.value += " footbridge";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return document.querySelector("[data-saved]").dataset.saved;
}"""
# Whatever is brought into view on a form, while something is said at its edge.
COVERED = """() => [...document.querySelectorAll("main .input, main textarea")].filter((field) => {
  if (!field.checkVisibility()) return false;
  field.scrollIntoView({ block: "nearest" });
  const band = document.querySelector("[data-toast]");
  return field.getBoundingClientRect().bottom > band.getBoundingClientRect().top;
}).map((field) => field.name)"""
# What reaches a worker just as it ends starts it again: for a second and a half something does, a thousand times a second.
KEEP_WAKING = """() => navigator.serviceWorker.getRegistration().then(({ active }) => {
  const waking = setInterval(() => active.postMessage({}), 1);
  setTimeout(() => clearInterval(waking), 1_500);
})"""
LAST_WORDS = "ZZ the last words before the battery died"


@pytest.fixture(scope="module")
def one_phone(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """Set up once for all these tests: what one leaves on the device, the next must live with, as on a real one."""
    folder = tmp_path_factory.mktemp("phone")
    server = prepare(folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    officer = Officer(Phone(playwright, folder / "profile", engine=CHROMIUM), server, cast.officer)
    officer.sets_up(new_code(server, cast))
    yield officer
    officer.phone.close()
    server.kill()


@pytest.fixture
def officer(one_phone: Officer) -> Officer:
    one_phone.starts_afresh()
    return one_phone


def test_it_works_without_a_network_from_the_moment_it_is_set_up(one_phone: Officer) -> None:
    one_phone.loses_the_network()
    one_phone.begins()
    one_phone.fills_in_enough()
    one_phone.sends()
    one_phone.is_home()
    expect(one_phone.page.locator("[data-toast]")).to_contain_text("Saved on this device")
    expect(one_phone.page.locator('[data-list="waiting"] li')).to_contain_text("Waiting to send")


def test_it_opens_again_without_a_network(one_phone: Officer) -> None:
    one_phone.page.reload()
    one_phone.is_home()
    one_phone.begins()
    one_phone.page.reload()
    expect(one_phone.page.locator('main[data-view="form"]')).to_be_visible()


def test_a_killed_browser_comes_back_to_the_same_words_and_place(one_phone: Officer, playwright: Playwright) -> None:
    officer, page = one_phone, one_phone.page
    officer.fills_in_enough()
    page.focus('[name="words.narrative"]')
    officer.types("words.narrative", LAST_WORDS)
    expect(page.locator("[data-saved]")).to_have_attribute("data-saved", "saved")
    place, address = page.evaluate("scrollY"), page.url
    officer.phone.kill()
    officer.phone = Phone(playwright, officer.phone.profile, engine=CHROMIUM, own_clock=True)
    officer.page.goto(address)
    officer.unlocks()
    expect(officer.page.locator('[name="words.narrative"]')).to_have_value(LAST_WORDS)
    expect(officer.page.locator('[name="words.narrative"]')).to_be_focused()
    assert officer.shown("who.family_name") == ENOUGH["who.family_name"]
    assert abs(officer.page.evaluate("scrollY") - place) < 5


def test_what_waited_is_received_once_there_is_a_network(officer: Officer) -> None:
    officer.lets_the_time_for_undoing_pass()
    expect(officer.page.locator('[data-list="received"] li').first).to_contain_text("Received", timeout=20_000)
    expect(officer.page.locator('[data-list="waiting"] li')).to_have_count(0)
    expect(officer.page.locator('[data-list="unfinished"]')).to_contain_text("Still to finish")


def test_it_does_not_say_saved_of_words_that_are_not(officer: Officer) -> None:
    officer.begins()
    officer.types("where.location", "Weirside")
    mark = officer.page.locator("[data-saved]")
    expect(mark).to_have_attribute("data-saved", "saved")
    assert officer.page.evaluate(TYPE_ONE_MORE) == "saving"
    expect(mark).to_have_attribute("data-saved", "saved")


def test_undo_brings_the_form_back_as_it_was_from_the_next_form_too_and_locked(officer: Officer) -> None:
    unfinished = officer.rows("unfinished")
    officer.page.click('main button[data-action="lock"]')
    officer.begins()
    officer.fills_in_enough()
    officer.sends()
    officer.is_home()
    officer.begins()
    expect(officer.page.locator("[data-toast] .toast")).to_be_visible()
    assert officer.page.evaluate(COVERED) == []
    officer.page.click('[data-toast] [data-action="undo"]')
    expect(officer.page.locator('[name="where.location"]')).to_have_value(ENOUGH["where.location"])
    officer.page.click('[data-action="back"]')
    expect(officer.page.locator('[data-list="unfinished"] li')).to_have_count(unfinished + 1)
    assert officer.rows("waiting") == 0


def test_a_wrong_phrase_is_said_and_the_right_one_opens(officer: Officer) -> None:
    officer.begins()
    officer.types("where.location", "Canal Street 4")
    officer.is_told_saved()
    officer.page.reload()
    officer.page.fill("#unlock-phrase", "not the right phrase")
    officer.page.click('dialog[data-dialog="unlock"] button[type="submit"]')
    expect(officer.page.locator("#unlock-problem")).to_contain_text("not the phrase")
    officer.unlocks()
    expect(officer.page.locator('[name="where.location"]')).to_have_value("Canal Street 4")


def test_a_locked_list_names_nobody_and_a_new_form_needs_no_phrase(officer: Officer) -> None:
    officer.begins()
    officer.fills_in_enough()
    officer.is_told_saved()
    officer.page.click('[data-action="back"]')
    row = officer.page.locator('[data-list="unfinished"] li').first
    expect(row).to_contain_text("V.")
    officer.page.click('main button[data-action="lock"]')
    expect(row).not_to_contain_text("V.")
    officer.begins()
    officer.types("where.location", "Mill Lane")
    officer.is_told_saved()


def test_locking_takes_nothing_off_the_list_of_what_is_to_finish(officer: Officer) -> None:
    unfinished = officer.page.locator('[data-list="unfinished"]')
    expect(unfinished).to_contain_text("Still to finish")
    before = officer.rows("unfinished")
    officer.page.click('main button[data-action="lock"]')
    expect(unfinished).not_to_contain_text("V.")
    assert officer.rows("unfinished") == before
    expect(unfinished).to_contain_text("Still to finish")


def test_what_is_needed_to_send_is_named_and_gets_the_focus(officer: Officer) -> None:
    officer.begins()
    officer.types("where.location", "Canal Street 4")
    officer.sends()
    expect(officer.page.locator("[data-left]")).to_contain_text("Needed to send: Family name")
    expect(officer.page.locator('[name="who.family_name"]')).to_be_focused()


def test_what_is_wrong_is_said_at_the_field_once_it_is_left(officer: Officer) -> None:
    officer.begins()
    problem = officer.page.locator('[data-path="/who/age_guess"] [data-error]')
    officer.types("who.age_guess", "400")
    expect(problem).to_be_hidden()
    officer.page.press('[name="who.age_guess"]', "Tab")
    expect(problem).to_contain_text("0 to 120")
    officer.types("who.age_guess", "40")
    expect(problem).to_be_hidden()


def test_a_cause_reveals_its_questions_and_keeps_the_focus(officer: Officer) -> None:
    officer.begins()
    method = officer.page.locator('[data-question="/safety/suicide_method"]')
    expect(method).to_be_hidden()
    officer.page.focus('[name="safety.suicide"][value="threat"]')
    officer.page.keyboard.press("Space")
    expect(method).to_be_visible()
    expect(officer.page.locator('[name="safety.suicide"][value="threat"]')).to_be_focused()


def test_a_form_is_laid_out_to_its_end_once_nothing_else_is_to_do(officer: Officer) -> None:
    officer.begins()
    expect(officer.page.locator(".section[data-laid]")).to_have_count(officer.page.locator(".section").count() - 1)
    assert officer.page.evaluate(
        '[...document.querySelectorAll(".section")].every((one) => getComputedStyle(one).contentVisibility === "visible")'
    )


def test_what_is_left_counts_down_and_leads_on(officer: Officer) -> None:
    officer.begins()
    left = officer.page.locator("[data-left-count]")
    expect(left).not_to_have_text("0")  # Until the form's logic has counted.
    before = int(left.inner_text())
    officer.page.click("button[data-left]")
    expect(officer.page.locator('[name="where.location"]')).to_be_focused()
    officer.page.keyboard.type("Canal Street 4")
    expect(left).to_have_text(str(before - 1))


def test_the_keyboard_alone_moves_on(officer: Officer) -> None:
    officer.begins()
    officer.page.focus('[name="who.given_name"]')
    officer.page.keyboard.press("Enter")
    expect(officer.page.locator('[name="who.family_name"]')).to_be_focused()
    officer.page.keyboard.press("Alt+4")
    expect(officer.page.locator('[data-section="/safety"]')).to_be_focused()


def test_the_back_button_leaves_a_form_and_the_forward_button_comes_back_to_it(officer: Officer) -> None:
    officer.begins()
    officer.types("where.location", "Tannery Yard")
    officer.is_told_saved()
    officer.page.go_back()
    officer.is_home()
    officer.page.go_forward()
    expect(officer.page.locator('[name="where.location"]')).to_have_value("Tannery Yard")


def test_d7_a_second_window_does_not_open_the_same_form(officer: Officer) -> None:
    officer.begins()
    officer.types("where.location", "Tannery Yard")
    officer.is_told_saved()
    second = officer.phone.context.new_page()
    second.goto(officer.page.url)
    second.fill("#unlock-phrase", officer.member.phrase)
    second.click('dialog[data-dialog="unlock"] button[type="submit"]')
    expect(second.locator("[data-toast]")).to_contain_text("open in another window")
    second.close()


def test_d9_a_form_goes_on_without_a_network_when_a_newer_one_was_published(officer: Officer) -> None:
    officer.begins()
    officer.types("where.location", "Tannery Yard")
    officer.is_told_saved()
    old = officer.page.url
    publish_anew(officer.server, "Crisis contact, renewed")
    officer.takes_the_new_version()
    expect(officer.page.get_by_role("link", name="Crisis contact, renewed", exact=True)).to_be_visible()
    officer.loses_the_network()
    officer.page.goto(old)
    officer.unlocks()
    expect(officer.page.locator('[name="where.location"]')).to_have_value("Tannery Yard")
    expect(officer.page.locator("h1")).to_have_text("Crisis contact")


def test_a_new_version_waits_for_the_tap(officer: Officer) -> None:
    page, notice = officer.page, officer.page.locator('[data-notice="update"]')
    before = releases(page)
    publish_anew(officer.server, "Crisis contact, once more")
    officer.looks_for_a_new_version()
    officer.is_offered_the_new_version()
    both = releases(page)
    assert before < both
    officer.takes_the_new_version()
    expect(notice).to_be_hidden()
    comes_true(page, f"caches.keys().then((found) => !found.some((name) => {sorted(before)}.includes(name)))")
    assert releases(page) == both - before


def test_the_tap_is_answered_while_the_network_swallows_everything(officer: Officer) -> None:
    publish_anew(officer.server, "Crisis contact, in a dead spot")
    officer.looks_for_a_new_version()
    officer.is_offered_the_new_version()
    officer.server.falls_silent()
    officer.begins()
    officer.types("where.location", "Underpass")
    officer.page.click('[data-action="back"]')
    officer.is_home()
    officer.taps_update()
    expect(officer.page.get_by_role("link", name="Crisis contact, in a dead spot", exact=True)).to_be_visible()
    officer.server.answers_again()


def test_a_new_version_comes_where_the_one_before_it_is_woken_as_it_ends(officer: Officer) -> None:
    publish_anew(officer.server, "Crisis contact, on a busy phone")
    officer.looks_for_a_new_version()
    officer.is_offered_the_new_version()
    officer.page.evaluate(KEEP_WAKING)
    officer.taps_update()
    expect(officer.page.get_by_role("link", name="Crisis contact, on a busy phone", exact=True)).to_be_visible()


@axe.needed
def test_everybody_can_use_it(officer: Officer) -> None:
    axe.assert_clean(officer.page)
    officer.begins()
    officer.types("who.age_guess", "400")
    officer.sends()
    axe.assert_clean(officer.page)


def test_nothing_broke_the_policy_of_the_page(officer: Officer) -> None:
    officer.phone.complaints.clear()
    officer.begins()
    officer.fills_in_enough()
    officer.sends()
    officer.is_home()
    assert officer.phone.complaints == []


def releases(page: Page) -> set[str]:
    """The releases that are kept whole on this device."""
    return set(page.evaluate("caches.keys()")) - {"fieldform-kept"}


def test_what_could_not_go_out_is_said_to_wait_and_a_new_try_says_how_it_went(officer: Officer) -> None:
    officer.loses_the_network()
    officer.begins()
    officer.fills_in_enough()
    officer.sends()
    officer.is_home()
    officer.lets_the_time_for_undoing_pass()
    lamp, waiting = officer.page.locator("[data-connection]"), officer.page.locator('[data-list="waiting"] li')
    expect(lamp).to_have_attribute("data-connection", "offline")
    expect(waiting.first).to_contain_text("Waiting to send")
    officer.page.reload()
    expect(lamp).to_have_attribute("data-connection", "offline")
    expect(waiting.first).to_contain_text("Waiting to send")
    officer.page.get_by_role("button", name="Try now").click()
    expect(officer.page.locator("[data-toast]")).to_contain_text("still no connection")
    officer.has_a_network()
    with suppress(PlaywrightProblem):  # It may have gone out by itself before the tap.
        officer.page.get_by_role("button", name="Try now").click(timeout=2_000)
    expect(officer.page.get_by_text("Everything is sent").first).to_be_visible()
    expect(waiting).to_have_count(0)


def test_what_bears_the_officers_signature_is_sent_by_the_unlocked_device_alone(officer: Officer) -> None:
    officer.page.click('main button[data-action="lock"]')
    officer.page.get_by_text("More forms").click()
    officer.page.click('[data-action="new"][data-form-id="petition_worksheet"]')
    officer.taps("own.own_account", "yes")
    officer.types("who.family_name", "Larkspur")
    officer.types("grounds.seen", "She stood on the rail.")
    officer.is_told_saved()
    officer.sends()
    expect(officer.page.locator('dialog[data-dialog="unlock"]')).to_be_visible()
    officer.page.keyboard.press("Escape")
    expect(officer.page.locator("[data-toast]")).to_contain_text("Nothing was sent")
    officer.sends()
    officer.unlocks()
    officer.is_home()
    expect(officer.page.locator("[data-toast]")).to_contain_text("Saved on this device")
