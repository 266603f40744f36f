"""A form with everything in it, on a phone without a network: rows, lists, languages, sliders, places and ink, by touch and by keyboard."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Playwright, expect

from fieldform.officer.offline import page_of
from fieldform.publishing.publish import publish
from fieldform.record import form_versions
from tests.forms.workbooks import SHELTER
from tests.officer.browser import Officer, new_code
from tests.publishing.conftest import candidate
from tests.support import axe
from tests.support.browser import Phone, comes_true
from tests.support.cast import create_cast
from tests.support.everything import everything
from tests.support.ground import sqlite_only
from tests.support.servers import prepare
from tests.support.traces import traces_of

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")

SMALL = """() => [...document.querySelectorAll("main :is(button, summary, label.chip, select, .input)")]
  .filter((one) => one.checkVisibility() && one.offsetParent !== null)
  .filter((one) => { const { width, height } = one.getBoundingClientRect(); return height < 44 || width < 44; })
  .map((one) => one.outerHTML.slice(0, 120))"""


ASKED = SHELTER.replace("shelters.csv", "clients.csv")
NAMED = "ZZ Wilhelmina Quackenbush"
CLIENTS = {"clients.csv": f"name,label\nc1,{NAMED}\nc2,Ash\n".encode()}
SEALED = """new Promise((told) => {
  const opened = indexedDB.open("fieldform");
  opened.onsuccess = () => {
    const kept = opened.result.transaction("fates").objectStore("fates").getAllKeys();
    kept.onsuccess = () => { opened.result.close(); told(kept.result.some((key) => String(key).startsWith("list/"))); };
  };
})"""


@pytest.fixture(scope="module")
def officer(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """Set up, and then without a network for all these tests."""
    folder = tmp_path_factory.mktemp("phone")
    server = prepare(folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
        form_versions.publish(everything(), datetime.now(UTC))
        publish(candidate(ASKED, CLIENTS), "command line", datetime.now(UTC))
    server.start()
    opened = Officer(Phone(playwright, folder / "profile"), server, cast.officer)
    opened.sets_up(new_code(server, cast))
    comes_true(opened.page, SEALED)
    opened.phone.context.grant_permissions(["geolocation"])
    opened.phone.context.set_geolocation({"latitude": 42.3242, "longitude": -83.4003, "accuracy": 8})
    opened.loses_the_network()
    yield opened
    opened.phone.close()
    server.kill()


@pytest.fixture
def page(officer: Officer) -> Page:
    officer.opens(page_of(everything()))
    expect(officer.page.locator("[data-repeat='/shot'][data-none]")).to_be_attached()
    return officer.page


def rows(page: Page, path: str) -> int:
    return page.locator(f'[data-repeat="{path}"] > [data-instance]').count()


def test_a_row_is_added_and_taken_away_and_put_back(page: Page) -> None:
    page.fill('[name="person.0.called"]', "Ann")
    page.get_by_role("button", name="Add Person at home").press("Enter")
    expect(page.locator('[name="person.1.called"]')).to_be_focused()
    page.keyboard.type("Ben")
    page.click('[data-instance="/person[1]"] [data-add]')
    page.fill('[name="person.1.pet.1.pet_name"]', "Rex")
    expect(page.get_by_role("group", name="Person at home 2").locator("[data-told]").first).to_have_text("Pet 2 added")
    page.click('[data-remove][value="/person[0]"]')
    expect(page.locator('[name="person.0.called"]')).to_have_value("Ben")
    expect(page.locator('[name="person.0.pet.1.pet_name"]')).to_have_value("Rex")
    expect(page.locator('[data-instance="/person[0]"]')).to_be_focused()
    assert rows(page, "/person") == 1
    page.click('[data-toast] [data-action="undo"]')
    expect(page.locator('[name="person.0.called"]')).to_have_value("Ann")
    expect(page.locator('[name="person.1.pet.1.pet_name"]')).to_have_value("Rex")


def test_the_form_counts_rows_itself(page: Page) -> None:
    page.fill('[name="shots"]', "2")
    expect(page.locator('[data-repeat="/shot"] > [data-instance]')).to_have_count(2)
    page.click('label:has([name="shot.1.hit"][value="yes"])')
    page.fill('[name="shots"]', "1")
    expect(page.locator('[data-repeat="/shot"] > [data-instance]')).to_have_count(1)
    page.fill('[name="shots"]', "2")
    expect(page.locator('[name="shot.1.hit"][value="yes"]')).to_be_checked()


def test_the_words_of_a_row_show_its_own_answers(page: Page) -> None:
    page.fill('[name="person.0.called"]', "Ann")
    page.click('label:has([name="person.0.hurt"][value="yes"])')
    expect(page.locator('[data-question="/person[0]/how"] .label')).to_contain_text("How is Ann hurt?")


def test_the_names_of_the_rows_are_choices_as_they_are_typed(page: Page) -> None:
    first = page.locator('[data-path="/first_helped"]')
    expect(first.locator("[data-more]")).to_contain_text("Nothing to choose from yet")
    page.fill('[name="person.0.called"]', "Ann")
    first.locator(".chip", has_text="Ann").click()
    page.click('[data-add]:has-text("Person at home")')
    page.keyboard.type("Ben")
    expect(first.locator(".chip")).to_have_text(["Ann", "Ben"])
    expect(first.get_by_role("searchbox")).to_be_hidden()
    page.fill('[name="person.0.called"]', "Anna")
    expect(first.locator("[data-error]")).to_contain_text("Choose again")


def test_choices_follow_another_answer_and_what_was_chosen_stays_in_sight(page: Page) -> None:
    cities = page.locator('[data-path="/chosen/city"] .chip:visible')
    page.click('label:has([name="chosen.county"][value="wayne"])')
    expect(cities).to_have_text(["Westland", "Detroit"], use_inner_text=True)
    assert page.locator('[name="chosen.city_small"] option').all_inner_texts() == ["Choose", "Westland", "Detroit"]
    page.click('label:has([name="chosen.city"][value="detroit"])')
    page.click('label:has([name="chosen.county"][value="oakland"])')
    expect(cities).to_have_text(["Detroit", "Novi", "Troy"], use_inner_text=True)
    expect(page.locator('[data-path="/chosen/city"] [data-error]')).to_contain_text("Choose again")


def test_an_answer_locks_others_under_the_finger_and_they_say_so(page: Page) -> None:
    mail, often = page.locator('[name="typed.mail"]'), page.locator('[data-path="/chosen/often"]')
    often.locator(".chip").first.click()
    page.click('label:has([name="chosen.read"])')
    expect(mail).not_to_be_editable()
    expect(often).to_have_accessible_description("Another answer locks this one.")
    often.locator("input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(often.locator("input:checked")).to_have_value("never")
    expect(often.locator("input").nth(1)).to_be_focused()
    page.click('label:has([name="chosen.read"])')
    often.locator(".chip").nth(1).click()
    expect(often.locator("input:checked")).to_have_value("some")
    expect(mail).to_be_editable()


def test_a_list_without_end_is_found_by_typing(page: Page) -> None:
    question = page.locator('[data-path="/chosen/streets"]')
    expect(question.locator(".chip")).to_have_count(50)
    expect(question.locator("[data-more]")).to_have_text("50 of 1,200 shown. Type to find others.")
    question.get_by_role("searchbox").fill("ford street 119")
    question.locator(".chip", has_text="Ford Street 1193").click()
    question.get_by_role("searchbox").fill("")
    expect(question.locator(".chip:has(:checked)")).to_have_text("Ford Street 1193")


def test_it_speaks_another_language_and_remembers_it_with_the_draft(page: Page, officer: Officer) -> None:
    page.get_by_role("button", name="Arabic").click()
    expect(page.locator('[data-question="/typed/who"] .label')).to_contain_text("من قابلت؟")
    expect(page.locator(".sheet__questions")).to_have_attribute("dir", "rtl")
    expect(page.locator("[data-unreviewed]")).to_be_visible()
    expect(page.locator('[data-question="/typed/since"] .label')).to_contain_text("Since which month?")
    page.fill('[name="typed.age"]', "200")
    page.locator('[name="typed.age"]').blur()
    expect(page.locator('[data-question="/typed/age"] [data-error]')).to_have_text("أدخل عمرا أقل من 130.")
    expect(page.locator("[data-saved]")).to_have_attribute("data-saved", "saved")
    page.reload()
    expect(page.locator('[data-question="/typed/who"] .label')).to_contain_text("Whom did you meet?")
    officer.unlocks()
    expect(page.locator('[data-question="/typed/who"] .label')).to_contain_text("من قابلت؟")


def test_a_language_alone_is_no_form_that_was_begun(page: Page, officer: Officer) -> None:
    officer.opens("/officer/")
    before = officer.rows("unfinished")
    for typed in ("", "20"):
        officer.opens(page_of(everything()))
        page.get_by_role("button", name="Arabic").click()
        expect(page.locator('[data-question="/typed/who"] .label')).to_contain_text("من قابلت؟")
        page.fill('[name="typed.age"]', typed)
        page.click('[data-action="back"]')
        officer.is_home()
    expect(page.locator('[data-list="unfinished"] li')).to_have_count(before + 1)


def test_a_slider_says_nothing_until_it_is_moved_and_can_be_cleared(page: Page) -> None:
    number, slider = page.locator('[name="drawn.pain"]'), page.get_by_role("slider", name="How bad is the pain?")
    expect(slider).to_have_attribute("aria-valuetext", "not answered")
    slider.press("ArrowRight")
    expect(number).to_have_value("1")
    number.fill("7")
    expect(slider).to_have_value("7")
    page.get_by_role("button", name="Clear How bad is the pain?").click()
    expect(number).to_have_value("")


def test_it_writes_where_it_is_and_how_well_it_knows(page: Page) -> None:
    page.get_by_role("button", name="Where I am").click()
    expect(page.locator('[name="drawn.place"]')).to_have_value("42.324200 -83.400300 0.0 8.0")
    expect(page.locator('[data-question="/drawn/place"] [data-accuracy]')).to_have_text("Within 8 m")


def test_ink_is_kept_taken_back_and_a_typed_name_does_as_well(page: Page) -> None:
    sheet, name = page.locator("canvas"), page.locator('[name="drawn.signed"]')
    expect(page.locator(".section ~ .section:not([data-laid])")).to_have_count(0)  # Nothing above it grows any more.
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=4)
    page.mouse.up()
    assert name.input_value().startswith("ink:")
    expect(name).to_be_hidden()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(name).to_be_focused()
    page.keyboard.type("Ada Okafor")
    expect(name).to_have_value("Ada Okafor")


def test_a_folded_list_says_what_was_chosen(page: Page) -> None:
    question = page.locator('[data-path="/chosen/seen"]')
    question.locator("summary").click()
    question.locator(".chip", has_text="A dog").click()
    expect(question.locator("summary")).to_have_text("A dog")


@axe.needed
def test_it_is_clean_and_large_enough_to_touch(page: Page) -> None:
    axe.assert_clean(page)
    assert page.evaluate(SMALL) == []


def test_a_list_that_may_name_clients_is_here_before_its_form_was_ever_opened_and_nobody_reads_it_on_the_disk(officer: Officer) -> None:
    with officer.server.records():
        form = form_versions.current("shelter")
    page = officer.page
    officer.opens(page_of(form))
    expect(page.locator("[data-attached]")).to_be_visible()
    officer.opens()
    page.click('[data-notice="locked"] [data-action="unlock"]')
    officer.unlocks()
    page.click(".more summary")
    page.click('[data-action="new"][data-form-id="shelter"]')
    page.get_by_role("searchbox").fill("quacken")
    page.locator(".chip", has_text=NAMED).click()
    officer.sends()
    expect(page.locator('main[data-view="home"]')).to_be_visible()
    assert traces_of([NAMED], officer.phone.profile) == []
