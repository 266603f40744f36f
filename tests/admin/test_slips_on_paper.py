"""The slips with enrolment codes as a printer gets them, of the page and of the command's file: ten to a page on either paper."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Playwright

from fieldform.access.device_codes import Code
from fieldform.admin.sheet import slips, whole_page
from tests.admin.conftest import Office
from tests.look.site import serve
from tests.support.browser import QUIET, quick_chromium
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("looks at the page, whatever keeps the records")

NOON = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
PAPERS = ("A4", "Letter")
ORIGIN = "https://fieldform.marlow.example"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with closing(playwright.chromium.launch(executable_path=quick_chromium().program(), args=QUIET)) as chromium:
        yield chromium


def pages_on(page: Page, paper: str) -> int:
    return page.pdf(format=paper).count(b"/Type /Page\n")


def test_twenty_slips_in_a_file_are_two_pages(browser: Browser, tmp_path: Path) -> None:
    codes = [Code(f"K7QM-2XWD-9F{number:02}", f"Phone {number}", NOON) for number in range(20)]
    file = tmp_path / "slips.html"
    file.write_text(whole_page(slips(codes, ORIGIN, ZoneInfo("America/Detroit")), ORIGIN), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert [pages_on(page, paper) for paper in PAPERS] == [2, 2]


def test_so_are_twenty_on_its_page_and_none_is_cut(browser: Browser, office: Office) -> None:
    asked = {"label": "Phone {n}", "device_class": "phone", "count": "20", "days": "1"}
    text = office.sends("/admin/codes", status=200, **asked)
    page = browser.new_page()
    with serve(office.house.app) as url:
        page.route("**/codes", lambda route: route.fulfill(body=text, content_type="text/html"))
        page.goto(f"{url}/codes")
        assert [pages_on(page, paper) for paper in PAPERS] == [2, 2]
    page.emulate_media(media="print")
    assert page.evaluate("[...document.querySelectorAll('.slip')].every((one) => getComputedStyle(one).breakInside === 'avoid')")
