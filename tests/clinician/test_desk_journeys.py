"""In a real browser: a spreadsheet from the first click to the list, a caseload handed over, and the list that keeps its place."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import FilePayload, Page, Playwright, expect

from fieldform.record.follow_ups import FollowUp
from tests.clinician.test_handover import second_clinician
from tests.record.road import REPORT, Road, raised_by, report
from tests.support import axe
from tests.support.browser import DESK, Phone
from tests.support.cast import Cast, create_cast
from tests.support.servers import LiveServer, prepare

FILE = "Last,First,Priority,DOB\nFeatherstonehaugh-Oyelaran,Bartholomew,high,1980-03-04\nالحدّاد,ليلى,72h,\nBad,Date,low,13/40/1980\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Cast, FollowUp]]:
    server = prepare(tmp_path_factory.mktemp("server"))
    with server.records():
        now = datetime.now(UTC)
        cast = create_cast(now)
        second_clinician(cast)
        road = Road(cast.officer, now)
        for number in range(30):
            raised = raised_by(road.send(report(who={"given_name": f"Person{number:02}", "family_name": "Doe"})))
        raised = raised_by(road.send(REPORT))
    server.start()
    yield server, cast, raised
    server.kill()


@pytest.fixture(scope="module")
def browser(place: tuple[LiveServer, Cast, FollowUp], playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    server, cast, _ = place
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
    browser.page.set_viewport_size(DESK["viewport"])
    return browser.page


def judged(page: Page) -> None:
    """An outside judge finds nothing, and it fits the narrowest screen and twice the text."""
    if axe.SOURCE.is_file():
        axe.assert_clean(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(DESK["viewport"])


def test_a_spreadsheet_becomes_follow_ups_and_is_taken_back(page: Page) -> None:
    page.goto("/clinician/")
    page.get_by_role("link", name="Import").click()
    judged(page)
    page.set_input_files("[name=file]", FilePayload(name="people.csv", mimeType="text/csv", buffer=FILE.encode()))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What does each column mean?")
    expect(page.get_by_label("Last is")).to_have_value("family_name")
    judged(page)
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("This is no date that can be read.")).to_be_visible()
    judged(page)
    page.get_by_role("button", name=re.compile("Enter [0-9]+")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 follow-ups entered")
    judged(page)
    page.get_by_role("link", name="Open my list").click()
    expect(page.get_by_role("link", name="ليلى الحدّاد")).to_be_visible()
    page.go_back()
    page.get_by_label("Why is it taken back?").fill("Last year’s file.")
    page.get_by_role("button", name="Take the whole import back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken back")


def test_a_caseload_is_handed_over(page: Page) -> None:
    page.goto("/clinician/handover?whose=nobody")
    judged(page)
    expect(page.locator("[name=chosen]:checked")).to_have_count(0)
    page.get_by_role("link", name="Tick all").click()
    every = page.locator("[name=chosen]").count()
    expect(page.get_by_role("button", name=f"Hand over {every}")).to_be_visible()
    page.get_by_role("link", name="Tick none").click()
    page.locator("[name=chosen]").nth(0).check()
    page.locator("[name=chosen]").nth(1).check()
    page.get_by_label("Hand over to").select_option(label="Teodor Novak")
    page.get_by_label("What should they know?").fill("Away until Monday.")
    expect(page.get_by_role("button", name="Hand over 2")).to_be_visible()
    page.locator("form .button--main").click()
    expect(page.get_by_text("They are handed over.")).to_be_visible()
    page.goto("/clinician/")
    expect(page.locator(".work__owner", has_text="Teodor Novak")).to_have_count(2)


def test_n_begins_a_new_one_and_m_shows_mine(page: Page) -> None:
    page.goto("/clinician/")
    page.keyboard.press("m")
    page.wait_for_url("**whose=mine")
    page.keyboard.press("m")
    page.wait_for_url("**/clinician/")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("New follow-up")
    judged(page)


def test_the_list_keeps_its_place(page: Page) -> None:
    page.goto("/clinician/?whose=nobody")
    row = page.locator(".work__link").nth(20)
    name = row.locator(".work__name").inner_text()
    row.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_url("**/clinician/?whose=nobody")
    expect(page.locator(".work__link:focus .work__name")).to_have_text(name)
    expect(page.locator(".work__link:focus")).to_be_in_viewport()


def test_a_persons_details_and_a_step_taken_back_satisfy_a_judge(page: Page, place: tuple[LiveServer, Cast, FollowUp]) -> None:
    one = f"/clinician/follow-ups/{place[2].id}"
    page.goto(f"{one}/person")
    page.get_by_label("Phone").fill("313-555-0177")
    page.get_by_label("Family or friends").check()
    page.get_by_role("button", name="Save the details").click()
    page.goto(f"{one}/person")
    expect(page.get_by_text("told by: family or friends")).to_be_visible()
    judged(page)
    page.goto(one)
    page.get_by_label("Text message").check()
    page.get_by_label("Reached").check()
    page.get_by_role("button", name="Save the attempt").click()
    page.get_by_role("link", name="Take back").click()
    judged(page)
    page.get_by_label("Why is it taken back?").fill("It was her neighbor.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back by Dana Reyes: It was her neighbor.")).to_be_visible()
    judged(page)


def test_the_morning_stands_on_one_screen(page: Page) -> None:
    page.goto("/clinician/")
    seen = page.locator(".work__link").evaluate_all("rows => rows.filter(row => row.getBoundingClientRect().bottom <= innerHeight).length")
    assert seen >= 10
