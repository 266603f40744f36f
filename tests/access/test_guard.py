"""Every route is classified, and its rule is what happens."""

import pytest
from flask import Flask

from fieldform.access.guard import UnclassifiedRoute, assert_every_route_is_classified, public, roles, rule_of
from fieldform.access.viewer import Role
from tests.access.place import Place, build_app

PAGE = {"Accept": "text/html"}


def test_it_refuses_an_app_with_a_route_that_nobody_classified() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/forgotten", view_func=lambda: "")
    with pytest.raises(UnclassifiedRoute, match="/forgotten"):
        assert_every_route_is_classified(app)


def test_it_refuses_to_serve_a_route_added_later_without_a_rule(place: Place) -> None:
    app = build_app(place.config, place.clock)
    app.add_url_rule("/forgotten", view_func=lambda: "secret")
    answer = app.test_client().get("/forgotten")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_it_takes_one_rule_a_view() -> None:
    with pytest.raises(UnclassifiedRoute, match="twice"):
        public("both")(roles(Role.OFFICER)(lambda: ""))


def test_it_can_be_asked_for_every_rule(place: Place) -> None:
    rule = rule_of(place.app.view_functions["desk"])
    assert rule is not None
    assert [role for role in Role if rule.admits(role)] == [Role.CLINICIAN, Role.ADVOCATE]


def test_it_answers_a_program_in_json_and_never_leads_it_away(place: Place) -> None:
    for headers in ({"Accept": "application/json"}, {"Accept": "*/*", "Sec-Fetch-Mode": "cors"}, {"Content-Type": "application/json"}):
        answer = place.visitor().get("/clinician/", headers=headers)
        assert (answer.status_code, answer.get_json()["error"]) == (401, "sign_in_needed")


def test_it_tells_another_role_that_the_page_is_not_for_it(place: Place) -> None:
    answer = place.signed_in(place.cast.officer).get("/clinician/", headers=PAGE)
    assert answer.status_code == 403
    assert "not for your role" in answer.text


def test_it_shows_who_is_signed_in(place: Place) -> None:
    assert place.signed_in(place.cast.advocate).get("/clinician/").text == "desk of Eli Brandt"
