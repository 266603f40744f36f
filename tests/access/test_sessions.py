"""A session lives on the server and ends there: by signing out, by IT, by the clock."""

from pathlib import Path

import pytest

from fieldform.access.accounts import close
from fieldform.access.models import Session, User
from tests.access.place import Place, build_place, sign_in, token_of

PAGE = {"Accept": "text/html"}


def test_it_gives_a_new_token_at_sign_in(place: Place) -> None:
    client = place.visitor()
    client.set_cookie("sid", "planted-by-somebody-else")
    sign_in(client, place.cast.clinician)
    cookie = client.get_cookie("sid")
    assert cookie is not None
    assert cookie.value != "planted-by-somebody-else"
    assert client.get("/clinician/").status_code == 200


def test_it_ends_the_old_session_at_a_new_sign_in(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    old = client.get_cookie("sid")
    assert old is not None
    token = client.get("/session").get_json()["csrf"]
    client.post("/sign-in", json={"username": "dana.reyes", "phrase": place.cast.clinician.phrase}, headers={"X-CSRFToken": token})
    thief = place.visitor()
    thief.set_cookie("sid", old.value)
    assert thief.get("/clinician/", headers=PAGE).status_code == 303


def test_it_ends_at_once_on_sign_out(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    copied = client.get_cookie("sid")
    assert copied is not None
    client.post("/sign-out", data={"csrf_token": client.get("/session").get_json()["csrf"]})
    thief = place.visitor()
    thief.set_cookie("sid", copied.value)
    assert thief.get("/clinician/", headers={"Accept": "application/json"}).status_code == 401
    assert client.get_cookie("sid") is None


def test_it_ends_at_once_when_the_account_is_closed(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    close(User.get_by_id(place.cast.clinician.id), by="test", now=place.clock.now)
    assert client.get("/clinician/", headers={"Accept": "application/json"}).status_code == 401


def test_it_asks_at_every_request_whether_the_account_is_open(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    User.update(disabled_at=place.clock.now).where(User.id == place.cast.clinician.id).execute()
    assert client.get("/clinician/", headers={"Accept": "application/json"}).status_code == 401


def test_it_sees_a_changed_role_at_the_next_request(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    User.update(role="officer").where(User.id == place.cast.clinician.id).execute()
    assert client.get("/clinician/", headers=PAGE).status_code == 403


def test_it_ends_after_half_an_hour_without_a_request(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    place.clock.pass_by(minutes=30)
    assert client.get("/clinician/", headers=PAGE).status_code == 303


def test_it_lives_while_it_is_used_but_not_beyond_twelve_hours(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    for _ in range(35):
        place.clock.pass_by(minutes=20)
        assert client.get("/clinician/").status_code == 200
    place.clock.pass_by(minutes=20)
    assert client.get("/clinician/", headers=PAGE).status_code == 303


def test_it_writes_the_time_of_the_last_request_at_most_once_a_minute(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    began = Session.get().last_seen_at
    place.clock.pass_by(seconds=59)
    client.get("/clinician/")
    assert Session.get().last_seen_at == began
    place.clock.pass_by(seconds=1)
    client.get("/clinician/")
    assert Session.get().last_seen_at == place.clock.now


@pytest.mark.parametrize(
    ("url", "prefix", "secure"), [("http://localhost:8080", "", False), ("https://forms.example.gov", "__Host-", True)]
)
def test_it_sets_cookies_that_no_script_and_no_other_site_can_use(tmp_path: Path, url: str, prefix: str, secure: bool) -> None:
    with build_place(tmp_path, url) as here:
        client = here.app.test_client()
        host = {"base_url": url, "headers": PAGE}
        page = client.get("/sign-in", **host)
        token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        answer = client.post("/sign-in", data={"username": "ada.okafor", "phrase": here.cast.officer.phrase, "csrf_token": token}, **host)
    assert answer.status_code == 303
    cookies = [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
    assert [cookie.split("=")[0] for cookie in cookies] == [f"{prefix}visitor", f"{prefix}sid", f"{prefix}visitor"]
    for cookie in cookies:
        flags = [part.strip() for part in cookie.split(";")[1:]]
        assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(flags)
        assert ("Secure" in flags) is secure
        assert not any(flag.startswith("Domain") for flag in flags)


def test_it_does_not_look_up_a_session_for_pages_that_are_the_same_for_everybody(place: Place) -> None:
    client = place.signed_in(place.cast.officer)
    answer = client.get("/officer/")
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_it_takes_the_cookie_of_a_dead_session_away(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    place.clock.pass_by(hours=1)
    client.get("/session")
    assert client.get_cookie("sid") is None


def test_it_refuses_a_tampered_visitor_cookie(place: Place) -> None:
    client = place.visitor()
    token = token_of(client)
    client.set_cookie("visitor", "ImZvcmdlZCI.forged")
    fields = {"username": "ada.okafor", "phrase": place.cast.officer.phrase, "csrf_token": token}
    assert client.post("/sign-in", data=fields).status_code == 400


@pytest.mark.parametrize("days", [-1, 1, 3650])
def test_s20_a_clock_that_jumps_lets_nobody_stay_longer_than_they_may(place: Place, days: int) -> None:
    client = place.signed_in(place.cast.clinician)
    place.clock.pass_by(days=days)
    client.get("/clinician/", headers=PAGE)
    place.clock.pass_by(hours=13)
    assert client.get("/clinician/", headers=PAGE).status_code == 303
