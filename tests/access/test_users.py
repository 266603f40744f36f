"""Agencies and people: who may be added where, and who serves whom."""

from typing import Any

import pytest

from fieldform.access.accounts import close
from fieldform.access.models import AgencyKind, User, ViewLog
from fieldform.access.queries import log_view, users_seen_by, viewer_of
from fieldform.access.users import AccessProblem, add_agency, add_service, add_user, agency_named
from fieldform.access.viewer import Role, Viewer, Wall
from tests.access.place import Place
from tests.support.cast import Member


def viewing(member: Member) -> Viewer:
    return viewer_of(User.get_by_id(member.id))


def test_it_lets_officers_and_supervisors_see_behind_the_police_wall_alone(place: Place) -> None:
    for member in (place.cast.officer, place.cast.supervisor):
        assert (viewing(member).walls, viewing(member).agencies) == (frozenset({Wall.POLICE}), frozenset({member.agency}))


def test_it_gives_a_clinician_the_agencies_that_the_provider_serves(place: Place) -> None:
    clinician = viewing(place.cast.clinician)
    assert clinician.walls == {Wall.POLICE, Wall.HEALTH}
    assert clinician.agencies == {place.cast.officer.agency}
    assert viewing(place.cast.refused).agencies == {place.cast.officer_elsewhere.agency}


def test_it_keeps_the_advocate_behind_a_wall_of_their_own(place: Place) -> None:
    assert viewing(place.cast.advocate).walls == {Wall.POLICE, Wall.ADVOCATE}


def test_it_shows_it_no_person_at_all(place: Place) -> None:
    assert viewing(place.cast.admin).walls == frozenset()


def test_it_lists_the_people_of_ones_own_agency_open_accounts_first(place: Place) -> None:
    close(User.get_by_id(place.cast.officer.id), by="test", now=place.clock.now)
    names = [user.name for user in users_seen_by(viewing(place.cast.admin))]
    assert names == ["Ben Novak", "Fay Moreau", "Gus Ito", "Ada Okafor"]


def test_it_writes_down_who_looked_at_whom(place: Place) -> None:
    log_view(viewing(place.cast.clinician), "person", "an-id", place.clock.now, "follow-up")
    row = ViewLog.get()
    assert (row.viewer.username, row.subject_kind, row.subject_id, row.reason) == ("dana.reyes", "person", "an-id", "follow-up")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"username": "ada.okafor"}, "is taken"),
        ({"username": "Ada.Okafor"}, "is taken"),
        ({"username": "a b"}, "2 to 40 characters"),
        ({"username": "é"}, "2 to 40 characters"),
        ({"role": Role.OFFICER, "agency": "Harbor Behavioral Health"}, "nobody there can be officer"),
        ({"phrase": "short"}, "at least 12"),
    ],
)
def test_it_says_why_somebody_cannot_be_added(place: Place, change: dict[str, object], told: str) -> None:
    right = {"username": "ivy.chen", "role": Role.SUPERVISOR, "agency": "Marlow Police Department", "phrase": "seven green paper boats"}
    asked: dict[str, Any] = {**right, **change}
    agency = agency_named(asked.pop("agency"))
    with pytest.raises(AccessProblem, match=told):
        add_user(name="Ivy Chen", agency=agency, now=place.clock.now, by="test", **asked)


def test_it_takes_each_agency_once_and_only_a_provider_serves(place: Place) -> None:
    marlow = agency_named("Marlow  Police Department")
    with pytest.raises(AccessProblem, match="already an agency"):
        add_agency(" Marlow Police Department ", AgencyKind.POLICE)
    with pytest.raises(AccessProblem, match="cannot serve"):
        add_service(marlow, marlow)
