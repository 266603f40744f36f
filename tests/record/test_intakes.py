"""A follow-up that no report raised, and what is taken back."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldform.record import feed, intakes, undoings, worklist
from fieldform.record.follow_ups import FollowUp, State, peek
from fieldform.record.list_order import ListFilter, Whose
from fieldform.record.persons import Person
from fieldform.record.steps import Attempt
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, ZONE, Road, raised_by
from tests.support.cast import Cast

HOUR = timedelta(hours=1)
LOCAL = ZoneInfo(ZONE)
MODE: dict[str, Any] = {"mode": "phone", "result": "no_answer"}


def walk_in(cast: Cast, desk: Road, queue: str = "clinician", person: str = "", **task: Any) -> str:
    """The id of the entry."""
    who = {} if person else {"who": {"given_name": "Walda", "family_name": "Inn", "phone": "313-555-0111"}}
    said: dict[str, Any] = {"agency": cast.officer.agency, "queue": queue, **who}
    said |= {"task": {"how": "walk_in", "acuity": "72h", "reason": "asks for help with rent"} | task}
    return desk.act("follow_up", NOW, **said | ({"person": person} if person else {}))


def entered(intake: str) -> FollowUp:
    row: FollowUp = FollowUp.get_by_id(intakes.follow_up_of(intake))
    return row


def test_it_is_due_as_its_urgency_asks_and_its_authors(cast: Cast, desk: Road) -> None:
    follow_up = entered(walk_in(cast, desk))
    assert (follow_up.due_at, follow_up.owner, follow_up.wall, follow_up.first_opened_by) == (
        NOW + 72 * HOUR,
        cast.clinician.id,
        "health",
        cast.clinician.id,
    )


def test_it_is_due_when_somebody_says_so(cast: Cast, desk: Road) -> None:
    follow_up = entered(walk_in(cast, desk, due_at="2026-03-06T09:00:00-05:00"))
    assert follow_up.due_at == datetime.fromisoformat("2026-03-06T14:00:00+00:00")


def test_its_person_is_known_to_health_staff_alone(cast: Cast, desk: Road) -> None:
    follow_up = entered(walk_in(cast, desk))
    seen = peek(viewing(cast.clinician), follow_up.id)
    assert seen is not None
    assert seen.person.name == "Walda Inn"
    assert Person.get_by_id(follow_up.person_id).name == ""


def test_the_list_shows_how_it_came(cast: Cast, desk: Road) -> None:
    walk_in(cast, desk)
    (row,) = worklist.page(viewing(cast.clinician), ListFilter(whose=Whose.MINE), None, NOW, LOCAL).rows
    assert (row.name, row.how, row.officer) == ("Walda Inn", "walk_in", "")


def test_a_person_who_is_known_gets_one_more(cast: Cast, road: Road, desk: Road) -> None:
    person = raised_by(road.send(REPORT)).person_id
    assert entered(walk_in(cast, desk, person=person)).person_id == person
    assert Person.select().count() == 1


@pytest.mark.parametrize(
    ("member", "queue", "reason"),
    [
        ("refused", "clinician", "agency_not_served"),
        ("advocate", "clinician", "queue_not_theirs"),
        ("clinician", "advocate", "queue_not_theirs"),
        ("officer", "clinician", "queue_not_theirs"),
    ],
)
def test_it_stands_behind_its_authors_own_wall_in_a_city_they_serve(cast: Cast, member: str, queue: str, reason: str) -> None:
    assert intakes.objections(viewing(getattr(cast, member)), cast.officer.agency, queue, "") == (reason,)


def test_nobody_adds_to_a_person_whom_they_do_not_see(cast: Cast, road: Road, desk: Road) -> None:
    person = raised_by(road.send(REPORT)).person_id
    assert intakes.objections(viewing(cast.clinician), cast.officer.agency, "clinician", person) == ()
    assert intakes.objections(viewing(cast.advocate), cast.officer.agency, "advocate", person) == ("person_unknown",)


def test_one_taken_back_is_in_no_list_and_still_there(cast: Cast, desk: Road) -> None:
    intake = walk_in(cast, desk)
    desk.act("undoing", NOW + HOUR, steps=intake, note="Entered twice.")
    assert entered(intake).state == State.VOID
    assert sum(worklist.page(viewing(cast.clinician), ListFilter(), None, NOW, LOCAL).counts.values()) == 0
    assert undoings.history([entered(intake).id])[intake].note == "Entered twice."


def test_one_that_was_worked_on_is_not_taken_back(cast: Cast, desk: Road) -> None:
    intake = walk_in(cast, desk)
    assert undoings.objections(viewing(cast.clinician), [intake]) == ()
    desk.step("attempt", entered(intake), **MODE)
    assert undoings.objections(viewing(cast.clinician), [intake]) == ("worked_on",)


def test_one_whose_work_was_taken_back_can_be_taken_back_too(cast: Cast, desk: Road) -> None:
    intake = walk_in(cast, desk)
    desk.act("undoing", NOW + HOUR, steps=desk.step("attempt", entered(intake), **MODE), note="x")
    assert undoings.objections(viewing(cast.clinician), [intake]) == ()


def test_an_attempt_taken_back_counts_no_longer_and_what_was_due_is_due(cast: Cast, road: Road, desk: Road) -> None:
    follow_up = raised_by(road.send(REPORT))
    desk.step("attempt", follow_up, NOW + HOUR, **MODE)
    due = FollowUp.get_by_id(follow_up.id).due_at
    wrong = desk.step("attempt", follow_up, NOW + 2 * HOUR, mode="phone", result="reached")
    desk.act("undoing", NOW + 2 * HOUR, steps=wrong, note="It was somebody else.")
    again = FollowUp.get_by_id(follow_up.id)
    assert (again.attempts_count, again.last_attempt_at, again.reached_at, again.due_at) == (1, NOW + HOUR, None, due)
    assert Attempt.select().count() == 2


def test_the_only_attempt_taken_back_leaves_it_as_it_was(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(REPORT)
    follow_up = raised_by(submission)
    desk.act("undoing", NOW + HOUR, steps=desk.step("attempt", follow_up, NOW + HOUR, **MODE), note="x")
    again = FollowUp.get_by_id(follow_up.id)
    assert (again.attempts_count, again.due_at) == (0, follow_up.due_at)
    assert feed.fates(viewing(cast.officer), [submission])[0]["fate"] == "received"


def test_taking_back_twice_is_taking_back_once(cast: Cast, road: Road, desk: Road) -> None:
    wrong = desk.step("attempt", raised_by(road.send(REPORT)), **MODE)
    for note in ("first", "second"):
        desk.act("undoing", NOW + HOUR, steps=wrong, note=note)
    assert [row.note for row in undoings.Undoing.select()] == ["first"]


def test_nobody_takes_back_what_another_did(cast: Cast, road: Road, desk: Road) -> None:
    wrong = desk.step("attempt", raised_by(road.send(REPORT)), **MODE)
    for member in (cast.advocate, cast.refused, cast.officer):
        assert undoings.objections(viewing(member), [wrong]) == ("step_unknown",)
