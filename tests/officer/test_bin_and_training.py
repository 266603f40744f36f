"""On a phone: what was thrown away comes back, what is practised never leaves, and the lamp hears of a lost network at once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Playwright, expect

from sync.models import StoredEnvelope
from tests.officer.browser import Officer, new_code
from tests.support import axe
from tests.support.browser import Phone
from tests.support.cast import create_cast
from tests.support.ground import sqlite_only
from tests.support.servers import prepare

MARKED_BEFORE_ANY_MODULE_RAN = """document.addEventListener("readystatechange", () => {
  window.marked ??= document.documentElement.hasAttribute("data-training");
});"""

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")


@pytest.fixture(scope="module")
def one_phone(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    folder = tmp_path_factory.mktemp("phone")
    server = prepare(folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    officer = Officer(Phone(playwright, folder / "profile"), server, cast.officer)
    officer.sets_up(new_code(server, cast))
    yield officer
    officer.phone.close()
    server.kill()


@pytest.fixture
def officer(one_phone: Officer) -> Officer:
    """At home, signed in, with one form begun. What earlier tests left stays."""
    one_phone.opens()
    one_phone.begins()
    one_phone.types("where.location", "Canal Street 4")
    one_phone.is_told_saved()
    one_phone.page.click('[data-action="back"]')
    one_phone.is_home()
    return one_phone


def rows(officer: Officer, name: str) -> Locator:
    return officer.page.locator(f'[data-list="{name}"] li')


def opens_the_bin(officer: Officer) -> None:
    officer.page.locator("summary", has_text="Bin").click()


def trains(officer: Officer, button: str) -> None:
    officer.page.get_by_role("button", name=button, exact=True).click()
    other = {"Training": "End training", "End training": "Training"}[button]
    expect(officer.page.get_by_role("button", name=other, exact=True)).to_be_visible()


def test_what_is_discarded_is_undone_with_one_tap(officer: Officer) -> None:
    before = officer.rows("unfinished")
    officer.page.locator('[data-list="unfinished"] [data-action="discard"]').first.click()
    expect(rows(officer, "unfinished")).to_have_count(before - 1)
    officer.page.click('[data-toast] [data-action="undo"]')
    expect(rows(officer, "unfinished")).to_have_count(before)


def test_the_bin_gives_it_back_later(officer: Officer) -> None:
    before = officer.rows("unfinished")
    officer.page.locator('[data-list="unfinished"] [data-action="discard"]').first.click()
    expect(rows(officer, "unfinished")).to_have_count(before - 1)
    officer.page.reload()
    expect(rows(officer, "unfinished")).to_have_count(before - 1)
    opens_the_bin(officer)
    rows(officer, "bin").first.get_by_role("button", name="Restore").click()
    expect(rows(officer, "unfinished")).to_have_count(before)
    expect(rows(officer, "bin")).to_have_count(0)
    expect(officer.page.locator('[data-empty="bin"]')).to_contain_text("The bin is empty")


def test_deleting_for_good_asks_first(officer: Officer) -> None:
    officer.page.locator('[data-list="unfinished"] [data-action="discard"]').first.click()
    opens_the_bin(officer)
    erase = rows(officer, "bin").first.get_by_role("button", name="Delete for good")
    erase.click()
    officer.page.get_by_role("button", name="Keep it", exact=True).click()
    expect(rows(officer, "bin")).to_have_count(1)
    erase.click()
    officer.page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(rows(officer, "bin")).to_have_count(0)


def test_training_says_so_on_every_page_and_after_a_reload(officer: Officer) -> None:
    trains(officer, "Training")
    band = officer.page.get_by_text("Nothing here is sent.")
    expect(band).to_be_visible()
    officer.begins()
    expect(band).to_be_visible()
    officer.page.reload()
    expect(band).to_be_visible()
    officer.opens()
    trains(officer, "End training")
    expect(band).to_be_hidden()


def test_training_is_marked_before_anything_is_painted(officer: Officer) -> None:
    trains(officer, "Training")
    expect(officer.page.get_by_text("Nothing here is sent.")).to_be_visible()
    officer.page.add_init_script(MARKED_BEFORE_ANY_MODULE_RAN)
    officer.page.reload()
    assert officer.page.evaluate("window.marked") is True
    trains(officer, "End training")


def test_a_real_form_reopened_in_training_is_not_marked_as_practice(officer: Officer) -> None:
    trains(officer, "Training")
    band = officer.page.get_by_text("Nothing here is sent.")
    expect(band).to_be_visible()
    rows(officer, "unfinished").first.get_by_role("button").first.click()
    officer.unlocks()
    expect(officer.page.locator('[name="where.location"]')).to_have_value("Canal Street 4")
    expect(band).to_be_hidden()
    officer.page.click('[data-action="back"]')
    trains(officer, "End training")


def test_send_in_training_says_what_would_have_happened_and_sends_nothing(officer: Officer) -> None:
    trains(officer, "Training")
    officer.begins()
    officer.fills_in_enough()
    officer.is_told_saved()
    officer.sends()
    dialog = officer.page.get_by_role("dialog", name="Training: nothing was sent")
    expect(dialog).to_contain_text("The clinician would be asked to be in touch within 24 hours: suicide threat.")
    expect(dialog).to_contain_text("answers that you left open")
    dialog.get_by_role("button", name="Back to your forms").click()
    officer.is_home()
    expect(rows(officer, "waiting")).to_have_count(0)
    expect(rows(officer, "practice")).to_have_count(0)
    trains(officer, "End training")
    with officer.server.records():
        assert StoredEnvelope.select().count() == 0


def test_what_is_practised_is_listed_apart_and_goes_with_the_mode(officer: Officer) -> None:
    unfinished = officer.rows("unfinished")
    trains(officer, "Training")
    officer.begins()
    officer.types("where.location", "Practice Lane")
    officer.is_told_saved()
    officer.page.click('[data-action="back"]')
    expect(rows(officer, "practice")).to_have_count(1)
    expect(rows(officer, "unfinished")).to_have_count(unfinished)
    trains(officer, "End training")
    expect(rows(officer, "practice")).to_have_count(0)
    expect(officer.page.get_by_role("region", name="Practice")).to_be_hidden()


@axe.needed
def test_everybody_can_use_it(officer: Officer) -> None:
    officer.page.locator('[data-list="unfinished"] [data-action="discard"]').first.click()
    opens_the_bin(officer)
    trains(officer, "Training")
    expect(officer.page.get_by_text("Nothing here is sent.")).to_be_visible()
    axe.assert_clean(officer.page)
    trains(officer, "End training")


def test_the_lamp_follows_what_the_browser_hears_of_the_network(officer: Officer) -> None:
    lamp = officer.page.locator("[data-connection]")
    expect(lamp).to_have_attribute("data-connection", "connected")
    officer.phone.context.set_offline(True)
    expect(lamp).to_have_attribute("data-connection", "offline")
    officer.phone.context.set_offline(False)
    expect(lamp).to_have_attribute("data-connection", "connected")


def test_very_large_text_leaves_most_of_the_window_to_the_questions(officer: Officer) -> None:
    officer.begins()
    page = officer.page
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("scrollTo(0, 1500)")
    stuck = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((e) => getComputedStyle(e).position === "sticky")
            .reduce((sum, e) => sum + e.getBoundingClientRect().height, 0)"""
    )
    assert stuck < page.viewport_size["height"] * 0.3, stuck  # type: ignore[index]


def test_a_long_list_is_searched_by_typing(officer: Officer) -> None:
    officer.begins()
    page = officer.page
    question = page.locator('[data-question="/what/dispatched_as"]')
    search, chosen = question.get_by_label("Find in Dispatched as"), question.locator("select")
    search.fill("over")
    expect(question.get_by_role("button")).to_have_text(["Overdose"])
    question.get_by_role("button", name="Overdose").click()
    expect(chosen).to_have_value("overdose")
    expect(search).to_have_value("")
    search.fill("person")
    expect(question.get_by_role("button").first).to_have_text("Suicidal person")
    search.press("Enter")
    expect(chosen).to_have_value("suicidal")
    officer.is_told_saved()
