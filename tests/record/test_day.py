"""A clinician's day for her phone: what is on it, what leaves it, who is told and what is written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldform.access.models import Service, User, ViewLog
from fieldform.record import feed, form_versions
from fieldform.record.feed import Listener
from fieldform.record.follow_ups import FollowUp
from sync.domain import Domain, Validity
from sync.lives import RESTORED, begin_life
from sync.pull import Pulled, pull
from sync.sealing import new_key
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road, raised_by, report
from tests.record.rows import plant
from tests.support.cast import Cast, Member
from tests.support.counting import counted_statements

ZONE = ZoneInfo("America/Detroit")
HOUR = timedelta(hours=1)
_KEY = new_key()


@dataclass
class Phone:
    """What one person's phone knows of the day, after asking as often as there is something to hear."""

    member: Member
    cursor: str = ""

    def asks(self, now: datetime = NOW) -> list[Pulled]:
        domain = Domain(lambda *_: b"", lambda _: Validity(), lambda _: None, feed.feed, hearing=feed.hearing)
        answers = [pull(domain, Listener(viewing(self.member), now, ZONE), self.cursor, now, _KEY)]
        while answers[-1].more:
            answers.append(pull(domain, Listener(viewing(self.member), now, ZONE), answers[-1].cursor, now, _KEY))
        self.cursor = answers[-1].cursor
        return answers

    def hears(self, name: str, now: datetime = NOW) -> list[dict[str, Any]]:
        return [one for answer in self.asks(now) for one in answer.told.get(name, [])]

    def hears_of(self, now: datetime = NOW) -> list[str]:
        return [str(one["follow_up"]) for one in self.hears("day", now)]

    def loses(self, now: datetime = NOW) -> list[str]:
        return [str(one["follow_up"]) for one in self.hears("gone", now) if "follow_up" in one]


@pytest.fixture
def phone(cast: Cast, road: Road) -> Phone:
    begin_life("", NOW)
    return Phone(cast.clinician)


@pytest.fixture
def hers(desk: Road, road: Road, phone: Phone) -> FollowUp:
    """A suicide threat a day old: hers, and due by now."""
    follow_up = raised_by(road.send(REPORT, at=NOW - 24 * HOUR))
    take(desk, follow_up)
    return follow_up


def take(desk: Road, follow_up: FollowUp) -> None:
    desk.act("handover", NOW - HOUR, follow_ups=follow_up.id, owner=desk.author.id)


def test_what_is_hers_and_due_is_on_it_with_what_a_visitor_must_know(hers: FollowUp, phone: Phone) -> None:
    (told,) = phone.hears("day")
    assert told["follow_up"] == hers.id
    assert (told["name"], told["where"], told["acuity"], told["language"]) == ("Dana Doe", "12 Sample Street", "24h", "Spanish")
    assert "home" in told["contact_rules"].lower()


def test_what_is_nobodys_is_on_nobodys_phone(road: Road, phone: Phone) -> None:
    road.send(REPORT, at=NOW - 24 * HOUR)
    assert phone.hears_of() == []


def test_it_is_told_once_and_again_when_something_changed(hers: FollowUp, phone: Phone, desk: Road) -> None:
    assert (phone.hears_of(), phone.hears_of()) == ([hers.id], [])
    desk.step("attempt", hers, NOW, mode="phone", result="no_answer", next_at=(NOW + HOUR).isoformat())
    assert phone.hears_of() == [hers.id]


def test_what_is_due_another_day_leaves_it_and_comes_back_with_the_day(hers: FollowUp, phone: Phone, desk: Road) -> None:
    phone.asks()
    desk.step("next_step", hers, NOW, due_at=(NOW + 48 * HOUR).isoformat(), note="visit")
    assert phone.loses() == [hers.id]
    assert phone.hears_of(NOW + 24 * HOUR) == []
    assert phone.hears_of(NOW + 46 * HOUR) == [hers.id]


