"""A phrase that somebody else gave opens one page alone; one's own is chosen there, and whoever knew the old one is out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from fieldform.access import accounts
from fieldform.access.models import AccountChange, Session, User
from tests.access.place import token_of
from tests.support.cast import PHRASE, Member
from tests.support.house import House, build

GIVEN, OWN = "budo lami neko ritu sova", "seven green paper boats"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with build(tmp_path) as built:
        yield built


def give(house: House, member: Member) -> None:
    accounts.give_phrase(User.get_by_id(member.id), GIVEN, by=house.cast.admin.id, now=house.now)


def sign_in(house: House, member: Member, phrase: str) -> FlaskClient:
    client = house.visitor()
    fields = {"username": member.username, "phrase": phrase, "csrf_token": token_of(client)}
    assert client.post("/sign-in", data=fields, headers={"Accept": "text/html"}).status_code == 303
    return client


def choose(client: FlaskClient, current: str, chosen: str, again: str = "") -> tuple[int, str]:
    fields = {"current": current, "chosen": chosen, "again": again or chosen, "csrf_token": token_of(client, "/phrase")}
    answer = client.post("/phrase", data=fields, headers={"Accept": "text/html"})
    return answer.status_code, answer.text


def test_it_leads_whoever_has_a_given_phrase_to_choosing_one_and_nowhere_else(house: House) -> None:
    give(house, house.cast.clinician)
    client = sign_in(house, house.cast.clinician, GIVEN)
    for address in ("/", "/clinician/"):
        assert client.get(address, headers={"Accept": "text/html"}).headers["Location"] == "/phrase"
    assert "IT gave you the phrase" in client.get("/phrase").text


def test_it_opens_everything_once_an_own_phrase_was_chosen(house: House) -> None:
    give(house, house.cast.clinician)
    client = sign_in(house, house.cast.clinician, GIVEN)
    assert choose(client, GIVEN, OWN)[0] == 303
    assert client.get("/clinician/").status_code == 200
    assert {row.what for row in AccountChange.select()} == {"phrase chosen", "phrase given"}


def test_it_ends_every_other_session(house: House) -> None:
    elsewhere, here = sign_in(house, house.cast.clinician, PHRASE), sign_in(house, house.cast.clinician, PHRASE)
    choose(here, PHRASE, OWN)
    assert elsewhere.get("/clinician/").status_code == 303
    assert here.get("/clinician/").status_code == 200
    assert house.visitor().post("/sign-in", json={"username": "dana.reyes", "phrase": PHRASE}).status_code == 400


def test_it_sends_an_officer_back_to_sign_in_where_the_forms_are(house: House) -> None:
    client = sign_in(house, house.cast.officer, PHRASE)
    assert choose(client, PHRASE, OWN)[0] == 303
    assert client.get("/session").get_json()["user"] is None
    assert not Session.select().where(Session.user == house.cast.officer.id, Session.ended_at.is_null()).exists()


def test_it_tells_an_app_that_a_given_phrase_must_be_changed(house: House) -> None:
    give(house, house.cast.officer)
    client = house.visitor()
    answer = client.post("/sign-in", json={"username": house.cast.officer.username, "phrase": GIVEN}, headers=house.token(client))
    assert (answer.status_code, answer.get_json()["error"]) == (403, "phrase_change_needed")
    assert client.get("/sync/pull").get_json()["error"] == "phrase_change_needed"
    assert client.get("/phrase").status_code == 200


@pytest.mark.parametrize(
    ("current", "chosen", "again", "told"),
    [
        ("not the phrase at all", OWN, "", "not the phrase you have now"),
        (PHRASE, "short", "", "at least 12 characters"),
        (PHRASE, OWN, OWN + "x", "differ"),
        (PHRASE, PHRASE, "", "Choose another"),
        (PHRASE, "dana.reyes1234", "", "user name"),
    ],
)
def test_it_says_why_a_phrase_is_not_taken_and_changes_nothing(house: House, current: str, chosen: str, again: str, told: str) -> None:
    before = User.get_by_id(house.cast.clinician.id).phrase_hash
    status, page = choose(sign_in(house, house.cast.clinician, PHRASE), current, chosen, again)
    assert (status, told in page) == (422, True)
    assert User.get_by_id(house.cast.clinician.id).phrase_hash == before


def test_a_first_phrase_that_nobody_used_for_two_weeks_opens_nothing(house: House) -> None:
    give(house, house.cast.clinician)
    house.later(days=15)
    client = house.visitor()
    fields = {"username": "dana.reyes", "phrase": GIVEN, "csrf_token": token_of(client)}
    assert client.post("/sign-in", data=fields).status_code == 401
