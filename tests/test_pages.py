"""Every page of the house, as whoever it is for: held to our own rules for pages, and shown to an outside judge of accessibility.

Pages come from the app's own map of addresses, so that a new one cannot be forgotten.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Playwright

from fieldform.access.guard import Door, rule_of
from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.access.viewer import Role
from fieldform.forms import FormProblem, load_xlsform
from fieldform.record import form_uploads, form_versions
from fieldform.record.conflicts import Conflict
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import FollowUp
from fieldform.record.form_uploads import FormUpload
from sync.encoding import b64, sha256, unb64
from sync.models import Device, StoredEnvelope
from sync.wire import Kind
from tests.clinician.desk import read_form
from tests.look.site import serve
from tests.support import axe, page_lint
from tests.support.browser import DESK, PHONE, QUIET, quick_chromium
from tests.support.cast import Cast, Member
from tests.support.ground import sqlite_only
from tests.support.house import House, build
from tests.support.reports import report

PEOPLE = {
    Role.OFFICER: "officer",
    Role.CLINICIAN: "clinician",
    Role.ADVOCATE: "advocate",
    Role.SUPERVISOR: "supervisor",
    Role.ADMIN: "admin",
}
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(".skip"))
  .filter((one) => !(one.matches("a") && getComputedStyle(one).display === "inline"))
  .filter((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 44)
  .map((one) => "too small for a thumb: " + one.outerHTML.slice(0, 90))"""
