"""A server comes back as another build while a phone is away: the old worker delivers to it, the new one what the old one kept."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightProblem
from playwright.sync_api import Playwright, expect

from fieldform.record.contacts import ContactRevision
from tests.officer.browser import Officer, new_code
from tests.support.browser import Phone
from tests.support.cast import create_cast
from tests.support.servers import TREE, LiveServer, prepare

OLD_WORDS, NEXT_WORDS = "Your forms", "Your forms, in the next build"


@pytest.fixture
def officer(playwright: Playwright, tmp_path: Path) -> Iterator[Officer]:
    server = prepare(tmp_path / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    officer = Officer(Phone(playwright, tmp_path / "profile", own_clock=True), server, cast.officer)
    officer.sets_up(new_code(server, cast))
    yield officer
    officer.phone.close()
    server.kill()


def test_d8_an_old_worker_delivers_to_a_new_server_and_a_new_worker_what_the_old_one_kept(officer: Officer, tmp_path: Path) -> None:
    officer.loses_the_network()
    files(officer, "Quill")
    officer.server.tree = next_build(tmp_path / "next build")
    officer.has_a_network()
    everything_is_delivered(officer)
    assert arrived(officer.server) == ["Quill"]
    is_of_the_old_build(officer)

    officer.looks_for_a_new_version()
    officer.is_offered_the_new_version()
    officer.loses_the_network()
    files(officer, "Sorrel")
    is_of_the_old_build(officer)
    officer.taps_update()
    is_of_the_next_build(officer)

    officer.page.click('[data-notice="locked"] [data-action="unlock"]')
    officer.unlocks()
    reads_what_waits(officer, "Sorrel")
    officer.has_a_network()
    everything_is_delivered(officer)
    assert arrived(officer.server) == ["Quill", "Sorrel"]


def next_build(folder: Path) -> Path:
    """The whole tree of a server, in which a template and the module that delivers are not what they were."""
    for part in ("fieldform", "sync", "static", "templates"):
        shutil.copytree(TREE / part, folder / part)
    home, sender = folder / "templates" / "officer" / "home.html", folder / "static" / "js" / "outbox" / "sender.js"
    home.write_text(home.read_text(encoding="utf-8").replace(OLD_WORDS, NEXT_WORDS), encoding="utf-8")
    with sender.open("a", encoding="utf-8") as script:
        script.write('\ndocument.documentElement.dataset.build = "next";\n')
    return folder


def is_of_the_old_build(officer: Officer) -> None:
    expect(officer.page.locator("h1")).to_have_text(OLD_WORDS)
    expect(officer.page.locator("html")).not_to_have_attribute("data-build", "next")


def is_of_the_next_build(officer: Officer) -> None:
    expect(officer.page.locator("h1")).to_have_text(NEXT_WORDS)
    expect(officer.page.locator("html")).to_have_attribute("data-build", "next")


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
