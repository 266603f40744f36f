"""A clinician's day on her phone: signed in once, read on the stairs of a house without a network."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from fieldform.record.follow_ups import FollowUp
from sync.enrolment import make_code
from tests.officer.browser import CODE, Officer
from tests.support.browser import Phone
from tests.support.cast import Cast
from tests.support.pusher import enrolled
from tests.support.servers import LiveServer


def with_her_day(server: LiveServer, cast: Cast) -> None:
    """One report that is the clinician's and due by now, and a code for her phone."""
    now = datetime.now(UTC)
    with server.records():
        car = enrolled(server, cast.officer)
        make_code(secret=CODE, agency=cast.clinician.agency, device_class="phone", label="visits", made_by=cast.admin.id, now=now)
    server.start()
    car.push_new()
    with server.records():
        changed: dict[str, Any] = {"owner": cast.clinician.id, "due_at": now - timedelta(hours=3)}
        FollowUp.update(changed).where(FollowUp.queue == "clinician").execute()


def test_her_day_is_read_without_a_network_and_only_unlocked(server: LiveServer, cast: Cast, open_phone: Callable[..., Phone]) -> None:
    with_her_day(server, cast)
    clinician = Officer(open_phone(), server, cast.clinician)
    clinician.sets_up(CODE)
    clinician.page.click('a[href="/officer/today"]')
    visit = clinician.page.locator("[data-visit]")
    expect(visit).to_contain_text("Overdue")
    clinician.loses_the_network()
    clinician.page.reload()
    clinician.page.click('[data-day-when="locked"] [data-action="unlock"]')
    clinician.unlocks()
    visit.locator("summary").click()
    expect(visit).to_contain_text("Before you make contact")
    clinician.page.click('main > .home__foot [data-action="lock"]')
    expect(visit).to_have_count(0)
