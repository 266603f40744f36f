"""Finding among the agency's own reports: by how words begin, newest first, no further than the police's wall, and written down."""

from datetime import timedelta
from typing import Any

import pytest

from fieldform.access.models import User, ViewLog
from fieldform.access.queries import viewer_of
from fieldform.access.viewer import Viewer
from fieldform.record.finding import Found, Place, find, open_report
from fieldform.record.persons import DeskName
from tests.record.road import Road, contact_of, report
from tests.support.cast import Cast
from tests.support.house import MORNING


@pytest.fixture
def officer(cast: Cast) -> Viewer:
    return viewer_of(User.get_by_id(cast.officer.id))


@pytest.fixture
def elsewhere(cast: Cast) -> Viewer:
    return viewer_of(User.get_by_id(cast.officer_elsewhere.id))


def found(viewer: Viewer, text: str) -> list[Found]:
    return list(find(viewer, text, None, MORNING).rows)


def ids(viewer: Viewer, text: str) -> list[str]:
    return [row.contact for row in found(viewer, text)]


@pytest.mark.parametrize("text", ["Dana", "doe", "DOE dan", "do da", "12 sample", "Sample St", "sample 12"])
def test_it_finds_a_name_or_a_place_by_how_their_words_begin(road: Road, officer: Viewer, text: str) -> None:
    sent = road.send(report())
    assert ids(officer, text) == [sent]


@pytest.mark.parametrize("text", ["ana", "Dana Smith", "Dana 12", "13 sample", "", "  ", "!"])
def test_it_finds_nothing_else(road: Road, officer: Viewer, text: str) -> None:
    road.send(report())
    assert ids(officer, text) == []


def test_it_finds_without_accents_and_in_any_script(road: Road, officer: Viewer) -> None:
    rosa = road.send(report(who={"given_name": "Rosa", "family_name": "Álvarez-Peña"}, where={"location": "Café Łódź"}))
    layla = road.send(report(who={"given_name": "ليلى", "family_name": "الحداد"}))
    assert ids(officer, "alvarez pena") == ids(officer, "cafe") == [rosa]
    assert ids(officer, "ليلى") == [layla]


def test_the_newest_comes_first(road: Road, officer: Viewer) -> None:
    older = road.send(report(), at=MORNING - timedelta(days=3))
    newer = road.send(report(), at=MORNING - timedelta(days=1))
    assert ids(officer, "doe") == [newer, older]


def test_it_pages_through_all_of_them_once(road: Road, officer: Viewer) -> None:
    sent = [road.send(report(), at=MORNING - timedelta(days=day // 2)) for day in range(7)]
    seen, after = [], None
    for _ in range(4):
        page = find(officer, "doe", Place.of_text(str(after)) if after else None, MORNING, size=2)
        seen += [row.contact for row in page.rows]
        after = page.next
    assert after is None
    assert sorted(seen) == sorted(sent)


@pytest.mark.parametrize("text", ["", "x", "e30", "WzEsMl0", "WyJub3doZW4iLCJhIl0"])
def test_a_place_that_no_page_gave_out_is_the_beginning(text: str) -> None:
    assert Place.of_text(text) is None


def test_it_says_who_where_what_and_what_to_know(road: Road, officer: Viewer) -> None:
    road.send(report(safety={"weapon": "present", "weapon_type": ["knife"]}, words={"narrative": "A knife lay there."}))
    [row] = found(officer, "doe")
    assert (row.name, row.location, row.summary, row.safety) == ("Dana Doe", "12 Sample Street", "suicide threat, knife", "Knife.")


def test_a_corrected_name_is_shown_and_the_earlier_one_still_finds(road: Road, officer: Viewer) -> None:
    sent = road.send(report())
    road.correct(sent, 2, report(who={"family_name": "Roe"}, where={"location": "14 Other Street"}))
    assert ids(officer, "doe") == ids(officer, "roe") == ids(officer, "sample") == ids(officer, "other") == [sent]
    assert found(officer, "doe")[0].name == "Dana Roe"


def test_another_agencys_reports_do_not_exist(road: Road, elsewhere: Viewer) -> None:
    sent = road.send(report())
    assert ids(elsewhere, "doe") == []
    assert open_report(elsewhere, sent, MORNING) is None


def test_a_name_that_only_the_desk_knows_finds_nobody(road: Road, officer: Viewer) -> None:
    sent = road.send(report())
    DeskName.create(agency=officer.agency, wall="health", word=b"smith", person=contact_of(sent).person)
    assert ids(officer, "smith") == []


def test_what_stands_behind_a_wall_is_not_shown(road: Road, officer: Viewer) -> None:
    road.send(report())
    blind = Viewer(officer.user, officer.name, officer.role, officer.agency, officer.agencies, frozenset())
    [row] = found(blind, "doe")
    assert (row.name, row.summary, row.location, row.safety, row.born_on) == ("", "", "", "", None)


def test_a_withdrawn_report_is_marked(road: Road, officer: Viewer) -> None:
    contact = contact_of(road.send(report()))
    contact.withdrawn_at = MORNING
    contact.save()
    assert [row.withdrawn for row in found(officer, "doe")] == [True]


def looks(viewer: Viewer) -> list[tuple[str, str, str]]:
    rows: Any = ViewLog.select().where(ViewLog.viewer == viewer.user)
    return sorted((row.subject_kind, row.subject_id, row.reason) for row in rows)


def test_each_search_and_each_person_shown_is_written_down(road: Road, officer: Viewer) -> None:
    person = contact_of(road.send(report())).person_id
    find(officer, "doe", None, MORNING)
    find(officer, "nobody", None, MORNING)
    assert looks(officer) == [("person", person, "find"), ("search", "", "find"), ("search", "", "find")]


def test_opening_a_report_is_written_down(road: Road, officer: Viewer) -> None:
    sent = road.send(report())
    opened = open_report(officer, sent, MORNING)
    assert opened is not None
    assert looks(officer) == [("person", opened.person_id, "find")]