def test_what_is_closed_or_handed_over_is_gone(hers: FollowUp, phone: Phone, desk: Road, road: Road) -> None:
    other = raised_by(road.send(REPORT, at=NOW - 20 * HOUR))
    take(desk, other)
    assert set(phone.hears_of()) == {hers.id, other.id}
    desk.step("outcome", hers, NOW, outcome="linked", note="seen")
    desk.act("handover", NOW, follow_ups=other.id)
    assert set(phone.loses()) == {hers.id, other.id}


def test_a_withdrawn_report_takes_its_follow_up_along_and_back_again(hers: FollowUp, phone: Phone, road: Road) -> None:
    phone.asks()
    road.act("withdrawal", NOW, contact=hers.contact_id, reason="wrong_person")
    assert phone.loses() == [hers.id]
    road.act("reinstatement", NOW + HOUR, contact=hers.contact_id, why="It was her after all.")
    assert phone.hears_of() == [hers.id]


def test_a_correction_of_the_report_is_told(hers: FollowUp, phone: Phone, road: Road) -> None:
    phone.asks()
    assert hers.contact_id
    road.correct(hers.contact_id, 2, report(where={"location": "9 Sample Street"}), NOW)
    (told,) = phone.hears("day")
    assert told["where"] == "9 Sample Street"


def test_her_own_follow_up_without_a_report_is_on_it(desk: Road, phone: Phone, cast: Cast) -> None:
    task = {"how": "walk_in", "acuity": "now", "reason": "asked for help"}
    asked = {"agency": cast.officer.agency, "queue": "clinician"}
    desk.act("follow_up", NOW - 2 * HOUR, who={"given_name": "Rosa", "family_name": "Doe"}, task=task, **asked)
    (told,) = phone.hears("day")
    assert (told["name"], told["why"]) == ("Rosa Doe", "asked for help")


def test_every_person_shown_is_written_down_and_nobody_else(hers: FollowUp, phone: Phone) -> None:
    phone.asks()
    phone.asks()
    assert [(row.viewer_id, row.subject_id, row.reason) for row in ViewLog.select()] == [
        (phone.member.id, hers.person_id, "day list, for a device")
    ]


def test_nothing_passes_the_wall(cast: Cast, hers: FollowUp, desk: Road) -> None:
    """Made the advocate's in the table itself, which no step allows: her phone still hears nothing of the clinicians' follow-up."""
    FollowUp.update(owner=cast.advocate.id).where(FollowUp.id == hers.id).execute()
    assert Phone(cast.advocate).hears_of() == []
    assert ViewLog.select().count() == 0


def test_an_officer_has_no_day_list(hers: FollowUp, phone: Phone, cast: Cast) -> None:
    assert [answer.told["day"] for answer in Phone(cast.officer).asks()] == [[]]


def test_a_provider_who_serves_the_department_no_longer_starts_anew_with_nothing(hers: FollowUp, phone: Phone) -> None:
    phone.asks()
    Service.delete().where(Service.provider == User.get_by_id(phone.member.id).agency).execute()
    (answer,) = phone.asks()
    assert (answer.anew, answer.told["day"]) == (True, [])


def test_after_a_restore_the_whole_day_is_told_again(hers: FollowUp, phone: Phone) -> None:
    phone.asks()
    begin_life(RESTORED, NOW)
    assert phone.hears_of() == [hers.id]


def test_the_newest_forms_are_named_on_the_first_page_and_when_one_was_published(phone: Phone) -> None:
    assert {form["form"] for form in phone.hears("forms")} == {form.form_id for form in form_versions.report_forms()}
    assert phone.hears("forms") == []


def test_a_full_day_comes_in_pages_and_a_few_statements_each(phone: Phone, cast: Cast) -> None:
    planted = plant([cast.officer.agency], cast.officer.id, NOW, 6000, owner=cast.clinician.id)
    ends = NOW.astimezone(ZONE).replace(hour=0, minute=0) + timedelta(days=1)
    due = {one.id for one in planted if one.owner and one.wall == "health" and not one.closed_at and one.due_at < ends}
    form_versions.report_forms()  # Each version is read once by a process.
    with counted_statements() as sent:
        answers = phone.asks()
    assert sorted(one["follow_up"] for answer in answers for one in answer.told["day"]) == sorted(due)
    assert len(answers) == len(due) // 200 + 1 > 1
    assert len(sent) <= 24 * len(answers)