TOO_WIDE = """() => {
  const root = document.documentElement;
  const looks = [["100%", "ltr"], ["200%", "ltr"], ["200%", "rtl"], ["100%", "rtl"]];
  const over = looks.map(([size, dir]) => {
    Object.assign(root, { dir });
    root.style.fontSize = size;
    return [root.scrollWidth - root.clientWidth, `${root.clientWidth} px, ${size}, ${dir}`];
  });
  root.style.fontSize = "";
  root.dir = "ltr";
  return over.filter(([px]) => px > 0).map(([px, look]) => `${px} px too wide at ${look}`);
}"""
LONG = "Wachtmeisterin Annegret Friederike von der Hohenfels-Schillingsfürst"
NO_PAGES = (
    "/static/",
    "/sync/",
    "/device/",
    "/session",
    "/healthz",
    "/worker.js",
    "/precache.js",
    "/clinician/alarms",
    "/clinician/form-files/",
    "/officer/form-files/",
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
        _report_by_law(built)
        _read_a_workbook(built)
        User.update(name=LONG).where(User.id == built.cast.officer.id).execute()
        yield built


Visitors = dict[Role | None, FlaskClient]


@pytest.fixture(scope="module")
def visitors(house: House) -> Visitors:
    return {role: house.visitor(member(house.cast, role)) for role in (None, *PEOPLE)}


def _report_by_law(house: House) -> None:
    """The clinician's own, which is late at once."""
    desk = house.visitor(house.cast.clinician)
    form = read_form(desk.get("/clinician/by-law/new").get_data(as_text=True), "/by-law/new")
    learned = {"where.occurred_at": "2026-11-23T08:00", "who.family_name": "Maximiliane-Ottilie", "reported.report_made": "no"}
    assert desk.post(form.action, data=form.values | learned).status_code == 303


def _read_a_workbook(house: House) -> None:
    """One that changes a form, warns, and brings a translation that nobody approved."""
    it = viewer_of(User.get_by_id(house.cast.admin.id))
    text = """| survey |
| | type | name | label::English (en) | label::العربية (ar) |
| | text | what | What happened, in your own words and as exactly as you can? | ماذا حدث؟ |
| settings |
| | form_title | form_id | default_language | unreviewed |
| | Crisis contact | crisis_contact | English (en) | ar |
"""
    form = load_xlsform(text)
    warnings = (FormProblem("Notes_for_the_committee_of_2025", None, "this sheet is not read"),)
    form_uploads.keep(str(uuid4()), it, house.now, ("crisis_contact_final_FINAL_v3.xlsx", text.encode()), form, warnings, {})


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


@sqlite_only("looks at the pages, whatever keeps the records; on both databases each of them is read above")
@axe.needed
def test_every_page_fits_at_any_size_of_text_in_both_directions_and_an_outside_judge_finds_nothing(
    house: House, playwright: Playwright
) -> None:
    """One browser, each page once: by night on a phone, every second one by day. Forms are judged in tests/look."""
    found: list[str] = []
    with serve(house.app) as url, closing(playwright.chromium.launch(executable_path=quick_chromium().program(), args=QUIET)) as browser:
        tabs = {role: tab(browser, house, role, url) for role in (None, *PEOPLE)}
        for number, (address, role) in enumerate({address: role for role, address in reversed(pages(house))}.items()):
            page = tabs[role]
            page.emulate_media(color_scheme="light" if number % 2 else "dark")
            answer = page.goto(address)
            if answer is None or answer.status != 200 or address == "/":
                continue
            judged = [] if "/officer/forms/" in address else axe.problems(page)
            found += [f"{address}: {problem}" for problem in (*judged, *page.evaluate(SMALL_TARGETS), *too_wide(page))]
    assert found == []


def tab(browser: Browser, house: House, role: Role | None, url: str) -> Page:
    context = browser.new_context(base_url=url, **PHONE)
    visit = house.visitor(member(house.cast, role)).get_cookie("sid")
    if visit is not None:
        context.add_cookies([{"name": visit.key, "value": visit.value, "url": url}])
    return context.new_page()


def too_wide(page: Page) -> list[str]:
    """With text as it is and twice as large, from the left and from the right, on a phone and on a desk."""
    over: list[str] = []
    for look in (PHONE, DESK):
        page.set_viewport_size(look["viewport"])
        over += page.evaluate(TOO_WIDE)
    page.set_viewport_size(PHONE["viewport"])
    return over


def pages(house: House) -> list[tuple[Role | None, str]]:
    """Every address that can be opened, with a role that may."""
    found: list[tuple[Role | None, str]] = []
    for rule in house.app.url_map.iter_rules():
        said = rule_of(house.app.view_functions[rule.endpoint])
        if (
            "GET" not in (rule.methods or set())
            or str(rule).startswith(NO_PAGES)
            or str(rule).endswith(("/sealed", "/<name>", "/file"))
            or said is None
        ):
            continue
        roles = sorted(said.roles) if said.door is Door.ROLES else [None]
        found += [(role, address) for role in roles for address in filled(str(rule))]
    return found


def filled(rule: str) -> list[str]:
    """The address with its parts as they really are; one for each step and queue."""
    form = form_versions.current("crisis_contact")
    rule = (
        rule.replace("<form_id>", form.form_id)
        .replace("<version>", form.version)
        .replace("<uuid:contact>", Contact.get(~Contact.restricted).id)
    )
    rule = rule.replace("<uuid:report>", Contact.get(Contact.restricted).id)
    rule = rule.replace("<uuid:device>", Device.get(Device.device_class != "web").id)
    rule = rule.replace("<uuid:user>", User.get(User.username == "ada.okafor").id)
    rule = rule.replace("<uuid:conflict>", Conflict.get().id).replace("<any(withdrawal, reinstatement):act>", "withdrawal")
    rule = rule.replace("<uuid:upload>", FormUpload.get().id)
    rule = rule.replace("<int:number>", str(StoredEnvelope.get(StoredEnvelope.outcome == "quarantined").number))
    rule = rule.replace("<listed>", "language").replace("/month/rows", "/month/rows?number=reports")
    named = re.search(r"<any\((.*)\):step>", rule)
    steps = named[1].split(", ") if named else [""]
    for nothing in ("<uuid:step>", "<uuid:batch>"):
        rule = rule.replace(nothing, "00000000-0000-4000-8000-000000000000")
    tasks = [str(task.id) for task in FollowUp.select()] if "<uuid:" in rule else [""]
    return [rule.replace(named[0] if named else "", step).replace("<uuid:follow_up>", task) for step in steps for task in tasks]


def member(cast: Cast, role: Role | None) -> Member | None:
    return None if role is None else getattr(cast, PEOPLE[role])
