"""Every page of the house, as whoever it is for: held to our own rules for pages, and shown to an outside judge of accessibility.

Pages come from the app's own map of addresses, so that a new one cannot be forgotten.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Playwright

from fieldform.access.guard import Door, rule_of
from fieldform.access.models import User
from fieldform.access.viewer import Role
from fieldform.record import form_versions
from fieldform.record.conflicts import Conflict
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import FollowUp
from sync.encoding import b64, sha256, unb64
from sync.models import Device, StoredEnvelope
from sync.wire import Kind
from tests.support import axe, page_lint
from tests.support.browser import DESK, PHONE, Phone
from tests.support.cast import PHRASE, Cast, Member, create_cast
from tests.support.house import MORNING, House, build
from tests.support.reports import report
from tests.support.servers import LiveServer, prepare

PEOPLE = {
    Role.OFFICER: "officer",
    Role.CLINICIAN: "clinician",
    Role.ADVOCATE: "advocate",
    Role.SUPERVISOR: "supervisor",
    Role.ADMIN: "admin",
}
NO_PAGES = (
    "/static/",
    "/sync/",
    "/device/",
    "/session",
    "/healthz",
    "/worker.js",
    "/precache.js",
    "/clinician/alarms",
    "/manifest.webmanifest",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with build(Path(tmp_path_factory.mktemp("pages"))) as built:
        device = built.device(built.cast.officer.agency)
        said = {"suicide": "attempt", "domestic": "yes", "given_name": "Maximiliane-Ottilie", "family_name": "الحدّاد"}
        first = device.report(report(**said))
        edits = [device.body(report(**said, alias=alias), base=b64(sha256(unb64(first["body"])))) for alias in ("Max", "Otti")]
        device.push(first, *(device.seal(Kind.REVISION, edit) for edit in edits))
        device.push(device.report(report(**{**said, "location": None})))
        yield built


Visitors = dict[Role | None, FlaskClient]


@pytest.fixture(scope="module")
def visitors(house: House) -> Visitors:
    return {role: house.visitor(member(house.cast, role)) for role in (None, *PEOPLE)}


def test_every_page_keeps_our_own_rules(house: House, visitors: Visitors) -> None:
    seen = 0
    for role, address in pages(house):
        answer = visitors[role].get(address, headers={"Accept": "text/html"})
        if answer.status_code == 200:
            page_lint.assert_clean(answer.get_data(as_text=True), f"{address} as {role}")
            seen += 1
    assert seen >= 10


def test_every_page_says_what_it_is_without_naming_anyone(house: House, visitors: Visitors) -> None:
    for role, address in pages(house):
        text = visitors[role].get(address, headers={"Accept": "text/html"}).get_data(as_text=True)
        title = text.partition("<title>")[2].partition("</title>")[0]
        assert "Maximiliane" not in title
        assert "Maximiliane" not in address


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Cast]]:
    server = prepare(Path(tmp_path_factory.mktemp("live pages")))
    with server.records():
        cast = create_cast(MORNING)
    server.start()
    yield server, cast
    server.kill()


@axe.needed
@pytest.mark.parametrize(("look", "light"), [(PHONE, "dark"), (DESK, "light")], ids=["a phone at night", "a desk by day"])
def test_an_outside_judge_finds_nothing_on_any_room(
    live: tuple[LiveServer, Cast], playwright: Playwright, tmp_path: Path, look: dict[str, Any], light: str
) -> None:
    server, cast = live
    rooms = {None: "/sign-in", Role.CLINICIAN: "/clinician/", Role.SUPERVISOR: "/supervisor/", Role.ADMIN: "/admin/"}
    browser = Phone(playwright, tmp_path / "profile", color_scheme=light, **look)
    for role, room in rooms.items():
        browser.context.clear_cookies()
        browser.page.goto(f"{server.url}/sign-in")
        if role is not None:
            browser.page.get_by_label("User name").fill(getattr(cast, PEOPLE[role]).username)
            browser.page.get_by_label("Phrase").fill(PHRASE)
            browser.page.get_by_role("button", name="Sign in").click()
            browser.page.wait_for_url(f"**{room}")
        axe.assert_clean(browser.page)
    # The judge tries styles of its own, which the pages' policy rightly stops; for the pages themselves page_lint looks.
    assert [complaint for complaint in browser.complaints if "inline style" not in complaint] == []
    browser.close()


def pages(house: House) -> list[tuple[Role | None, str]]:
    """Every address that can be opened, with a role that may."""
    found: list[tuple[Role | None, str]] = []
    for rule in house.app.url_map.iter_rules():
        said = rule_of(house.app.view_functions[rule.endpoint])
        if "GET" not in (rule.methods or set()) or str(rule).startswith(NO_PAGES) or str(rule).endswith("/sealed") or said is None:
            continue
        roles = sorted(said.roles) if said.door is Door.ROLES else [None]
        found += [(role, address) for role in roles for address in filled(str(rule))]
    return found


def filled(rule: str) -> list[str]:
    """The address with its parts as they really are; one for each step and queue."""
    form = form_versions.current("crisis_contact")
    rule = rule.replace("<form_id>", form.form_id).replace("<version>", form.version).replace("<uuid:contact>", Contact.get().id)
    rule = rule.replace("<uuid:device>", Device.get(Device.device_class != "web").id)
    rule = rule.replace("<uuid:user>", User.get(User.username == "ada.okafor").id)
    rule = rule.replace("<uuid:conflict>", Conflict.get().id).replace("<any(withdrawal, reinstatement):act>", "withdrawal")
    rule = rule.replace("<int:number>", str(StoredEnvelope.get(StoredEnvelope.outcome == "quarantined").number))
    named = re.search(r"<any\((.*)\):step>", rule)
    steps = named[1].split(", ") if named else [""]
    for nothing in ("<uuid:step>", "<uuid:batch>"):
        rule = rule.replace(nothing, "00000000-0000-4000-8000-000000000000")
    tasks = [str(task.id) for task in FollowUp.select()] if "<uuid:" in rule else [""]
    return [rule.replace(named[0] if named else "", step).replace("<uuid:follow_up>", task) for step in steps for task in tasks]


def member(cast: Cast, role: Role | None) -> Member | None:
    return None if role is None else getattr(cast, PEOPLE[role])
