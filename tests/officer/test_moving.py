"""A form that was begun with an earlier version moves to the newer one when its officer asks; nothing is dropped in silence."""

import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Playwright, expect

from fieldform.record import form_versions
from tests.officer.browser import Officer, new_code
from tests.publishing.conftest import written
from tests.support.browser import Phone
from tests.support.cast import create_cast
from tests.support.ground import sqlite_only
from tests.support.servers import LiveServer, prepare

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")

FIRST = """| survey |
| | type | name | label |
| | text | what | What happened? |
| | begin_repeat | person | Person |
| | select_one yn | hurt | Hurt? |
| | end_repeat | | |
| choices |
| | list_name | name | label |
| | yn | y | Yes, badly |
| settings |
| | form_title | form_id |
| | Welfare check | welfare_check |
"""
SECOND = (
    FIRST.replace("| text | what | What happened? |", "| text | seen | What did you see? |")
    .replace("| hurt |", "| wounded |")
    .replace("Welfare check", "Welfare check, renewed")
)


def published(server: LiveServer, text: str) -> str:
    with server.records():
        form_versions.publish(written(text), datetime.now(UTC))
    return f"/officer/forms/welfare_check/{written(text).version}"


def test_it_moves_once_what_has_no_place_was_shown_and_the_earlier_one_lies_in_the_bin(playwright: Playwright, tmp_path: Path) -> None:
    server = prepare(tmp_path / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
    first = published(server, FIRST)
    server.start()
    officer = Officer(Phone(playwright, tmp_path / "profile"), server, cast.officer)
    officer.sets_up(new_code(server, cast))
    page = officer.page
    page.goto(server.url + first)
    officer.types("what", "A dog barked")
    page.click("[data-add]")
    officer.taps("person.1.hurt", "y")
    officer.is_told_saved()
    begun = page.url
    published(server, SECOND)
    page.goto(server.url + "/officer/")
    officer.looks_for_a_new_version()
    page.goto(begun)
    officer.unlocks()
    page.get_by_role("link", name="Move to the new version").click()
    review = page.locator("[data-move-review]")
    expect(review.locator("li")).to_have_text(
        [re.compile("What happened\\?: .A dog barked"), re.compile("Person 2 · Hurt\\?: .Yes, badly")]
    )
    review.get_by_role("button", name="Move it").click()
    officer.is_told_saved()
    expect(page.locator("h1")).to_have_text("Welfare check, renewed")
    page.goto(server.url + "/officer/")
    expect(page.locator('[data-count="bin"]')).to_have_text(re.compile("1"))
    expect(page.locator('[data-list="unfinished"] li')).to_have_count(1)
    officer.phone.close()
    server.kill()
