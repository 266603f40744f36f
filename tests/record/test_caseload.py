"""Whose a follow-up is: it passes from hand to hand within an office, and each passing stays readable."""

from datetime import timedelta
from uuid import uuid4

import pytest

from fieldform.access.models import User
from fieldform.record import caseload
from fieldform.record.caseload import Handover
from fieldform.record.follow_ups import FollowUp
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road, raised_by
from tests.support.cast import Cast

HOUR = timedelta(hours=1)


@pytest.fixture
def follow_ups(road: Road) -> list[FollowUp]:
    return [raised_by(road.send(REPORT)) for _ in range(3)]


@pytest.fixture
def colleague(cast: Cast) -> str:
    """A second clinician of the same office."""
    first = User.get_by_id(cast.clinician.id)
    fields = {"agency": first.agency, "role": first.role, "phrase_hash": "", "created_at": NOW}
    return str(User.create(id=str(uuid4()), username="teodor.novak", name="Teodor Novak", **fields).id)


def owners(follow_ups: list[FollowUp]) -> list[str | None]:
    return [FollowUp.get_by_id(one.id).owner for one in follow_ups]


def hand_over(desk: Road, follow_ups: list[FollowUp], owner: str | None, hours: int = 1) -> None:
    ids = " ".join(one.id for one in follow_ups)
    desk.act("handover", NOW + hours * HOUR, follow_ups=ids, note="Away until Monday.", **({"owner": owner} if owner else {}))


def test_a_new_one_is_nobodys(follow_ups: list[FollowUp]) -> None:
    assert owners(follow_ups) == [None, None, None]


def test_several_pass_in_one_go_and_each_keeps_who_when_and_why(cast: Cast, desk: Road, follow_ups: list[FollowUp], colleague: str) -> None:
    hand_over(desk, follow_ups[:2], colleague)
    assert owners(follow_ups) == [colleague, colleague, None]
    told = caseload.history([follow_ups[0].id])
    assert [(one.by, one.owner_before, one.owner, one.at, one.note) for one in told] == [
        (cast.clinician.id, None, colleague, NOW + HOUR, "Away until Monday.")
    ]


def test_it_can_be_let_go(desk: Road, follow_ups: list[FollowUp], colleague: str) -> None:
    hand_over(desk, follow_ups, colleague)
    hand_over(desk, follow_ups[:1], None, hours=2)
    assert owners(follow_ups) == [None, colleague, colleague]


def test_one_that_arrives_late_is_kept_and_moves_nothing(cast: Cast, desk: Road, follow_ups: list[FollowUp], colleague: str) -> None:
    hand_over(desk, follow_ups, colleague, hours=2)
    hand_over(desk, follow_ups, cast.clinician.id, hours=1)
    assert owners(follow_ups) == [colleague] * 3
    assert Handover.select().count() == 6


def test_the_list_to_hand_over_from_is_one_owners_and_open(cast: Cast, desk: Road, follow_ups: list[FollowUp]) -> None:
    hand_over(desk, follow_ups[:2], cast.clinician.id)
    desk.step("outcome", follow_ups[0], NOW + 2 * HOUR, outcome="linked")
    found = caseload.of_owner(viewing(cast.clinician), cast.clinician.id, 9)
    assert [(one.id, one.person.name) for one in found] == [(follow_ups[1].id, "Dana Doe")]
    assert [one.id for one in caseload.of_owner(viewing(cast.clinician), None, 9)] == [follow_ups[2].id]
    assert caseload.of_owner(viewing(cast.refused), None, 9) == []


def test_a_colleague_of_the_same_office_may_have_it(cast: Cast, follow_ups: list[FollowUp], colleague: str) -> None:
    assert caseload.objections(viewing(cast.clinician), [one.id for one in follow_ups], colleague) == ()


@pytest.mark.parametrize("member", ["officer", "advocate", "refused", "supervisor"])
def test_nobody_else_may_have_it(cast: Cast, follow_ups: list[FollowUp], member: str) -> None:
    assert caseload.objections(viewing(cast.clinician), [follow_ups[0].id], getattr(cast, member).id) == ("colleague_unknown",)


def test_a_colleague_who_left_may_not_have_it(cast: Cast, follow_ups: list[FollowUp], colleague: str) -> None:
    User.update(disabled_at=NOW).where(User.id == colleague).execute()
    assert caseload.objections(viewing(cast.clinician), [follow_ups[0].id], colleague) == ("colleague_unknown",)


@pytest.mark.parametrize("member", ["officer", "advocate", "refused", "supervisor"])
def test_nobody_hands_over_what_they_do_not_see(cast: Cast, follow_ups: list[FollowUp], member: str) -> None:
    author = getattr(cast, member)
    assert caseload.objections(viewing(author), [one.id for one in follow_ups], author.id) == ("follow_up_unknown",)


def test_nothing_is_nothing_to_hand_over(cast: Cast, follow_ups: list[FollowUp]) -> None:
    assert caseload.objections(viewing(cast.clinician), [], cast.clinician.id) == ("follow_up_unknown",)
