"""What the pages do in a real browser: they fit, can be hit, can be read out, and keep the light that was chosen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("looks at the page, whatever keeps the records")

Look = Callable[..., Page]
PAGES = ("/form?relevant", "/officer/", "/sign-in")
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip"))
  .filter((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 47.5)
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("path", PAGES)
def test_it_fits_a_screen_of_320_pixels(look_at: Look, path: str) -> None:
    page = look_at(path, viewport={"width": 320, "height": 568})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", PAGES)
def test_it_fits_with_text_twice_as_large(look_at: Look, path: str) -> None:
    page = look_at(path)
    page.add_script_tag(content="document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("path", PAGES)
def test_it_can_be_hit_with_a_thumb(look_at: Look, path: str) -> None:
    assert look_at(path).evaluate(SMALL_TARGETS) == []


@axe.needed
@pytest.mark.parametrize(("path", "light"), [*((path, "light") for path in PAGES), ("/form?relevant", "dark")])
def test_it_satisfies_an_outside_judge(look_at: Look, path: str, light: str) -> None:
    axe.assert_clean(look_at(path, color_scheme=light))


def test_it_mirrors_for_arabic(look_at: Look) -> None:
    page = look_at("/form?dir=rtl")
    back, title = page.locator("[data-action=back]").bounding_box(), page.locator("h1").bounding_box()
    assert back
    assert title
    assert back["x"] > title["x"]


def test_it_leads_to_the_error_summary(look_at: Look) -> None:
    page = look_at("/form", java_script_enabled=False)
    page.get_by_label("Age", exact=True).fill("forty")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()


def test_rows_that_the_server_drew_stay_when_a_script_takes_over(look_at: Look) -> None:
    page = look_at("/tried")
    expect(page.locator("[data-repeat='/shot']:not([data-none])")).to_be_attached()
    values = [page.input_value(f'[name="{name}"]') for name in ("person.0.called", "person.1.called", "person.1.pet.0.pet_name")]
    assert values == ["Ann", "Ben", "Rex"]
    expect(page.locator('[name="shot.0.hit"][value="yes"]')).to_be_checked()


def test_who_tries_a_form_reads_it_in_each_of_its_languages(look_at: Look) -> None:
    page = look_at("/tried")
    page.get_by_role("button", name="Arabic").click()
    expect(page.locator('[data-question="/typed/who"] .label')).to_contain_text("من قابلت؟")


def test_it_shows_every_question_without_javascript(look_at: Look) -> None:
    expect(look_at("/form?relevant", java_script_enabled=False).get_by_label("Which weapon?")).to_be_visible()


def test_it_changes_the_light_with_one_tap_and_keeps_it(look_at: Look) -> None:
    page = look_at("/officer/", color_scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("[data-action=theme]").click()
    night = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    assert before != night == page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_it_knows_the_light_before_the_first_paint(look_at: Look) -> None:
    """The script that sets it stands above the style sheets, and is none that waits."""
    page = look_at("/officer/")
    script = page.locator("head script[src*='before-paint.js']")
    assert script.get_attribute("type") is None
    assert script.get_attribute("defer") is None
    assert script.evaluate("one => !one.previousElementSibling.matches('[rel=stylesheet]')")


def test_it_comes_back_to_the_devices_own_light(look_at: Look) -> None:
    page = look_at("/officer/")
    for _ in range(3):
        page.locator("[data-action=theme]").click()
    assert page.evaluate("document.documentElement.dataset.theme") is None


def test_it_fills_in_the_time_it_is_now(look_at: Look) -> None:
    page = look_at("/form", timezone_id="America/Detroit")
    page.clock.set_fixed_time("2026-11-24T02:04:00Z")
    page.get_by_role("button", name="Now").click()
    expect(page.get_by_label("When did it begin?")).to_have_value("2026-11-23T21:04")


def test_it_takes_a_choice_back(look_at: Look) -> None:
    page = look_at("/form")
    page.get_by_role("radio", name="Street").check()
    page.get_by_role("button", name="Clear What kind of place?").click()
    expect(page.get_by_role("radio", name="Street")).not_to_be_checked()


def test_it_narrows_a_long_list_and_takes_the_first_on_enter(look_at: Look) -> None:
    page = look_at("/form")
    search = page.get_by_role("searchbox", name="Find in Language")
    search.fill("ara")
    expect(page.get_by_role("radio", name="Spanish")).to_be_hidden()
    search.press("Enter")
    expect(page.get_by_role("radio", name="Arabic")).to_be_checked()


def test_it_moves_on_with_enter(look_at: Look) -> None:
    page = look_at("/form")
    page.get_by_label("Medicine").press("Enter")
    expect(page.get_by_label("Dose")).to_be_focused()


def test_it_jumps_to_a_section_and_marks_it(look_at: Look) -> None:
    page = look_at("/form")
    page.keyboard.press("Alt+4")
    expect(page.locator("[data-section='/health']")).to_be_focused()
    expect(page.locator("[data-section-link='/health']")).to_have_attribute("aria-current", "step")
