"""Problems in words, as a page or as JSON; nothing of what was entered in a page, an answer or the log."""

import pytest

from fieldform.web.errors import TABLE
from tests.access.place import Place
from tests.support.page_lint import assert_clean

PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 415, 418, 429, 500, 503])
def test_it_says_every_problem_in_words(place: Place, code: int) -> None:
    page = place.visitor().get(f"/broken/{code}", headers=PAGE)
    assert page.status_code == code
    assert_clean(page.text, str(code))
    told = place.visitor().get(f"/broken/{code}", headers={"Accept": "application/json"})
    assert set(told.get_json()) == {"error", "message"}
    assert told.get_json()["message"].endswith(".")


def test_it_says_when_to_try_again(place: Place) -> None:
    assert place.visitor().get("/broken/503").headers["Retry-After"] == "10"


def test_it_says_which_methods_there_are(place: Place) -> None:
    assert "POST" in place.visitor().put("/sign-in").headers["Allow"]


def test_it_tells_nothing_of_what_went_wrong_inside(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    answer = place.visitor().get("/broken/Dana-Doe", headers=PAGE)
    assert answer.status_code == 500
    for words in (answer.text, caplog.text):
        assert "canary" not in words
        assert "Dana-Doe" not in words
    assert "RuntimeError in broken: place.py:" in caplog.text


def test_it_answers_even_when_the_records_are_gone(place: Place) -> None:
    client = place.signed_in(place.cast.clinician)
    from fieldform.access.models import Session

    Session.drop_table()
    answer = client.get("/clinician/", headers=PAGE)
    Session.create_table()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Nothing was saved just now" in answer.text


def test_it_leads_a_directory_address_to_its_slash(place: Place) -> None:
    assert place.visitor().get("/officer").status_code == 308


def test_it_gives_each_problem_a_likely_cause() -> None:
    own = [kind for kind, _ in TABLE if kind.__module__.startswith(("fieldform", "sync"))]
    assert all("Likely cause" in (kind.__doc__ or "") for kind in own)
