"""The desk's steps: what each moves, that the newest decides and the first outcome closes, and who may take one."""

from datetime import datetime, timedelta

import pytest

from fieldform.access.models import ViewLog
from fieldform.record import follow_ups, steps
from fieldform.record.acuity import Acuity, deadline, next_try
from fieldform.record.follow_ups import FollowUp
from fieldform.record.steps import Attempt, Outcome
from sync.models import Change
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road, raised_by
from tests.support.cast import Cast

HOUR = timedelta(hours=1)


@pytest.fixture
def follow_up(road: Road) -> FollowUp:
    return raised_by(road.send(REPORT))


def again(follow_up: FollowUp) -> FollowUp:
    row: FollowUp = FollowUp.get_by_id(follow_up.id)
    return row


def test_an_attempt_counts_and_is_kept_with_who_and_when(cast: Cast, desk: Road, follow_up: FollowUp) -> None:
    entered = desk.step("attempt", follow_up, NOW + HOUR, mode="phone", result="no_answer", note="Rang six times.")
    attempt = Attempt.get_by_id(entered)
    assert (attempt.by, attempt.at, attempt.mode, attempt.result, attempt.note) == (
        cast.clinician.id,
        NOW + HOUR,
        "phone",
        "no_answer",
        "Rang six times.",
    )
    assert (again(follow_up).attempts_count, again(follow_up).last_attempt_at) == (1, NOW + HOUR)


def test_an_attempt_sets_the_time_that_was_given(desk: Road, follow_up: FollowUp) -> None:
    desk.step("attempt", follow_up, mode="phone", result="left_message", next_at="2026-03-05T10:00:00-05:00")
    assert again(follow_up).due_at == datetime.fromisoformat("2026-03-05T15:00:00+00:00")


def test_an_attempt_without_a_time_follows_the_ladder(desk: Road, follow_up: FollowUp) -> None:
    desk.step("attempt", follow_up, mode="phone", result="no_answer")
    assert again(follow_up).due_at == next_try(Acuity.DAY, "no_answer", 1, NOW)


def test_an_attempt_keeps_the_first_deadline(desk: Road, follow_up: FollowUp) -> None:
    desk.step("attempt", follow_up, mode="phone", result="no_answer")
    assert again(follow_up).target_at == deadline(Acuity.DAY, NOW)


def test_tries_grow_further_apart(desk: Road, follow_up: FollowUp) -> None:
    waits = [next_try(acuity, "no_answer", tries, NOW) - NOW for acuity in Acuity for tries in (1, 2, 3, 9)]
    assert all(waits[at : at + 4] == sorted(waits[at : at + 4]) for at in range(0, 16, 4))


def test_a_plan_sets_when_it_is_due(desk: Road, follow_up: FollowUp) -> None:
    desk.step("next_step", follow_up, due_at="2026-03-10T09:00:00-04:00", note="Intake with the provider.")
    assert again(follow_up).due_at == datetime.fromisoformat("2026-03-10T13:00:00+00:00")


def test_a_step_that_arrives_late_moves_nothing(desk: Road, follow_up: FollowUp) -> None:
    desk.step("next_step", follow_up, NOW + 3 * HOUR, due_at="2026-03-10T09:00:00-04:00")
    desk.step("attempt", follow_up, NOW + HOUR, mode="phone", result="no_answer")
    assert (again(follow_up).due_at.day, again(follow_up).attempts_count) == (10, 1)


def test_an_outcome_closes_with_who_and_when(cast: Cast, desk: Road, follow_up: FollowUp) -> None:
    entered = desk.step("outcome", follow_up, NOW + HOUR, outcome="linked", note="Seen at the clinic.")
    outcome = Outcome.get_by_id(entered)
    assert (outcome.by, outcome.outcome, again(follow_up).state, again(follow_up).closed_at) == (
        cast.clinician.id,
        "linked",
        "closed",
        NOW + HOUR,
    )


def test_a_second_outcome_is_kept_and_changes_nothing(desk: Road, follow_up: FollowUp) -> None:
    desk.step("outcome", follow_up, NOW + HOUR, outcome="linked")
    desk.step("outcome", follow_up, NOW + 2 * HOUR, outcome="declined")
    assert again(follow_up).closed_at == NOW + HOUR
    assert steps.closings([follow_up.id]) == {follow_up.id: "linked"}
    assert Outcome.select().count() == 2


def test_an_attempt_after_the_end_is_kept_and_reopens_nothing(desk: Road, follow_up: FollowUp) -> None:
    desk.step("outcome", follow_up, NOW + HOUR, outcome="linked")
    desk.step("attempt", follow_up, NOW + 2 * HOUR, mode="phone", result="reached")
    assert (again(follow_up).state, again(follow_up).attempts_count) == ("closed", 1)


def test_every_step_that_an_officer_may_learn_of_is_noted_for_them(cast: Cast, desk: Road, follow_up: FollowUp) -> None:
    before = Change.select().count()
    desk.step("attempt", follow_up, mode="phone", result="reached")
    desk.step("outcome", follow_up, outcome="linked")
    noted = list(Change.select().order_by(Change.number))[before:]
    assert [(change.audience, change.subject) for change in noted] == [(cast.officer.id, follow_up.contact_id)] * 2


@pytest.mark.parametrize("member", ["officer", "supervisor", "advocate", "refused", "officer_elsewhere"])
def test_nobody_else_may_take_a_step(cast: Cast, follow_up: FollowUp, member: str) -> None:
    assert steps.objections(viewing(getattr(cast, member)), follow_up.id) == ("follow_up_unknown",)


def test_the_clinician_may(cast: Cast, follow_up: FollowUp) -> None:
    assert steps.objections(viewing(cast.clinician), follow_up.id) == ()


def test_nobody_is_nobody(follow_up: FollowUp) -> None:
    assert steps.objections(None, follow_up.id) == ("author_unknown",)


def test_opening_is_logged_each_time_and_told_once(cast: Cast, follow_up: FollowUp) -> None:
    before, viewer = Change.select().count(), viewing(cast.clinician)
    for minutes in (1, 2):
        follow_ups.open_one(viewer, follow_up.id, NOW + timedelta(minutes=minutes))
    seen = again(follow_up)
    assert (seen.first_opened_at, seen.first_opened_by) == (NOW + timedelta(minutes=1), cast.clinician.id)
    assert Change.select().count() - before == 1
    assert ViewLog.select().where(ViewLog.subject_id == seen.person_id).count() == 2


@pytest.mark.parametrize("member", ["officer", "supervisor", "admin", "advocate", "refused", "officer_elsewhere"])
def test_it_does_not_exist_for_anybody_else(cast: Cast, follow_up: FollowUp, member: str) -> None:
    assert follow_ups.open_one(viewing(getattr(cast, member)), follow_up.id, NOW) is None
    assert ViewLog.select().count() == 0
    assert again(follow_up).first_opened_at is None


def test_a_supervisor_counts_without_names(cast: Cast, follow_up: FollowUp) -> None:
    counted = follow_ups.tally(viewing(cast.supervisor), NOW + timedelta(hours=25))
    assert [(one.queue, one.acuity, one.open, one.overdue) for one in counted] == [("clinician", "24h", 1, 1)]


def test_a_supervisor_elsewhere_counts_nothing_of_it(cast: Cast, follow_up: FollowUp) -> None:
    assert follow_ups.tally(viewing(cast.supervisor_elsewhere), NOW) == []
