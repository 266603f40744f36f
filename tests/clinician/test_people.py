"""A follow-up entered at the desk, a person's details corrected, and an attempt taken back."""

from typing import Any

import pytest

from fieldform.access.models import Agency, AgencyKind, Service, User, ViewLog
from fieldform.access.users import add_agency, add_service
from fieldform.record.contacts import ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.intakes import Intake
from fieldform.record.persons import Person
from sync.models import StoredEnvelope
from tests.clinician.desk import Desk, read_form
from tests.record.road import Road
from tests.support.house import House

WALK_IN: dict[str, Any] = {
    "who.given_name": "Walda",
    "who.family_name": "Inn",
    "who.phone": "313-555-0111",
    "who.contact_rules": "Only at the library.",
    "task.how": "walk_in",
    "task.acuity": "72h",
    "task.reason": "asks for help with rent",
    "task.note": "Came with her niece.",
}


DANA: dict[str, Any] = {"who.given_name": "Dana", "who.family_name": "Doe"}


def enter(desk: Desk, status: int = 200, **changed: Any) -> str:
    return desk.send(read_form(desk.get("/clinician/new"), "/new"), status, **WALK_IN | changed)


def test_a_walk_in_is_in_the_list_and_mine(house: House, desk: Desk) -> None:
    page = enter(desk)
    assert "It is in the list, and it is yours." in page
    assert page.index("Only at the library.") < page.index("Walked in")
    assert "Came with her niece." in page
    assert "walked in" in desk.list(whose="mine")
    assert [(row.kind, row.outcome) for row in StoredEnvelope.select()] == [("action", "accepted")]


def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk: Desk) -> None:
    page = enter(desk, 422, **{"who.given_name": "", "who.family_name": "", "task.acuity": ""})
    assert "Give a name, or what they are called." in page
    assert "Say how urgent it is." in page
    assert "Came with her niece." in page
    assert not Intake.select().exists()


def test_somebody_of_that_name_is_shown_before_it_is_saved(desk: Desk, follow_up: FollowUp) -> None:
    page = enter(desk, 422, **DANA)
    assert "Is it one of these? Nothing is saved yet." in page
    assert f"/clinician/follow-ups/{follow_up.id}" in page
    assert not Intake.select().exists()
    assert ViewLog.get(ViewLog.reason == "same name").subject_id == follow_up.person_id


def test_whoever_was_shown_and_is_somebody_else_is_saved_anew(desk: Desk, follow_up: FollowUp) -> None:
    page = enter(desk, 422, **DANA)
    desk.send(read_form(page, "/new"), **WALK_IN | DANA)
    assert Person.select().count() == 2


def test_the_same_person_gets_one_more_follow_up(desk: Desk, follow_up: FollowUp) -> None:
    page = enter(desk, 422, **DANA)
    desk.send(read_form(page, "/new"), **WALK_IN | {"person": follow_up.person_id})
    assert Person.select().count() == 1
    assert FollowUp.select().where(FollowUp.person == follow_up.person_id).count() == 2


def test_an_advocate_is_shown_nobody_of_the_clinicians(advocate: Desk, follow_up: FollowUp) -> None:
    page = enter(advocate, **DANA)
    assert "Is it one of these?" not in page
    assert Intake.get().follow_up.wall == "advocate"


def test_the_department_is_asked_where_there_are_several(house: House, desk: Desk) -> None:
    office = User.get_by_id(house.cast.clinician.id).agency
    second = add_agency("Zweitstadt Police Department", AgencyKind.POLICE)
    add_service(office, second)
    try:
        assert "Choose the department." in enter(desk, 422)
        enter(desk, agency=second.id)
        assert Intake.get().follow_up.agency == second.id
    finally:
        Service.delete().where(Service.police == second).execute()
        FollowUp.delete().where(FollowUp.id << []).execute()
        Agency.update(name="Gone").where(Agency.id == second.id).execute()


def test_pressing_twice_enters_it_once(desk: Desk) -> None:
    form = read_form(desk.get("/clinician/new"), "/new")
    for _ in range(2):
        desk.send(form, **WALK_IN)
    assert Intake.select().count() == 1


def details(desk: Desk, follow_up: FollowUp, status: int = 200, **changed: Any) -> str:
    form = read_form(desk.get(f"/clinician/follow-ups/{follow_up.id}/person"), "/person")
    return desk.send(form, status, **{"told_by": "family"} | changed)


