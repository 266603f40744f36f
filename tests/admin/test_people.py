"""What IT does about people: each act is done, said, and written down with who and when."""

import re
from datetime import timedelta
from typing import Any

import pytest

from fieldform.access.models import AccountChange, Session, User
from fieldform.access.viewer import Role
from sync.decide import Outcome
from tests.admin.conftest import Office
from tests.support.reports import report

ASKED: dict[str, Any] = {
    "name": "Ofc. Ivy Chen",
    "role": "officer",
    "unit": "unit 3",
    "training": "CIT 40 h",
    "supervisor": "Fay Moreau",
    "email": "",
    "phone": "",
}


def test_it_lists_everybody_of_the_agency_with_when_they_were_last_here(office: Office) -> None:
    page = office.reads("/admin/users")
    assert "ada.okafor" in page
    assert "cora.lindt" not in page
    assert page.count("never") == 3


def test_it_adds_a_person_and_shows_a_first_phrase_once(office: Office) -> None:
    page = office.sends("/admin/users/new", 200, username="Ivy.Chen", **ASKED)
    phrase = re.search(r'class="secret">([a-z ]+)<', page)
    assert phrase is not None
    user = User.get(User.username == "ivy.chen")
    assert (user.name, user.role, user.unit, user.phrase_given_by) == ("Ofc. Ivy Chen", "officer", "unit 3", office.house.cast.admin.id)
    assert phrase[1] not in office.reads(f"/admin/users/{user.id}")
    client = office.house.visitor()
    asked = {"username": "ivy.chen", "phrase": phrase[1]}
    assert client.post("/sign-in", json=asked, headers=office.house.token(client)).get_json()["error"] == "phrase_change_needed"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"username": ""}, "user name is what they sign in with"),
        ({"username": "ada.okafor"}, "is taken"),
        ({"name": ""}, "needs a name"),
        ({"role": "king"}, "Not a valid choice"),
        ({"email": "nobody"}, "no e-mail address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "no e-mail address"),
        ({"phone": "call me"}, "no telephone number"),
        ({"unit": "x" * 41}, "At most 40"),
    ],
)
def test_it_says_why_somebody_was_not_added_and_keeps_what_was_typed(office: Office, change: dict[str, Any], told: str) -> None:
    before = User.select().count()
    page = office.sends("/admin/users/new", 422, **{"username": "ivy.chen", **ASKED, **change})
    assert told in page
    assert 'value="CIT 40 h"' in page
    assert User.select().count() == before


def test_it_changes_a_person_and_writes_down_what_was_before(office: Office) -> None:
    page = office.sends(
        office.address_of(office.house.cast.officer), **{**ASKED, "name": "Ada Marsh", "unit": "unit 9", "role": "supervisor"}
    )
    assert "The changes are kept." in page
    assert "name: Ada Okafor → Ada Marsh" in page
    assert "role: officer → supervisor" in page
    assert User.get_by_id(office.house.cast.officer.id).unit == "unit 9"


def test_a_new_role_ends_the_sessions_of_the_old_one(office: Office) -> None:
    officer = office.house.visitor(office.house.cast.officer)
    office.sends(office.address_of(office.house.cast.officer), **{**ASKED, "role": "supervisor"})
    assert officer.get("/session").get_json()["user"] is None


def test_it_closes_an_account_and_opens_it_again(office: Office) -> None:
    house, officer = office.house, office.house.cast.officer
    device = house.device(officer.agency)
    page = office.sends(f"{office.address_of(officer)}/close", why="left the department")
    assert "left the department" in page
    assert "Closed" in office.reads("/admin/users")
    assert device.push(device.report(report()))[0].outcome is Outcome.QUARANTINED
    page = office.sends(f"{office.address_of(officer)}/reopen")
    assert "open again" in page
    assert device.push(device.report(report()))[0].outcome is Outcome.ACCEPTED
    assert {(row.what, row.by) for row in AccountChange.select()} == {("closed", house.cast.admin.id), ("reopened", house.cast.admin.id)}


def test_it_shows_sessions_and_ends_them(office: Office) -> None:
    clinician = office.house.visitor(office.house.cast.supervisor)
    assert "Signed in now" in office.reads(office.address_of(office.house.cast.supervisor))
    assert "signed out everywhere" in office.sends(f"{office.address_of(office.house.cast.supervisor)}/sign_out")
    assert clinician.get("/session").get_json()["user"] is None
    assert Session.select().where(Session.ended_because == "signed out by IT").count() == 1


def test_a_first_phrase_that_nobody_used_is_said_to_be_over(office: Office) -> None:
    office.sends(f"{office.address_of(office.house.cast.officer)}/phrase", 200)
    assert "First phrase not changed yet" in office.reads(office.address_of(office.house.cast.officer))
    User.update(phrase_given_at=office.house.now - timedelta(days=15)).where(User.id == office.house.cast.officer.id).execute()
    assert "First phrase is over" in office.reads(office.address_of(office.house.cast.officer))


@pytest.mark.parametrize(("act", "fields", "status"), [("/close", {}, 409), ("", {**ASKED, "role": "officer"}, 422)])
def test_it_cannot_leave_the_agency_without_it(office: Office, act: str, fields: dict[str, Any], status: int) -> None:
    page = office.sends(f"{office.address_of(office.house.cast.admin)}{act}", status, **fields)
    assert "the last one of IT" in page
    assert User.get_by_id(office.house.cast.admin.id).role == Role.ADMIN


@pytest.mark.parametrize("ending", ["", "/close", "/phrase", "/sign_out", "/reopen"])
def test_people_of_another_agency_are_not_there(office: Office, ending: str) -> None:
    address = office.address_of(office.house.cast.officer_elsewhere)
    office.sends(f"{address}{ending}", 404, **ASKED)
    assert User.get_by_id(office.house.cast.officer_elsewhere.id).disabled_at is None
    assert AccountChange.select().count() == 0
