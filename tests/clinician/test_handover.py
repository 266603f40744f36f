"""Taking, letting go and handing over at the desk."""

from dataclasses import replace
from uuid import uuid4

import pytest

from fieldform.access.models import User, ViewLog
from fieldform.record.caseload import Handover
from fieldform.record.follow_ups import FollowUp
from sync.models import StoredEnvelope
from tests.clinician.desk import Desk, read_form
from tests.record.road import REPORT, Road, raised_by
from tests.support.cast import Cast
from tests.support.house import House


@pytest.fixture
def colleague(house: House) -> str:
    """A second clinician of the same office, who stays for all tests of this file."""
    return second_clinician(house.cast)


def second_clinician(cast: Cast) -> str:
    first = User.get_by_id(cast.clinician.id)
    known = User.get_or_none(User.username == "teodor.novak")
    fields = {"agency": first.agency, "role": first.role, "phrase_hash": "", "created_at": first.created_at}
    return str((known or User.create(id=str(uuid4()), username="teodor.novak", name="Teodor Novak", **fields)).id)


def take(desk: Desk, follow_up: FollowUp) -> str:
    return desk.send(read_form(desk.open(follow_up), "/owner"))


def test_one_press_takes_it_and_another_lets_it_go(house: House, desk: Desk, follow_up: FollowUp) -> None:
    assert "This follow-up is yours." in take(desk, follow_up)
    assert FollowUp.get_by_id(follow_up.id).owner == house.cast.clinician.id
    house.later(minutes=1)
    assert "nobody&#39;s now" in take(desk, follow_up)
    assert FollowUp.get_by_id(follow_up.id).owner is None


def test_taking_it_is_an_envelope_like_all_else(house: House, desk: Desk, follow_up: FollowUp) -> None:
    take(desk, follow_up)
    (entered,) = StoredEnvelope.select()
    assert (entered.kind, entered.outcome, Handover.get().entry) == ("action", "accepted", entered.envelope_id)


def test_the_list_shows_mine_and_nobodys(road: Road, desk: Desk, follow_up: FollowUp) -> None:
    road.send(REPORT | {"who": REPORT["who"] | {"given_name": "Ximena"}})
    take(desk, follow_up)
    mine, nobodys = desk.list(whose="mine"), desk.list(whose="nobody")
    assert ("Dana" in mine, "Ximena" in mine) == (True, False)
    assert ("Dana Doe" in nobodys, "Ximena" in nobodys) == (False, True)


def test_a_choice_of_whose_stays_while_another_is_made(desk: Desk, follow_up: FollowUp) -> None:
    assert 'href="/clinician/?tab=today&amp;acuity=24h&amp;whose=mine"' in desk.list(acuity="24h", whose="mine")


def test_nobody_has_any_says_what_to_do(desk: Desk, follow_up: FollowUp) -> None:
    assert "Nothing is open that is yours." in desk.list(whose="mine")


def test_a_caseload_goes_to_a_colleague_with_a_note_that_both_read(
    house: House, road: Road, desk: Desk, follow_up: FollowUp, colleague: str
) -> None:
    take(desk, follow_up)
    house.later(minutes=5)
    form = read_form(desk.get("/clinician/handover"), "/handover")
    page = desk.send(form, chosen=[follow_up.id], to=colleague, note="Court on Tuesday.")
    assert "They are handed over." in page
    assert FollowUp.get_by_id(follow_up.id).owner == colleague
    story = desk.open(follow_up)
    assert "Handed over to Teodor Novak" in story
    assert "Court on Tuesday." in story


def test_all_of_nobodys_can_be_given_out_at_once(house: House, road: Road, desk: Desk, follow_up: FollowUp, colleague: str) -> None:
    second = raised_by(road.send(REPORT))
    page = desk.get("/clinician/handover?whose=nobody&all=1")
    assert page.count('name="chosen"') == page.count(" checked") == 2
    desk.send(read_form(page, "/handover"), chosen=[follow_up.id, second.id], to=colleague)
    assert {one.owner for one in FollowUp.select()} == {colleague}
    assert StoredEnvelope.select().count() == 1


def test_nothing_is_ticked_until_somebody_ticks_it(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.get("/clinician/handover?whose=nobody")
    assert (page.count('name="chosen"'), page.count(" checked")) == (1, 0)


def test_what_is_missing_is_said_and_what_was_chosen_is_kept(desk: Desk, road: Road, follow_up: FollowUp, colleague: str) -> None:
    raised_by(road.send(REPORT))
    form = read_form(desk.get("/clinician/handover?whose=nobody"), "/handover")
    page = desk.send(form, 422, chosen=[follow_up.id], to="", note="Away until Monday.")
    assert "Choose who works them from now on." in page
    assert "Away until Monday." in page
    assert page.count(" checked") == 1
    assert "Choose at least one follow-up." in desk.send(replace(form, values=form.values | {"chosen": ""}), 422, to=colleague)


def test_it_goes_to_nobody_of_another_office(house: House, desk: Desk, follow_up: FollowUp) -> None:
    form = read_form(desk.get("/clinician/handover?whose=nobody"), "/handover")
    for stranger in (house.cast.refused.id, house.cast.advocate.id, house.cast.officer.id):
        desk.send(form, 422, chosen=[follow_up.id], to=stranger)
    assert FollowUp.get_by_id(follow_up.id).owner is None


def test_names_read_on_the_page_are_logged(house: House, desk: Desk, follow_up: FollowUp) -> None:
    desk.get("/clinician/handover?whose=nobody")
    assert [(row.viewer_id, row.subject_id, row.reason) for row in ViewLog.select()] == [
        (house.cast.clinician.id, follow_up.person_id, "hand-over")
    ]


def test_an_advocate_hands_over_none_of_the_clinicians(advocate: Desk, follow_up: FollowUp) -> None:
    assert "Dana" not in advocate.get("/clinician/handover?whose=nobody")
