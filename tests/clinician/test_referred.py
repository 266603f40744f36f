"""What comes with a quick referral and stands before the number that somebody would dial."""

from copy import deepcopy
from typing import Any

import pytest

from fieldform.record.follow_ups import FollowUp
from tests.clinician.desk import Desk
from tests.record.road import REPORT, Road, raised_by

REFERRAL: dict[str, Any] = {
    "who": {"name_known": "given", "given_name": "Dana", "family_name": "Doe", "phone": "313-555-0142", "location": "12 Sample Street"},
    "why": {"reasons": ["repeat", "needs"], "urgency": "72h"},
    "reach": {"told": "could_not_ask", "contact_ok": ["phone", "not_at_home"], "scene": ["dogs", "hostile"]},
}


def changed(**sections: dict[str, Any]) -> dict[str, Any]:
    answers = deepcopy(REFERRAL)
    for section, inside in sections.items():
        answers[section] |= inside
    return answers


def test_it_raises_what_the_officer_asked_for(road: Road) -> None:
    raised = raised_by(road.refer(REFERRAL))
    assert (raised.queue, raised.acuity, raised.reason) == ("clinician", "72h", "repeat caller, basic needs")


def test_how_to_reach_them_and_what_a_visitor_must_know_stand_before_the_number(road: Road, desk: Desk) -> None:
    page = desk.open(raised_by(road.refer(REFERRAL)))
    rules, visit = page.index("They do not know of this referral. Do not contact at home."), page.index("Dogs. Somebody hostile.")
    assert rules < visit < page.index("313-555-0142")


def test_where_nobody_said_how_to_reach_them_that_is_said_before_the_number(road: Road, desk: Desk) -> None:
    report = deepcopy(REPORT)
    report["who"]["phone"] = "313-555-0142"
    report["outcome"] = {"disposition": ["resolved"]}
    page = desk.open(raised_by(road.send(report)))
    assert page.index("Nobody said how to reach them safely.") < page.index("313-555-0142")


def test_without_a_number_there_is_nothing_to_warn_of(road: Road, desk: Desk) -> None:
    report = deepcopy(REPORT)
    report["outcome"] = {"disposition": ["resolved"]}
    assert "Before you make contact" not in desk.open(raised_by(road.send(report)))


@pytest.fixture
def victim(road: Road) -> str:
    reach = {"told": "yes", "contact_ok": None, "victim": {"victim_ok": ["phone"], "victim_time": "before noon"}, "scene": ["none"]}
    return road.refer(changed(why={"reasons": ["victim"], "urgency": "24h"}, reach=reach))


def test_a_victim_goes_to_the_advocate_with_what_was_said_of_reaching_them(victim: str, advocate: Desk) -> None:
    page = advocate.open(raised_by(victim, "advocate"))
    assert page.index("Phone is safe. Leave no message. Safe time: before noon.") < page.index("313-555-0142")


def test_a_victim_does_not_exist_for_the_clinician(victim: str, desk: Desk) -> None:
    assert not FollowUp.select().where(FollowUp.queue == "clinician").exists()
    desk.open(raised_by(victim, "advocate"), status=404)
