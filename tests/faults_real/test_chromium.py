"""D1, D2: Chromium killed while an officer types and sends, in the short form."""

from pathlib import Path

from playwright.sync_api import Playwright

from tests.faults_real import chromium
from tests.faults_real.found import Task
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")


def test_d1_d2_a_killed_browser_loses_no_report_and_keeps_what_it_said_was_saved(playwright: Playwright, tmp_path: Path) -> None:
    found = chromium.killed(playwright, Task(tmp_path, 2, 4, print))
    assert found.broken == []
    assert found.cases == 2
