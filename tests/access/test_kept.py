"""Nothing typed is lost when a session runs out under a form."""

import re
from html import unescape

from flask.testing import FlaskClient

from tests.access.place import Place

PAGE = {"Accept": "text/html"}
NOTE = "called twice; “no answer” <b>"


def send_too_late(place: Place, client: FlaskClient) -> str:
    token = client.get("/session").get_json()["csrf"]
    place.clock.pass_by(minutes=31)
    answer = client.post("/clinician/note", data={"note": NOTE, "csrf_token": token}, headers=PAGE)
    assert answer.status_code == 401
    return answer.text


def fields_of(page: str) -> dict[str, str]:
    tags = re.findall(r"<input[^>]*>", page.split("<main")[1])
    pairs = [(re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in tags]
    return {name[1]: unescape(value[1]) if value else "" for name, value in pairs if name}


def test_it_offers_what_was_typed_again_after_signing_in(place: Place) -> None:
    client, clinician = place.signed_in(place.cast.clinician), place.cast.clinician
    fields = fields_of(send_too_late(place, client)) | {"username": clinician.username, "phrase": clinician.phrase}
    again = client.post("/sign-in", data=fields, headers=PAGE)
    assert "What you typed is still here" in again.text
    sent = fields_of(again.text)
    assert sent["note"] == NOTE
    assert client.post("/clinician/note", data=sent).text == f"noted {NOTE}"


def test_it_keeps_it_through_a_mistyped_phrase(place: Place) -> None:
    client, clinician = place.signed_in(place.cast.clinician), place.cast.clinician
    fields = fields_of(send_too_late(place, client)) | {"username": clinician.username, "phrase": "mistyped phrase"}
    assert fields_of(client.post("/sign-in", data=fields, headers=PAGE).text)["kept"] == fields["kept"]


def test_it_gives_it_to_nobody_else(place: Place) -> None:
    client, other = place.signed_in(place.cast.clinician), place.cast.refused
    fields = fields_of(send_too_late(place, client)) | {"username": other.username, "phrase": other.phrase}
    assert client.post("/sign-in", data=fields, headers=PAGE).status_code == 303


def test_it_offers_it_again_when_the_page_was_older_than_the_session(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    answer = client.post("/clinician/note", data={"note": NOTE, "csrf_token": "from an older session"}, headers=PAGE)
    assert answer.status_code == 400
    assert client.post("/clinician/note", data=fields_of(answer.text)).text == f"noted {NOTE}"
