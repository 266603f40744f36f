"""The pictures that the README shows: `python -m tests.pictures` makes the demo in a temporary folder and photographs it.

A real server, real browsers, invented people. A phone by day and by night, the truth about what is unsent, the desk's list and one
follow-up. Public: main.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from fieldform import intake
from fieldform.access.device_codes import hand_out
from fieldform.access.models import User
from fieldform.access.viewer import Role
from fieldform.commands import demo_cast, demo_contacts
from tests.support.browser import CHROMIUM, DESK, PHONE, QUIET
from tests.support.servers import TREE, LiveServer, prepare

PICTURES = TREE / "docs" / "pictures"
SHARP: dict[str, Any] = {"device_scale_factor": 2}
ZONE: dict[str, Any] = {"timezone_id": "America/Detroit", "locale": "en-US"}


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = demo(Path(folder))
        server.start()
        try:
            photograph(playwright, server)
        finally:
            server.kill()
    print(f"The pictures are in {PICTURES.relative_to(TREE)}/")
    return 0


def photograph(playwright: Playwright, server: LiveServer) -> None:
    browser = playwright.chromium.launch(executable_path=CHROMIUM.program(), args=QUIET)
    desk(browser.new_context(base_url=server.url, **(DESK | ZONE)).new_page(), server)
    phone(browser, server)
    browser.close()


def desk(page: Page, server: LiveServer) -> None:
    """The clinician's list, and the follow-up on top of it."""
    page.goto("/sign-in")
    fill_sign_in(page, username_of(server, Role.CLINICIAN))
    expect(page.get_by_role("heading", name="Follow-up")).to_be_visible()
    take(page, "desk-list")
    page.locator(".work__link").first.click()
    page.wait_for_url("**/follow-ups/*")
    take(page, "desk-follow-up")


def phone(browser: Browser, server: LiveServer) -> None:
    """An officer's phone: a form by day and by night, and what the first page says while there is no connection."""
    page = browser.new_context(base_url=server.url, **(PHONE | ZONE | SHARP)).new_page()
    set_up(page, server)
    page.get_by_role("link", name="Crisis contact", exact=True).click()
    fill_in(page)
    take(page, "phone-day")
    page.emulate_media(color_scheme="dark")
    take(page, "phone-night")
    page.emulate_media(color_scheme="light")
    server.stop()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.locator('[data-list="waiting"] li')).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator(".lamp")).to_have_attribute("data-connection", "offline")
    take(page, "phone-unsent")


def set_up(page: Page, server: LiveServer) -> None:
    page.goto("/officer/")
    page.locator("main").get_by_role("button", name="Sign in").click()
    fill_sign_in(page.get_by_role("dialog"), username_of(server, Role.OFFICER))
    page.locator("main").get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Code").fill(code_for(server))
    dialog.get_by_role("button", name="Set up").click()
    expect(dialog).to_be_hidden()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.locator("[data-advice]:not([hidden])").get_by_role("button", name="Not now").click()


def fill_in(page: Page) -> None:
    """Enough of a report to show how it looks, down to the questions that an answer brings up."""
    expect(page.locator("[data-left]")).to_have_attribute("data-left", "some")
    page.get_by_label("Where was it?").fill("14 Larkspur Court")
    page.get_by_label("Family name").fill("Quillfeather")
    page.get_by_role("group", name="Suicide").get_by_role("radio", name="Threat").check()
    page.get_by_role("group", name="By what means?").get_by_role("checkbox", name="Overdose").check()
    expect(page.locator("[data-saved]")).to_have_attribute("data-saved", "saved")
    expect(page.locator("[data-toast] > *")).to_have_count(0, timeout=15_000)
    page.locator("[data-section='/safety']").evaluate("section => section.scrollIntoView()")


def fill_sign_in(place: Any, username: str) -> None:
    place.get_by_label("User name").fill(username)
    place.get_by_label("Phrase").fill(demo_cast.PHRASE)
    place.get_by_role("button", name="Sign in").click()


def take(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")


def demo(folder: Path) -> LiveServer:
    """As `fieldform demo` makes it, always the same."""
    server, now = prepare(folder), datetime.now(UTC)
    with server.records():
        cast = demo_cast.create(now)
        demo_contacts.create(cast, server.keys, intake.reconciler(server.keys), now, weeks=8, seed=1)
    return server


def username_of(server: LiveServer, role: Role) -> str:
    with server.records():
        return str(User.select().where(User.role == role.value).order_by(User.username).first().username)


def code_for(server: LiveServer) -> str:
    """For a device of that officer's department."""
    with server.records():
        officer = User.get(User.username == username_of(server, Role.OFFICER))
        return hand_out(agency=officer.agency_id, device_class="phone", label="Phone", made_by="pictures", now=datetime.now(UTC))


if __name__ == "__main__":
    sys.exit(main())
