"""Who said what of a person: the newest word holds, repeating oneself is no word, and nothing passes a wall."""

from datetime import date, timedelta
from typing import Any

import pytest

from fieldform.record import persons, said
from fieldform.record.follow_ups import FollowUp
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road, contact_of, newest_of, raised_by, report
from tests.support.cast import Cast, Member

HOUR = timedelta(hours=1)
VIOLENCE = {"domestic": "yes", "violence": {"victim_who": "victim", "threat_to_kill": "yes"}}
WHOLE = {"given_name": "Dana", "family_name": "Doe", "born_on": "1991-08-20", "language": "spanish", "told_by": "person"}


def correct(road: Road, follow_up: FollowUp, hours: int = 1, **answers: Any) -> None:
    road.step("person_details", follow_up, NOW + hours * HOUR, **WHOLE | answers)


def known_to(member: Member, submission: str) -> dict[str, Any]:
    return said.known(persons.statements(viewing(member), contact_of(submission).person.id))


def test_a_correction_is_newest_and_what_was_said_before_stays(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(REPORT)
    correct(desk, raised_by(submission), family_name="Dow", phone="313-555-0143")
    assert (known_to(cast.clinician, submission)["name"], known_to(cast.clinician, submission)["phone"]) == ("Dana Dow", "313-555-0143")
    told = said.said(persons.statements(viewing(cast.clinician), contact_of(submission).person.id))
    assert [(one.author, one.told_by) for one in told] == [(cast.clinician.id, "The person themself"), (cast.officer.id, "")]
    assert ("Name", "Dana Doe", "Dana Dow") in [(change.label, change.before, change.after) for change in told[0].changes]


def test_an_officer_who_corrects_something_else_takes_nothing_back(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(report(who={"phone": "313-555-0100"}))
    correct(desk, raised_by(submission), phone="313-555-0143")
    road.correct(submission, 2, report(who={"phone": "313-555-0100"}, where={"location": "Elsewhere"}), at=NOW + 2 * HOUR)
    assert known_to(cast.clinician, submission)["phone"] == "313-555-0143"


def test_an_officer_who_corrects_the_same_is_heard(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(report(who={"phone": "313-555-0100"}))
    correct(desk, raised_by(submission), phone="313-555-0143")
    road.correct(submission, 2, report(who={"phone": "313-555-0199"}), at=NOW + 2 * HOUR)
    assert known_to(cast.clinician, submission)["phone"] == "313-555-0199"


def test_a_number_that_was_wrong_can_be_taken_away_and_a_name_cannot(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(report(who={"phone": "313-555-0100"}))
    correct(desk, raised_by(submission), given_name="", family_name="", language="")
    known = known_to(cast.clinician, submission)
    assert (known["phone"], known["name"], known["language"]) == ("", "Dana Doe", "Spanish")


@pytest.mark.parametrize("member", ["officer", "supervisor", "advocate"])
def test_what_health_staff_found_out_stays_behind_their_wall(cast: Cast, road: Road, desk: Road, member: str) -> None:
    submission = road.send(REPORT)
    correct(desk, raised_by(submission), family_name="Zzphi", phone="313-555-0143")
    known = known_to(getattr(cast, member), submission)
    assert (known["name"], known.get("phone")) == ("Dana Doe", None)
    assert persons.found(viewing(getattr(cast, member)), "zzphi") == []
    assert contact_of(submission).person.name == "Dana Doe"


def test_what_the_advocate_found_out_is_hers_alone(cast: Cast, road: Road) -> None:
    submission = road.send(report(people=VIOLENCE))
    correct(Road(cast.advocate, NOW), raised_by(submission, "advocate"), family_name="Zzphi")
    assert known_to(cast.advocate, submission)["name"] == "Dana Zzphi"
    assert known_to(cast.clinician, submission)["name"] == "Dana Doe"
    assert persons.found(viewing(cast.clinician), "zzphi") == []


def test_a_person_is_found_by_old_and_new_names_together(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(REPORT)
    correct(desk, raised_by(submission), family_name="Dow")
    person = contact_of(submission).person.id
    assert persons.found(viewing(cast.clinician), "dana dow") == persons.found(viewing(cast.clinician), "dana doe") == [person]


def test_the_report_itself_is_never_changed(road: Road, desk: Road) -> None:
    submission = road.send(REPORT)
    before = newest_of(submission).answers
    correct(desk, raised_by(submission), family_name="Dow", born_on="1990-01-01")
    assert newest_of(submission).answers == before
    assert contact_of(submission).person.born_on == date(1991, 8, 20)
