"""The slips with enrolment codes as a printer gets them: ten to a page on either paper."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Playwright

from fieldform.access.device_codes import Code
from fieldform.admin.sheet import slips, whole_page
from tests.support.browser import QUIET, chromium_path

NOON = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
ORIGIN = "https://fieldform.marlow.example"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_twenty_slips_are_two_pages(playwright: Playwright, tmp_path: Path, paper: str) -> None:
    codes = [Code(f"K7QM-2XWD-9F{number:02}", f"Phone {number}", NOON) for number in range(20)]
    page = tmp_path / "slips.html"
    page.write_text(whole_page(slips(codes, ORIGIN, ZoneInfo("America/Detroit")), ORIGIN), encoding="utf-8")
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
    try:
        opened = browser.new_page()
        opened.goto(page.as_uri())
        assert opened.pdf(format=paper).count(b"/Type /Page\n") == 2
    finally:
        browser.close()
