"""Every address as every role and as the other agency's people: who is let in, who is sent away, and nobody classified by accident.

A route that is not named here fails: add it to DOORS with the roles it is for.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from fieldform.access.guard import Door, rule_of
from fieldform.access.viewer import Role
from fieldform.publishing.publish import Candidate, publish
from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import FollowUp
from fieldform.record.form_files import VersionFile
from sync.models import Device
from tests.device.test_form_files import PUBLIC
from tests.publishing.conftest import written
from tests.support.cast import Member
from tests.support.house import House, build
from tests.support.reports import report

DESK = {Role.CLINICIAN, Role.ADVOCATE}
CALENDAR = DESK | {Role.ADMIN}
EVERYONE = set(Role)
ANYONE = "anyone"  # Signed in or not.
DEVICE = "device"  # By signature.

DOORS: dict[str, object] = {
    "/": EVERYONE,
    "/healthz": ANYONE,
    "/session": ANYONE,
    "/sign-in": ANYONE,
    "/sign-out": ANYONE,
    "/phrase": EVERYONE,
    "/static/<build>/<path:name>": ANYONE,
    "/worker.js": ANYONE,
    "/precache.js": ANYONE,
    "/manifest.webmanifest": ANYONE,
    "/sync/push": DEVICE,
    "/sync/pull": EVERYONE,
    "/device/drafts": EVERYONE,
    "/device/challenge": EVERYONE,
    "/device/enrol": EVERYONE,
    "/device/author-key": EVERYONE,
    "/device/alarms": DEVICE,
    "/device/reports/<uuid:report>": {Role.OFFICER},
    "/device/form-files/<sha256>": EVERYONE,
    "/officer/form-files/<sha256>": ANYONE,
    "/officer/": ANYONE,
    "/admin/silence": {Role.ADMIN},
    "/admin/review": {"GET": {Role.ADMIN, Role.SUPERVISOR}, "POST": {Role.ADMIN}},
    "/officer/today": ANYONE,
    "/officer/device": ANYONE,
    "/officer/find": {Role.OFFICER, Role.SUPERVISOR},
    "/officer/find/<search>": {Role.OFFICER, Role.SUPERVISOR},
    "/officer/find/reports/<uuid:contact>": {Role.OFFICER, Role.SUPERVISOR},
    "/officer/forms/<form_id>": ANYONE,
    "/officer/forms/<form_id>/<version>": {"GET": ANYONE, "POST": {Role.OFFICER}},
    "/officer/forms/<form_id>/<version>/report": ANYONE,
    "/clinician/": DESK,
    "/clinician/search": DESK,
    "/clinician/alarms": DESK,
    "/clinician/follow-ups/<uuid:follow_up>": DESK,
    "/clinician/follow-ups/<uuid:follow_up>/report": DESK,
    "/clinician/follow-ups/<uuid:follow_up>/report/versions": DESK,
    "/clinician/follow-ups/<uuid:follow_up>/<any(attempt, triage, next_step, outcome, reopening):step>": DESK,
    "/clinician/follow-ups/<uuid:follow_up>/owner": DESK,
    "/clinician/form-files/<sha256>": DESK,
    "/clinician/handover": DESK,
    "/clinician/by-law/": DESK,
    "/clinician/by-law/begin": DESK,
    "/clinician/by-law/new": DESK,
    "/clinician/by-law/<uuid:report>": DESK,
    "/clinician/by-law/<uuid:report>/finish": DESK,
    "/clinician/by-law/<uuid:report>/<any(withdrawal, reinstatement):act>": DESK,
    "/clinician/new": DESK,
    "/clinician/imports/": DESK,
    "/clinician/imports/<uuid:batch>": DESK,
    "/clinician/imports/<uuid:batch>/check": DESK,
    "/clinician/imports/<uuid:batch>/enter": DESK,
    "/clinician/imports/<uuid:batch>/file": DESK,
    "/clinician/imports/<uuid:batch>/forget": DESK,
    "/clinician/imports/<uuid:batch>/mapping": DESK,
    "/clinician/imports/<uuid:batch>/problems": DESK,
    "/clinician/imports/<uuid:batch>/undo": DESK,
    "/clinician/imports/<uuid:batch>/words": DESK,
    "/clinician/follow-ups/<uuid:follow_up>/person": DESK,
    "/clinician/follow-ups/<uuid:follow_up>/undo/<uuid:step>": DESK,
    "/clinician/duty/": CALENDAR,
    "/clinician/duty/<any(hours, shift, leave, holiday, line, office, reach):kind>": CALENDAR,
    "/clinician/duty/<any(hours, shift, leave, holiday, line):kind>/<uuid:row>/remove": CALENDAR,
    "/clinician/duty/<any(hours, shift, leave, holiday, line):kind>/<uuid:row>/restore": CALENDAR,
    "/clinician/duty/holiday/<day>/work": CALENDAR,
    "/supervisor/": {Role.SUPERVISOR},
    "/supervisor/set-aside": {Role.SUPERVISOR},
    "/supervisor/set-aside/<int:number>": {Role.SUPERVISOR},
    "/supervisor/set-aside/<int:number>/<any(entered, follows, apart, mended, rejected, back):what>": {Role.SUPERVISOR},
    "/supervisor/devices/": {Role.SUPERVISOR},
    "/supervisor/devices/<uuid:device>/lost": {Role.SUPERVISOR},
    "/supervisor/month/": {Role.SUPERVISOR},
    "/supervisor/month/rows": {Role.SUPERVISOR},
    "/supervisor/month/calls": {Role.SUPERVISOR},
    "/supervisor/month/file": {Role.SUPERVISOR},
    "/supervisor/reports/": {Role.SUPERVISOR},
    "/supervisor/reports/due": {Role.SUPERVISOR},
    "/supervisor/reports/<uuid:contact>": {Role.SUPERVISOR},
    "/supervisor/reports/<uuid:contact>/versions": {Role.SUPERVISOR},
    "/supervisor/reports/<uuid:contact>/<any(withdrawal, reinstatement):act>": {Role.SUPERVISOR},
    "/supervisor/conflicts/": {Role.SUPERVISOR},
    "/supervisor/conflicts/<uuid:conflict>": {Role.SUPERVISOR},
    "/supervisor/reports/<uuid:contact>/<any(reviewed, sent_back):verdict>": {Role.SUPERVISOR},
    "/admin/": {Role.ADMIN},
    "/admin/codes": {Role.ADMIN},
    "/admin/devices/<uuid:device>": {Role.ADMIN},
    "/admin/devices/<uuid:device>/<any(rename, approve, revoke, write_off, copies):act>": {Role.ADMIN},
    "/admin/forms-lists": {Role.ADMIN},
    "/admin/forms-lists/<listed>": {Role.ADMIN},
    "/admin/forms-lists/<listed>/file": {Role.ADMIN},
    "/admin/forms": {Role.ADMIN},
    "/admin/forms/read/<uuid:upload>": {Role.ADMIN},
    "/admin/forms/read/<uuid:upload>/try": {Role.ADMIN},
    "/admin/forms/read/<uuid:upload>/<any(publish, forget, approve):act>": {Role.ADMIN},
    "/admin/forms/<form_id>": {Role.ADMIN},
    "/admin/forms/<form_id>/<version>": {Role.ADMIN},
    "/admin/forms/<form_id>/<version>/<name>": {Role.ADMIN},
    "/admin/forms/<form_id>/<any(withdraw, bring_back, approve):act>": {Role.ADMIN},
    "/admin/health": {Role.ADMIN},
    "/admin/set-aside": {Role.ADMIN},
    "/admin/set-aside/<int:number>/sealed": {Role.ADMIN},
    "/admin/users": {Role.ADMIN},
    "/admin/users/new": {Role.ADMIN},
    "/admin/users/<uuid:user>": {Role.ADMIN},
    "/admin/users/<uuid:user>/phrase": {Role.ADMIN},
    "/admin/users/<uuid:user>/<any(close, reopen, sign_out):act>": {Role.ADMIN},
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with build(Path(tmp_path_factory.mktemp("doors"))) as built:
        device = built.device(built.cast.officer.agency)
        device.push(device.report(report(suicide="attempt")))
        lists = {"shelters.csv": b"name,label\nnorth,North house\n"}
        publish(Candidate(written(PUBLIC, lists), ("form.md", b""), lists), "command line", built.now)
        yield built


@pytest.fixture(scope="module")
def visitors(house: House) -> dict[str, FlaskClient]:
    return {member.id: house.visitor(member) for member in house.cast.everyone()}


def test_every_route_is_named_here(house: House) -> None:
    assert {str(rule) for rule in house.app.url_map.iter_rules()} == set(DOORS)


def test_every_route_says_itself_what_is_named_here(house: House) -> None:
    for rule in house.app.url_map.iter_rules():
        said = rule_of(house.app.view_functions[rule.endpoint])
        assert said is not None
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            expected = _expected(str(rule), method)
            if isinstance(expected, set):
                assert said.roles == expected, f"{method} {rule}"
            else:
                assert said.door is {ANYONE: Door.PUBLIC, DEVICE: Door.DEVICE}[str(expected)], f"{method} {rule}"


def test_each_role_is_let_in_where_it_belongs_and_nowhere_else(house: House, visitors: dict[str, FlaskClient]) -> None:
    for address, expected in _pages(house):
        for member in house.cast.everyone():
            status = visitors[member.id].get(address, headers={"Accept": "text/html"}).status_code
            if _may(member, expected):
                assert status in (200, 302, 303, 404), f"{member.name} at {address}: {status}"
            else:
                assert status == 403, f"{member.name} at {address}: {status}"


def test_nobody_unknown_gets_past_an_open_door(house: House) -> None:
    stranger = house.visitor()
    for address, expected in _pages(house):
        answer = stranger.get(address, headers={"Accept": "text/html"})
        if expected == ANYONE:
            assert answer.status_code in (200, 302), address
        elif address.startswith("/device/"):
            assert (answer.status_code, answer.get_json()["error"]) == (401, "sign_in_needed"), address
        else:
            assert (answer.status_code, answer.headers["Location"][:8]) == (303, "/sign-in"), address


def test_what_belongs_to_others_is_not_there(house: House, visitors: dict[str, FlaskClient]) -> None:
    """Ned Stroud is a clinician, and his provider does not serve Marlow: every one of its papers is a 404 to him."""
    follow_up = FollowUp.get(FollowUp.queue == "clinician")
    for ending in ("", "/report"):
        address = f"/clinician/follow-ups/{follow_up.id}{ending}"
        assert visitors[house.cast.clinician.id].get(address).status_code == 200
        assert visitors[house.cast.refused.id].get(address).status_code == 404
        assert visitors[house.cast.advocate.id].get(address).status_code == 404


def test_nobody_of_another_agency_reads_a_name(house: House, visitors: dict[str, FlaskClient]) -> None:
    name = Contact.get().person.id
    for member in (house.cast.refused, house.cast.officer_elsewhere, house.cast.supervisor_elsewhere):
        for address, _ in _pages(house):
            text = visitors[member.id].get(address).get_data(as_text=True)
            assert "Zephyrine" not in text, f"{member.name} at {address}"
            assert name not in text


def test_no_door_opens_by_another_method(house: House, visitors: dict[str, FlaskClient]) -> None:
    for address, _ in _pages(house):
        answer = visitors[house.cast.officer.id].post(f"{address}?_method=DELETE", headers={"X-HTTP-Method-Override": "DELETE"})
        assert answer.status_code in (400, 401, 403, 404, 405, 415), address


def test_nothing_is_changed_without_the_pages_token(house: House, visitors: dict[str, FlaskClient]) -> None:
    for rule in house.app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and _expected(str(rule), "POST") != DEVICE:
            answer = visitors[house.cast.clinician.id].post(_address(house, str(rule)), data={"a": "b"})
            assert answer.status_code in (400, 403), rule


def _expected(rule: str, method: str) -> object:
    expected = DOORS[rule]
    return expected[method] if isinstance(expected, dict) else expected


def _may(member: Member, expected: object) -> bool:
    return expected == ANYONE or (isinstance(expected, set) and member.role in expected)


def _pages(house: House) -> list[tuple[str, object]]:
    """Every address that can be asked for with GET, its parts filled with what is really there, and who may have it."""
    return [
        (_address(house, str(rule)), _expected(str(rule), "GET"))
        for rule in house.app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and "/sync/" not in str(rule)
    ]


def _address(house: House, rule: str) -> str:
    form = form_versions.current("crisis_contact")
    parts = {
        "<form_id>": form.form_id,
        "<version>": form.version,
        "<uuid:follow_up>": FollowUp.get(FollowUp.queue == "clinician").id,
        "<uuid:contact>": Contact.get().id,
        "<uuid:report>": Contact.get().id,
        "<uuid:device>": Device.get(Device.device_class != "web").id,
        "<any(reviewed, sent_back):verdict>": "reviewed",
        "<uuid:batch>": "00000000-0000-4000-8000-000000000000",
        "<uuid:step>": "00000000-0000-4000-8000-000000000000",
        "<uuid:conflict>": "00000000-0000-4000-8000-000000000000",
        "<any(withdrawal, reinstatement):act>": "withdrawal",
        "<any(rename, approve, revoke, write_off, copies):act>": "rename",
        "<any(close, reopen, sign_out):act>": "sign_out",
        "<uuid:upload>": "00000000-0000-4000-8000-000000000000",
        "<any(publish, forget, approve):act>": "publish",
        "<any(withdraw, bring_back, approve):act>": "bring_back",
        "<name>": "form.xlsx",
        "<sha256>": str(VersionFile.get(VersionFile.kind == "list").file_id),
        "<uuid:user>": house.cast.officer.id,
        "<any(hours, shift, leave, holiday, line, office, reach):kind>": "hours",
        "<any(hours, shift, leave, holiday, line):kind>": "hours",
        "<uuid:row>": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "<int:number>": "1",
        "<any(entered, follows, apart, mended, rejected, back):what>": "entered",
        "<day>": "2026-11-26",
        "<build>": "any",
        "<path:name>": "css/app.css",
    }
    for part, value in parts.items():
        rule = rule.replace(part, value)
    return re.sub(r"<any\(attempt.*?\):step>", "attempt", rule)
