"""On a phone: "On this device" says the truth about what was sent from it, without a network too, and copies it out sealed."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Playwright, expect

from tests.officer.browser import Officer, new_code
from tests.support import axe
from tests.support.browser import Phone
from tests.support.cast import create_cast
from tests.support.ground import sqlite_only
from tests.support.servers import prepare

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")

JUST_TYPED_MS = 121_000


@pytest.fixture(scope="module")
def officer(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """Set up, one report sent while the server was away, on the page "On this device"."""
    folder = tmp_path_factory.mktemp("device")
    server = prepare(folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    one = Officer(Phone(playwright, folder / "profile"), server, cast.officer)
    one.sets_up(new_code(server, cast))
    one.loses_the_network()
    one.begins()
    one.fills_in_enough()
    one.sends()
    one.is_home()
    one.page.click("a.lamp")
    expect(one.page.locator('main[data-view="device"]')).to_be_visible()
    yield one
    one.phone.close()
    server.kill()


def test_what_waits_says_why_and_how_much_room_there_is(officer: Officer) -> None:
    row = officer.page.locator('[data-list="here"] li')
    expect(row).to_contain_text("no connection; it goes by itself", timeout=20_000)
    expect(officer.page.locator('[data-field="sum"]')).to_have_text("1 waiting · 0 problems")
    expect(officer.page.locator('[data-field="used"]')).to_contain_text("MB")
    axe.assert_clean(officer.page)


def test_it_is_there_after_a_reload_without_a_network(officer: Officer) -> None:
    officer.page.reload()
    expect(officer.page.locator('[data-list="here"] li')).to_have_count(1)


def test_copy_out_downloads_a_file_whose_name_tells_nothing(officer: Officer) -> None:
    officer.page.evaluate("Object.defineProperty(navigator, 'canShare', { value: undefined })")
    officer.page.click('[data-action="copy-out"]')
    with officer.page.expect_download() as taken:
        officer.answers("copy-out")
    assert taken.value.suggested_filename.startswith("fieldform-rescue-2")
    text = taken.value.path().read_text()
    assert text.startswith('{"fieldform_rescue":1}\n')
    assert "Vane" not in text
    assert "Canal" not in text


def test_what_arrived_says_so_once_somebody_pressed_try_now(officer: Officer) -> None:
    officer.has_a_network()
    officer.page.get_by_role("button", name="Try now").click()
    expect(officer.page.locator('[data-field="sum"]')).to_have_text("Everything has arrived")
    expect(officer.page.locator('[data-list="here"] li')).to_contain_text("Received")
    assert officer.phone.complaints == [] or all("Failed to load resource" in one for one in officer.phone.complaints)


def test_a_passkey_is_offered_at_home_once_and_opens_what_the_phrase_opens(officer: Officer) -> None:
    """Chromium's own virtual authenticator, with PRF. What is more pressing is said first, until it is put off; a phrase that was just
    typed is not asked for again."""
    page = officer.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    lock = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**lock, "hasPrf": True, "isUserVerified": True}})
    page.clock.install()
    officer.opens()
    page.click('[data-notice="locked"] [data-action="unlock"]')
    officer.unlocks()
    page.click('[data-advice="not-kept"] [data-action="put-off"]')
    expect(page.locator('[data-advice="not-kept"]')).to_be_hidden()
    page.clock.fast_forward(JUST_TYPED_MS)
    page.click('[data-advice="quick"] [data-action="add-quick"]')
    page.click('dialog[data-dialog="quick"] [data-action="close"]')
    officer.opens()
    page.click('[data-notice="locked"] [data-action="unlock"]')
    officer.unlocks()
    page.click('[data-advice="quick"] [data-action="add-quick"]')
    expect(page.locator("[data-toast]")).to_contain_text("From now on")
    officer.opens()
    page.click('[data-notice="locked"] [data-action="unlock"]')
    expect(page.locator('[data-notice="locked"]')).to_be_hidden()
    expect(page.locator('[data-list="received"] li')).to_contain_text("V.")
    expect(page.locator("[data-advice]:not([hidden])")).to_have_count(0)
