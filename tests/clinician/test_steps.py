"""A step at the desk: it enters once, says what is wrong and keeps what was typed, and is refused in words once all is closed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fieldform.record.follow_ups import FollowUp
from fieldform.record.steps import Attempt, NextStep, Outcome
from sync.enrolment import revoke_author
from sync.models import StoredEnvelope
from tests.clinician.desk import Desk, read_form
from tests.support.house import House

LONG = "She wants to be called after work. " * 3


def again(follow_up: FollowUp) -> FollowUp:
    row: FollowUp = FollowUp.get_by_id(follow_up.id)
    return row


def test_an_attempt_enters_the_record_by_the_same_road_as_a_report(house: House, desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "attempt", mode="phone", result="no_answer")
    assert "The attempt is saved." in page
    entered = Attempt.get()
    assert (entered.by, again(follow_up).attempts_count) == (house.cast.clinician.id, 1)
    assert [(row.envelope_id, row.kind, row.outcome) for row in StoredEnvelope.select()] == [(entered.id, "action", "accepted")]


def test_a_saved_attempt_says_when_the_next_one_is_due(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "attempt", mode="phone", result="reached", next_at="2026-11-24T15:00")
    assert "The attempt is saved. Next: due tomorrow 15:00." in page


def test_the_attempt_form_stands_on_the_follow_ups_own_page(desk: Desk, follow_up: FollowUp) -> None:
    desk.send(read_form(desk.open(follow_up), "/attempt"), mode="phone", result="reached")
    assert again(follow_up).reached_at is not None


def test_a_time_typed_at_the_desk_is_meant_in_its_zone(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "attempt", mode="phone", result="no_answer", next_at="2026-11-24T15:00")
    assert again(follow_up).due_at.isoformat() == "2026-11-24T20:00:00+00:00"


def test_a_plan_moves_it_to_where_it_is_due(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "next_step", due_at="2026-12-20T09:00", note="Intake.")
    assert NextStep.get().note == "Intake."
    assert "Dana Doe" in desk.list(tab="waiting")


def test_closing_it_moves_it_to_the_closed_with_its_outcome(desk: Desk, follow_up: FollowUp) -> None:
    assert "Its history stays." in desk.take(follow_up, "outcome", outcome="linked", note="Seen.")
    page = desk.list(tab="closed")
    assert "Dana Doe" in page
    assert "Linked to services" in page


def test_a_closed_one_shows_its_history_and_no_form(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "attempt", mode="phone", result="reached", note="Glad of the call.")
    desk.take(follow_up, "outcome", outcome="linked")
    page = desk.open(follow_up)
    assert "Glad of the call." in page
    assert "Closed: Linked to services" in page
    assert "/attempt" not in page


def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "attempt", 422, result="no_answer", note=LONG)
    assert "How did you try? Say how you tried." in page
    assert LONG in page
    assert 'value="no_answer" id="result-no_answer" checked' in page
    assert not Attempt.select().exists()


def test_a_time_that_has_passed_is_said_at_its_field(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "next_step", 422, due_at="2026-11-01T09:00")
    assert 'href="#due_at"' in page
    assert "Choose a time that is still to come." in page


@pytest.mark.parametrize("wrong", [{"mode": "carrier pigeon"}, {"next_at": "soon"}, {"note": "x" * 2001}])
def test_an_answer_that_cannot_be_is_refused_in_words(desk: Desk, follow_up: FollowUp, wrong: dict[str, str]) -> None:
    assert "Please check this answer" in desk.take(follow_up, "attempt", 422, **({"mode": "phone", "result": "reached"} | wrong))


def test_pressing_twice_enters_it_once(desk: Desk, follow_up: FollowUp) -> None:
    form = desk.form(follow_up, "attempt")
    for _ in range(2):
        assert "The attempt is saved." in desk.send(form, mode="phone", result="reached")
    assert Attempt.select().count() == 1


def test_pressing_close_twice_closes_it_once(desk: Desk, follow_up: FollowUp) -> None:
    form = desk.form(follow_up, "outcome")
    for _ in range(2):
        assert "The follow-up is closed." in desk.send(form, outcome="linked")
    assert Outcome.select().count() == 1


def test_the_back_button_and_other_words_enter_nothing_until_sent_again(desk: Desk, follow_up: FollowUp) -> None:
    form = desk.form(follow_up, "attempt")
    desk.send(form, mode="phone", result="reached", note="first")
    page = desk.send(form, 422, mode="phone", result="reached", note="second words")
    assert "saved before, with other words" in page
    assert "second words" in page
    assert Attempt.select().count() == 1


@pytest.mark.parametrize(
    ("step", "answers"),
    [
        ("attempt", {"mode": "phone", "result": "reached", "note": LONG}),
        ("next_step", {"due_at": "2026-12-20T09:00", "note": LONG}),
        ("outcome", {"outcome": "declined", "note": LONG}),
    ],
)
def test_a_step_on_a_closed_one_is_refused_in_words_and_kept(desk: Desk, follow_up: FollowUp, step: str, answers: dict[str, str]) -> None:
    form = desk.form(follow_up, step)
    desk.take(follow_up, "outcome", outcome="linked")
    page = desk.send(form, 409, **answers)
    assert "This follow-up was closed 09:00 by Dana Reyes. Nothing was saved; what you typed is still below." in page
    assert LONG in page
    assert Outcome.select().count() == 1


def test_the_page_of_a_step_on_a_closed_one_leads_to_the_follow_up(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "outcome", outcome="linked")
    assert desk.client.get(f"/clinician/follow-ups/{follow_up.id}/attempt").status_code == 303


def test_a_character_that_no_keyboard_types_is_left_out(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "attempt", mode="phone", result="reached", note="She is\0 well.")
    assert Attempt.get().note == "She is well."


def test_what_did_not_enter_the_record_is_not_called_saved(house: House, desk: Desk, follow_up: FollowUp) -> None:
    revoke_author(house.cast.clinician.id, by="it", now=house.now)
    page = desk.take(follow_up, "attempt", 422, mode="phone", result="reached", note=LONG)
    assert "This was kept, but it is not in the record" in page
    assert LONG in page


def test_it_is_the_address_that_names_the_follow_up(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "attempt", follow_up=str(uuid4()), mode="phone", result="reached")
    assert Attempt.get().follow_up_id == follow_up.id


def test_a_form_is_taken_as_a_form_and_never_as_json(house: House, desk: Desk, follow_up: FollowUp) -> None:
    form = desk.form(follow_up, "attempt")
    for body in (["mode"], "mode", {"mode": {"phone": 1}}):
        assert desk.client.post(form.action, json=body, headers=house.token(desk.client)).status_code == 422
    assert not Attempt.select().exists()


def test_without_a_token_nothing_is_entered(desk: Desk, follow_up: FollowUp) -> None:
    form = desk.form(follow_up, "attempt")
    answer = desk.client.post(form.action, data={"mode": "phone", "result": "reached"})
    assert answer.status_code == 400
    assert not Attempt.select().exists()


def test_nothing_of_what_was_typed_stands_in_the_address_it_leads_to(house: House, desk: Desk, follow_up: FollowUp) -> None:
    form = desk.form(follow_up, "attempt")
    answer = desk.client.post(form.action, data=form.values | {"mode": "phone", "result": "reached", "note": "ZZPHI"})
    assert answer.location == f"/clinician/follow-ups/{follow_up.id}?done=attempt"
    house.later(minutes=1)
    assert again(follow_up).due_at - house.now > timedelta(0)


def test_a_triage_sets_how_urgent_it_is_and_when_it_is_due(desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(
        follow_up, "triage", acuity="now", issues=["suicide", "needs"], consent="asked", safety_plan="yes", plan="Call at five."
    )
    assert "The triage is saved." in page
    assert (again(follow_up).acuity, again(follow_up).due_at - NextStep.get().at) == ("now", timedelta(hours=1))
    assert NextStep.get().answers["issues"] == ["suicide", "needs"]


def test_the_story_tells_a_triage_in_words(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "triage", acuity="72h", issues=["grief"], consent="verbal", consent_until="2027-01-31", safety_plan="no")
    page = desk.open(follow_up)
    assert '<h3 class="story__title">Triage</h3>' in page
    for words in ("Grief or loss", "Verbal", "31 January 2027"):
        assert f"<bdi>{words}</bdi>" in page


def test_a_triage_that_is_taken_back_leaves_the_urgency_as_it_was(desk: Desk, follow_up: FollowUp) -> None:
    before = again(follow_up).acuity
    desk.take(follow_up, "triage", acuity="now", issues=["grief"], consent="none", safety_plan="no")
    step = NextStep.get().id
    desk.send(read_form(desk.get(f"/clinician/follow-ups/{follow_up.id}/undo/{step}"), f"/undo/{step}"), note="Wrong person.")
    assert again(follow_up).acuity == before


def test_an_attempt_that_reached_them_keeps_the_screen_and_what_was_done(desk: Desk, follow_up: FollowUp) -> None:
    asked: dict[str, Any] = {f"reached.screen.{item}": "no" for item in ("wish", "thoughts", "behaviour")}
    done: dict[str, Any] = {
        "reached.needs": ["housing"],
        "reached.screened": "yes",
        "reached.resources": ["988"],
        "reached.warm_handoff": "yes",
    }
    desk.take(follow_up, "attempt", mode="phone", result="reached", **asked, **done)
    page = desk.open(follow_up)
    for words in ("No risk found", "Housing", "988 Suicide and Crisis Lifeline"):
        assert f"<bdi>{words}</bdi>" in page


def test_what_was_answered_for_another_result_is_left_out(desk: Desk, follow_up: FollowUp) -> None:
    said: dict[str, Any] = {"reached.needs": ["housing"], "reached.screened": "yes"}
    desk.take(follow_up, "attempt", mode="phone", result="no_answer", **said)
    assert Attempt.get().answers is None


def test_an_attempt_counts_from_when_it_was_made(desk: Desk, follow_up: FollowUp) -> None:
    desk.take(follow_up, "attempt", mode="visit_alone", result="not_home", tried_at="2026-11-23T08:00")
    assert Attempt.get().at.isoformat() == "2026-11-23T13:00:00+00:00"