def test_details_come_filled_in_with_what_is_known(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.get(f"/clinician/follow-ups/{follow_up.id}/person")
    assert all(words in page for words in ('value="Dana"', 'value="Doe"', 'value="1991-08-20"', '<option value="spanish" selected>'))


def test_a_correction_shows_everywhere_and_who_said_what_stays(desk: Desk, follow_up: FollowUp) -> None:
    details(desk, follow_up, family_name="Dow", phone="313-555-0177", language="spanish")
    page = desk.get(f"/clinician/follow-ups/{follow_up.id}/person")
    assert "Dana Dow, 35" in desk.open(follow_up)
    assert "Dana Dow" in desk.list()
    assert "<del><bdi>Dana Doe</bdi></del> <bdi>Dana Dow</bdi>" in page
    assert "told by: family or friends" in page
    assert "Ada Okafor" in page
    assert "Dana Dow" in desk.find("dow")


def test_a_safe_contact_found_out_later_stands_first(desk: Desk, follow_up: FollowUp) -> None:
    details(desk, follow_up, contact_rules="Only by letter to her sister.", language="spanish")
    page = desk.open(follow_up)
    assert page.index("Only by letter to her sister.") < page.index("What happened")
    assert "Do not contact at home." not in page.partition("What happened")[0]


def test_it_needs_to_be_said_who_says_so(desk: Desk, follow_up: FollowUp) -> None:
    assert "Say who says so." in details(desk, follow_up, 422, told_by="")


def test_the_officers_report_is_not_touched(desk: Desk, follow_up: FollowUp) -> None:
    before = ContactRevision.get().answers
    details(desk, follow_up, family_name="Dow", language="spanish")
    assert ContactRevision.get().answers == before
    assert "Dana" in desk.report(follow_up)


@pytest.mark.parametrize("place", ["person", "undo/00000000-0000-4000-8000-000000000000"])
def test_to_a_stranger_there_is_nothing(stranger: Any, follow_up: FollowUp, place: str) -> None:
    assert stranger.get(f"/clinician/follow-ups/{follow_up.id}/{place}").status_code == 404


def test_an_attempt_on_the_wrong_person_is_taken_back_with_a_reason(house: House, desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "attempt", mode="phone", result="reached", note="Glad of the call.")
    address = page.partition('story__undo" href="')[2].partition("#")[0]
    undone = desk.send(read_form(desk.get(address), address), note="It was her neighbor.")
    assert "It is taken back. It stays in the story, marked." in undone
    assert "Taken back by Dana Reyes: It was her neighbor." in undone
    assert "Glad of the call." in undone
    assert "not tried yet" in desk.list()


def taken_back(desk: Desk, page: str, note: str = "It was somebody else.") -> str:
    """The newest step on a page."""
    address = page.rpartition('story__undo" href="')[2].partition("#")[0]
    return desk.send(read_form(desk.get(address), address), note=note)


def test_an_outcome_taken_back_opens_it_again(house: House, desk: Desk, follow_up: FollowUp) -> None:
    closed = desk.take(follow_up, "outcome", outcome="linked")
    house.later(minutes=1)
    undone = taken_back(desk, closed)
    assert "Taken back by Dana Reyes: It was somebody else." in undone
    again = FollowUp.get_by_id(follow_up.id)
    assert (again.state, again.closed_at, again.due_at) == ("open", None, follow_up.due_at)


def test_a_plan_taken_back_leaves_when_and_how_urgent_it_was(house: House, desk: Desk, follow_up: FollowUp) -> None:
    planned = desk.take(follow_up, "next_step", due_at="2027-01-04T09:00", acuity="7d")
    house.later(minutes=1)
    taken_back(desk, planned)
    again = FollowUp.get_by_id(follow_up.id)
    assert (again.acuity, again.acuity_rank, again.due_at) == (follow_up.acuity, follow_up.acuity_rank, follow_up.due_at)


def test_what_a_report_made_more_urgent_since_stays_so(house: House, desk: Desk, follow_up: FollowUp) -> None:
    planned = desk.take(follow_up, "next_step", due_at="2027-01-04T09:00", acuity="7d")
    FollowUp.update(acuity="24h", acuity_rank=2).where(FollowUp.id == follow_up.id).execute()
    house.later(minutes=1)
    taken_back(desk, planned)
    assert FollowUp.get_by_id(follow_up.id).acuity == "24h"


def test_taking_back_needs_a_reason(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "attempt", mode="phone", result="reached")
    address = page.partition('story__undo" href="')[2].partition("#")[0]
    assert "Say why it is taken back." in desk.send(read_form(desk.get(address), address), 422)


def test_nobody_else_can_take_it_back(road: Road, advocate: Desk, desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "attempt", mode="phone", result="reached")
    address = page.partition('story__undo" href="')[2].partition("#")[0]
    advocate.get(address, 404)
