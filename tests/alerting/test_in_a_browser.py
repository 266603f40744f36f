"""From a red report on a phone to the desk and back, in real browsers over a real server with a real mail server beside it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from fieldform.access.models import User
from fieldform.duty.models import CallShift
from tests.officer.browser import Officer, new_code
from tests.support import axe, mailbox
from tests.support.browser import DESK, Phone, comes_true, time_passes
from tests.support.cast import Cast, create_cast
from tests.support.desk import Desk
from tests.support.mailbox import Mailbox
from tests.support.servers import LiveServer, prepare


@pytest.fixture
def post() -> Iterator[Mailbox]:
    with mailbox.opened() as opened:
        yield opened


@pytest.fixture
def live(tmp_path: Path, post: Mailbox) -> Iterator[tuple[LiveServer, Cast]]:
    """Dana Reyes is on call."""
    settings = {"mail_host": "127.0.0.1", "mail_port": post.port, "mail_from": "fieldform@example.gov", "mail_starttls": False}
    server, now = prepare(tmp_path / "server", **settings), datetime.now(UTC)
    with server.records():
        cast = create_cast(now)
        User.update(email="dana@harbor.example", phone="313-555-0110").where(User.id == cast.clinician.id).execute()
        CallShift.create(
            id=str(uuid4()),
            person=cast.clinician.id,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=9),
            entered_at=now,
            entered_by="",
        )
    server.start()
    yield server, cast
    server.kill()


@axe.needed
def test_a_now_reaches_a_person_and_the_officer_reads_the_truth(
    live: tuple[LiveServer, Cast], post: Mailbox, open_phone: Callable[..., Phone]
) -> None:
    server, cast = live
    officer = Officer(open_phone("car 12", own_clock=True), server, cast.officer)
    officer.sets_up(new_code(server, cast))
    alarm = officer.page.locator("[data-alarms]")
    comes_true(officer.page, "async () => (await indexedDB.databases()).length > 0")

    server.stop()
    sends_a_red_report(officer)
    expect(alarm).to_contain_text("Not delivered yet. Phone:")
    expect(officer.page.locator("[data-toast]")).to_contain_text("it is urgent: phone until it says opened")
    offers_a_number_to_press(officer.page)

    server.start()
    officer.page.reload()
    time_passes(officer.page, alarm, "to the clinician on call, not opened yet. Phone:")
    expect(alarm.get_by_role("link", name="The clinician on call 313-555-0110")).to_have_attribute("href", "tel:3135550110")
    assert post.addresses == ["dana@harbor.example"]
    axe.assert_clean(officer.page)

    server.stop()
    officer.page.reload()  # Locked, without a session, without a server.
    expect(alarm).to_contain_text("to the clinician on call, not opened yet. Phone:")
    expect(alarm.get_by_role("link")).to_have_count(2)
    server.start()

    desk = Desk(open_phone("desk", **DESK), server.url, cast.clinician)
    desk.signs_in()
    expect(desk.page).to_have_title("(1) Follow-up – Fieldform")
    axe.assert_clean(desk.page)
    desk.page.get_by_role("link", name="Open the list").click()
    desk.page.locator(".work__link").click()
    expect(desk.page.locator("[data-desk-alarm]")).to_be_hidden()
    time_passes(officer.page, alarm, "Opened by the clinician on call")
    expect(alarm.get_by_role("link")).to_have_count(0)


def test_a_desk_that_stands_open_is_told_and_says_when_it_cannot_know(
    live: tuple[LiveServer, Cast], open_phone: Callable[..., Phone]
) -> None:
    server, cast = live
    desk = Desk(open_phone("desk", own_clock=True, **DESK), server.url, cast.clinician)
    desk.signs_in()
    bar = desk.page.locator("[data-desk-alarm]")
    expect(bar).to_be_hidden()
    officer = Officer(open_phone("car 12", own_clock=True), server, cast.officer)
    officer.sets_up(new_code(server, cast))
    sends_a_red_report(officer)
    officer.lets_the_time_for_undoing_pass()
    time_passes(desk.page, bar, "Now: 1 not opened by anybody yet")
    expect(bar.get_by_role("alert")).to_be_visible()
    expect(desk.page).to_have_title("(1) Follow-up – Fieldform")
    desk.page.get_by_role("button", name="Sound").click()
    expect(desk.page.get_by_role("button", name="Sound on")).to_have_attribute("aria-pressed", "true")
    server.stop()
    time_passes(desk.page, bar, "Fieldform cannot be reached")


def sends_a_red_report(officer: Officer) -> None:
    officer.begins()
    officer.fills_in_enough()
    officer.taps("safety.suicide", "attempt")
    officer.sends()
    officer.is_home()


def offers_a_number_to_press(page: Page) -> None:
    line = page.locator(".alarm__phone").first
    expect(line).to_have_attribute("href", "tel:3135550110")
    box = line.bounding_box()
    assert box is not None
    assert box["height"] >= 56
