"""A closed follow-up is opened again: with a reason, due anew, its history kept, and the officer told the truth."""

from datetime import timedelta
from typing import Any

import pytest

from fieldform.record import feed
from fieldform.record.follow_ups import FollowUp
from fieldform.record.steps import Outcome, Reopening
from tests.clinician.desk import Desk
from tests.record.conftest import viewing
from tests.record.road import Road
from tests.support.house import House

AGAIN: dict[str, Any] = {"note": "She called the office.", "due_at": "2026-11-25T09:00"}


@pytest.fixture
def closed(house: House, desk: Desk, follow_up: FollowUp) -> FollowUp:
    desk.take(follow_up, "outcome", outcome="declined")
    house.later(minutes=10)
    return follow_up


def again(follow_up: FollowUp) -> FollowUp:
    row: FollowUp = FollowUp.get_by_id(follow_up.id)
    return row


def test_it_is_due_again_and_back_in_the_list(desk: Desk, closed: FollowUp) -> None:
    assert "open again, with its history" in desk.take(closed, "reopening", **AGAIN)
    assert (again(closed).state, again(closed).closed_at, again(closed).due_at.isoformat()) == ("open", None, "2026-11-25T14:00:00+00:00")
    assert "Dana Doe" in desk.list(tab="week")
    assert "Dana Doe" not in desk.list(tab="closed")


def test_how_it_ended_before_and_why_it_is_open_stay_readable(desk: Desk, closed: FollowUp) -> None:
    desk.take(closed, "reopening", **AGAIN)
    page = desk.open(closed)
    assert page.index("Closed: Declined") < page.index("Opened again") < page.index("She called the office.")
    assert "Log an attempt" in page


def test_it_may_come_back_more_urgent(desk: Desk, closed: FollowUp) -> None:
    desk.take(closed, "reopening", acuity="now", **AGAIN)
    assert (again(closed).acuity, again(closed).acuity_rank) == ("now", 1)


def test_it_needs_a_reason_and_a_time(desk: Desk, closed: FollowUp) -> None:
    page = desk.take(closed, "reopening", 422)
    assert "Say why it is opened again." in page
    assert "Say when the next step is due." in page
    assert not Reopening.select().exists()


def test_the_officer_no_longer_hears_that_it_is_closed(house: House, desk: Desk, closed: FollowUp) -> None:
    def fate() -> str:
        return str(feed.fates(viewing(house.cast.officer), [str(closed.contact_id)])[0]["fate"])

    assert fate() == "closed"
    desk.take(closed, "reopening", **AGAIN)
    assert fate() == "opened"


def test_it_can_be_closed_again_with_another_outcome(house: House, desk: Desk, closed: FollowUp) -> None:
    desk.take(closed, "reopening", **AGAIN)
    house.later(minutes=10)
    desk.take(closed, "outcome", outcome="linked")
    assert "Linked to services" in desk.list(tab="closed")
    assert [row.outcome for row in Outcome.select().order_by(Outcome.at)] == ["declined", "linked"]


def test_an_open_one_cannot_be_opened(desk: Desk, follow_up: FollowUp) -> None:
    assert desk.client.get(f"/clinician/follow-ups/{follow_up.id}/reopening").status_code == 303


def test_two_who_open_it_at_once_hear_of_each_other(house: House, desk: Desk, closed: FollowUp) -> None:
    form = desk.form(closed, "reopening")
    desk.take(closed, "reopening", **AGAIN)
    page = desk.send(form, 409, note="Her sister wrote.", due_at="2026-11-26T09:00")
    assert "This follow-up is open already." in page
    assert "Her sister wrote." in page
    assert Reopening.select().count() == 1


def test_a_reopening_older_than_the_closing_changes_nothing(house: House, desk: Desk, closed: FollowUp) -> None:
    Road(house.cast.clinician, house.now).step(
        "reopening", closed, house.now - timedelta(hours=2), note="x", due_at=(house.now + timedelta(days=2)).isoformat()
    )
    assert again(closed).state == "closed"
    assert Reopening.select().count() == 1
