"""What is refused before a view sees it: too large, another name, another site."""

import pytest

from tests.access.place import Place, token_of

PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:8080@evil.example", "127.0.0.2", "", "[::1]"])
def test_it_answers_to_no_other_name(place: Place, host: str) -> None:
    answer = place.visitor().get("/sign-in", headers={**PAGE, "Host": host})
    assert answer.status_code == 400
    assert host == "" or host not in answer.text


def test_it_answers_to_both_names_of_a_local_trial(place: Place) -> None:
    assert place.visitor().get("/sign-in", headers=PAGE, base_url="http://127.0.0.1:8080").status_code == 200


def test_s10_it_refuses_a_body_over_a_megabyte(place: Place) -> None:
    answer = place.visitor().post("/sync/push", data=b"x" * (1024 * 1024 + 1), content_type="application/json")
    assert (answer.status_code, answer.get_json()["error"]) == (413, "too_large")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:8081"},
        {"Origin": "https://localhost:8080"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/sync/push"])
def test_it_refuses_what_another_site_sends(place: Place, path: str, headers: dict[str, str]) -> None:
    client = place.visitor()
    token = token_of(client)
    answer = client.post(path, json={}, headers={"X-CSRFToken": token, **headers})
    assert (answer.status_code, answer.get_json()["error"]) == (403, "foreign_site")


def test_it_takes_what_its_own_pages_send(place: Place) -> None:
    client = place.visitor()
    own = {"Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-origin", "X-CSRFToken": token_of(client)}
    assert client.post("/sign-out", json={}, headers=own).status_code == 200


def test_it_refuses_a_form_without_its_token(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    for token in ("", "made up", token_of(place.visitor())):
        assert client.post("/sign-out", data={"csrf_token": token}).status_code == 400
    assert client.get("/session").get_json()["user"] is not None


def test_it_knows_no_method_override(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    client.get("/sign-out?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    assert client.get("/session").get_json()["user"] is not None


def test_it_takes_a_device_by_its_signature_without_a_token_but_only_as_json(place: Place) -> None:
    assert place.visitor().post("/sync/push", json={}).status_code == 200
    assert place.visitor().post("/sync/push", data="{}", content_type="text/plain").status_code == 415
