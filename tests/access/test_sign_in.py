"""Signing in and out: what a person meets at the door, with and without JavaScript."""

import pytest
from argon2 import PasswordHasher

from fieldform.access.accounts import close
from fieldform.access.models import Session, SignInFailure, User
from fieldform.access.routes import safe_next
from tests.access.place import Place, sign_in, token_of

PAGE = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


def test_it_leads_each_role_to_its_own_room(place: Place) -> None:
    cast = place.cast
    rooms = {cast.officer: "/officer/", cast.clinician: "/clinician/", cast.advocate: "/clinician/", cast.supervisor: "/supervisor/"}
    for member, room in rooms.items():
        assert place.signed_in(member).get("/").location == room


def test_it_takes_the_name_in_capitals_too(place: Place) -> None:
    client = place.visitor()
    fields = {"username": " ADA.okafor ", "phrase": place.cast.officer.phrase, "csrf_token": token_of(client)}
    assert client.post("/sign-in", data=fields).status_code == 303


def test_it_goes_on_to_the_page_that_was_asked_for(place: Place) -> None:
    client = place.visitor()
    asked = client.get("/clinician/?state=overdue", headers=PAGE)
    assert asked.location == "/sign-in?next=%2Fclinician%2F%3Fstate%3Doverdue"
    assert sign_in(client, place.cast.clinician, next="/clinician/?state=overdue").location == "/clinician/?state=overdue"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "evil.example",
        " /clinician/",
        "/sign-out",
        "/sign-in?next=/sign-in",
        "",
    ],
)
def test_it_never_leads_to_another_site(elsewhere: str) -> None:
    assert safe_next(elsewhere) == "/"


@pytest.mark.parametrize("own", ["/", "/clinician/", "/clinician/follow-ups/1?tab=story", "/officer/forms/a/b"])
def test_it_leads_to_own_pages(own: str) -> None:
    assert safe_next(own) == own


def test_it_keeps_the_name_and_says_what_is_wrong(place: Place) -> None:
    answer = sign_in(place.visitor(), place.cast.officer, phrase="not the phrase at all")
    assert answer.status_code == 401
    assert "The user name or the phrase is wrong" in answer.text
    assert 'value="ada.okafor"' in answer.text
    assert "not the phrase at all" not in answer.text


def test_s17_it_answers_the_same_for_an_unknown_name_and_a_closed_account(place: Place) -> None:
    close(User.get_by_id(place.cast.second_officer.id), by="test", now=place.clock.now)
    closed = sign_in(place.visitor(), place.cast.second_officer).text
    unknown = sign_in(place.visitor(), place.cast.second_officer, username="nobody.here").text
    wrong = sign_in(place.visitor(), place.cast.officer, phrase="wrong wrong wrong").text
    told = [page.split('class="error"')[-1].split("</p>")[0] for page in (closed, unknown, wrong)]
    assert told[0] == told[1] == told[2]


def test_it_signs_in_by_json_and_says_who_it_is(place: Place) -> None:
    client, officer = place.visitor(), place.cast.officer
    token = client.get("/session", headers=JSON).get_json()["csrf"]
    answer = client.post("/sign-in", json={"username": officer.username, "phrase": officer.phrase}, headers={"X-CSRFToken": token})
    told = answer.get_json()
    agency = {"agency": officer.agency, "agency_name": "Marlow Police Department"}
    assert told["user"] == {"id": officer.id, "name": "Ada Okafor", "role": "officer", "username": "ada.okafor", **agency}
    assert client.get("/session").get_json()["user"] == told["user"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"username":"a"}', b'{"username":1,"phrase":2}', b'{"username":"\\ud800","phrase":"x"}', b"[" * 5000]
)
def test_it_answers_broken_json_in_words(place: Place, body: bytes) -> None:
    client = place.visitor()
    token = client.get("/session").get_json()["csrf"]
    answer = client.post("/sign-in", data=body, content_type="application/json", headers={"X-CSRFToken": token})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "broken_request")


def test_it_asks_a_token_of_a_sign_in(place: Place) -> None:
    officer = place.cast.officer
    assert place.visitor().post("/sign-in", json={"username": officer.username, "phrase": officer.phrase}).status_code == 400


def test_it_makes_no_row_for_a_visitor(place: Place) -> None:
    place.visitor().get("/sign-in", headers=PAGE)
    place.visitor().get("/session")
    assert Session.select().count() == 0


def test_it_keeps_neither_the_token_nor_a_mistyped_name(place: Place) -> None:
    client = place.signed_in(place.cast.officer)
    cookie = client.get_cookie("sid")
    assert cookie is not None
    sign_in(place.visitor(), place.cast.officer, username="my secret phrase by mistake", phrase="x")
    kept = [*Session.select().dicts(), *SignInFailure.select().dicts()]
    assert cookie.value not in str(kept)
    assert "my secret phrase" not in str(kept)


def test_it_renews_a_hash_made_with_weaker_settings(place: Place) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(place.cast.officer.phrase)
    User.update(phrase_hash=weak).where(User.id == place.cast.officer.id).execute()
    place.signed_in(place.cast.officer)
    assert "m=64,t=1," in User.get_by_id(place.cast.officer.id).phrase_hash
