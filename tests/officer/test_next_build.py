"""A server comes back as another build while a phone is away: the old worker delivers to it, the new one what the old one kept.

Whoever wrote it, where several officers share the device.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightProblem
from playwright.sync_api import Playwright, expect

from fieldform.record.contacts import ContactRevision
from tests.officer.browser import ENOUGH, Officer, new_code, publish_anew
from tests.support.browser import Phone
from tests.support.cast import Cast
from tests.support.ground import sqlite_only
from tests.support.servers import TREE, LiveServer

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")

WORDS = "Your forms"


@pytest.fixture(scope="module")
def officer(station: tuple[LiveServer, Cast], playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """Set up once: each test brings a build of its own."""
    server, cast = station
    officer = Officer(Phone(playwright, tmp_path_factory.mktemp("phone") / "profile", own_clock=True), server, cast.officer)
    officer.sets_up(new_code(server, cast))
    yield officer
    officer.phone.close()


def test_d8_an_old_worker_delivers_to_a_new_server_and_a_new_worker_what_the_old_one_kept(officer: Officer, tmp_path: Path) -> None:
    officer.loses_the_network()
    files(officer, "Quill")
    officer.server.tree = build(tmp_path / "second", "second")
    officer.has_a_network()
    everything_is_delivered(officer)
    assert arrived(officer.server) == ["Quill"]
    is_of_the_first_build(officer)

    officer.looks_for_a_new_version()
    officer.is_offered_the_new_version()
    officer.loses_the_network()
    files(officer, "Sorrel")
    is_of_the_first_build(officer)
    officer.taps_update()
    is_of_the_build(officer, "second")

    officer.page.click('[data-notice="locked"] [data-action="unlock"]')
    officer.unlocks()
    reads_what_waits(officer, "Sorrel")
    officer.has_a_network()
    everything_is_delivered(officer)
    assert arrived(officer.server) == ["Quill", "Sorrel"]


def test_d15_a_form_begun_by_one_officer_keeps_its_version_when_another_updates(
    officer: Officer, station: tuple[LiveServer, Cast], tmp_path: Path
) -> None:
    officer.opens()
    officer.begins()
    officer.fills_in_enough()
    officer.is_told_saved()
    officer.page.click('[data-action="back"]')
    officer.signs_out()

    server, cast = station
    publish_anew(server, "Crisis contact, renewed")
    server.stop()
    server.tree = build(tmp_path / "third", "third")
    server.start()
    other = replace(officer, member=cast.second_officer)
    other.signs_in()
    other.takes_the_new_version()
    is_of_the_build(other, "third")
    expect(other.page.get_by_role("link", name="Crisis contact, renewed", exact=True)).to_be_visible()
    assert other.rows("unfinished") == 0
    other.signs_out()

    officer.signs_in()
    officer.loses_the_network()
    officer.page.click('[data-list="unfinished"] [data-draft] [data-action="open-draft"]')
    expect(officer.page.locator('[name="who.family_name"]')).to_have_value(ENOUGH["who.family_name"])
    expect(officer.page.locator("h1")).to_have_text("Crisis contact")
    officer.sends()
    officer.is_home()
    officer.lets_the_time_for_undoing_pass()
    officer.has_a_network()
    everything_is_delivered(officer)
    assert arrived(server)[-1] == ENOUGH["who.family_name"]


def build(folder: Path, name: str) -> Path:
    """The whole tree of a server, in which a template and the module that delivers are not what they were."""
    for part in ("fieldform", "sync", "static", "templates"):
        shutil.copytree(TREE / part, folder / part)
    home, sender = folder / "templates" / "officer" / "home.html", folder / "static" / "js" / "outbox" / "sender.js"
    home.write_text(home.read_text(encoding="utf-8").replace(WORDS, f"{WORDS}, in the {name} build"), encoding="utf-8")
    with sender.open("a", encoding="utf-8") as script:
        script.write(f'\ndocument.documentElement.dataset.build = "{name}";\n')
    return folder


def is_of_the_first_build(officer: Officer) -> None:
    expect(officer.page.locator("h1")).to_have_text(WORDS)
    expect(officer.page.locator("html:not([data-build])")).to_have_count(1)


def is_of_the_build(officer: Officer, name: str) -> None:
    expect(officer.page.locator("h1")).to_have_text(f"{WORDS}, in the {name} build")
    expect(officer.page.locator("html")).to_have_attribute("data-build", name)


def files(officer: Officer, family: str) -> None:
    """Saved on the device; the time for undoing it is over."""
    officer.begins()
    officer.fills_in_enough()
    officer.types("who.family_name", family)
    officer.sends()
    officer.is_home()
    officer.lets_the_time_for_undoing_pass()
    expect(officer.page.locator('[data-list="waiting"] li')).to_contain_text("Waiting to send")


def reads_what_waits(officer: Officer, family: str) -> None:
    officer.page.click('[data-list="waiting"] li a')
    expect(officer.page.locator("[data-report]")).to_contain_text(family)
    officer.page.click('[data-action="back"]')
    officer.is_home()


def everything_is_delivered(officer: Officer) -> None:
    with suppress(PlaywrightProblem):  # It may have gone out by itself before the tap.
        officer.page.get_by_role("button", name="Try now").click(timeout=2_000)
    expect(officer.page.locator('[data-list="waiting"]:not([aria-busy]) li')).to_have_count(0, timeout=30_000)


def arrived(server: LiveServer) -> list[str]:
    """The family names of all reports, one for each."""
    with server.records():
        return [str(row.answers["who"]["family_name"]) for row in ContactRevision.select().order_by(ContactRevision.received_at)]
