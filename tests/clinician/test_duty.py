"""The page "On duty": the week as it is planned, changed by the office's own people and its IT, and every removal taken back at once."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from fieldform.access.models import User
from fieldform.duty.models import Absence, CallShift, HolidayChange, Office, PhoneLine, WorkingHours
from tests.clinician.desk import Desk, read_form
from tests.support.cast import Member
from tests.support.house import House

DUTY = "/clinician/duty/"


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def enter(desk: Desk, kind: str, status: int = 200, **answers: str) -> str:
    form = read_form(desk.get(DUTY), f"/{kind}")
    typed = {"cover": "", **answers} if kind in ("shift", "leave") else answers
    return desk.send(form, status, **{f"{kind}-{name}": value for name, value in typed.items()})


@pytest.fixture
def dana(house: House) -> str:
    return house.cast.clinician.id


def test_an_empty_calendar_says_what_it_means_and_what_to_do(desk: Desk) -> None:
    page = words(desk.get(DUTY))
    assert "Nothing is planned yet" in page
    assert "Begin with the working hours" in page


def test_hours_from_monday_to_friday_are_five_rows_and_stand_in_the_week(desk: Desk, dana: str) -> None:
    page = words(enter(desk, "hours", person=dana, days="0-4", opens="09:00", closes="17:00"))
    assert WorkingHours.select().count() == 5
    assert page.partition("Working hours")[0].count("09:00–17:00 Dana Reyes") == 4  # Thanksgiving is one of the five days.
    assert "Now: Dana Reyes, on duty until 17:00." in page


def test_the_picture_names_the_gaps(desk: Desk, dana: str) -> None:
    page = words(enter(desk, "hours", person=dana, days="0", opens="09:00", closes="17:00"))
    assert "Mon 23 Nov today 00:00–09:00 Nobody 09:00–17:00 Dana Reyes DR 17:00–24:00 Nobody Add a shift" in page


def test_a_gap_leads_to_a_shift_that_fills_it(desk: Desk, dana: str) -> None:
    enter(desk, "hours", person=dana, days="0", opens="09:00", closes="17:00")
    page = desk.get(f"{DUTY}?starts=2026-11-26T00:00&ends=2026-11-27T00:00")
    form = read_form(page, "/shift")
    assert (form.values["shift-starts"], form.values["shift-ends"]) == ("2026-11-26T00:00", "2026-11-27T00:00")
    who: dict[str, Any] = {"shift-person": dana, "shift-cover": ""}
    filled = words(desk.send(form, **who))
    assert "Thu 26 Nov Thanksgiving Day 00:00–24:00 Dana Reyes on call DR" in filled


def test_an_address_that_names_no_gap_opens_nothing(desk: Desk, dana: str) -> None:
    assert "<details" in desk.get(f"{DUTY}?starts=soon&ends=2026-11-27T00:00")


def test_a_shift_over_midnight_four_weeks_long(desk: Desk, dana: str) -> None:
    enter(desk, "shift", person=dana, starts="2026-11-27T20:00", ends="2026-11-28T08:00", weeks="4")
    shifts = list(CallShift.select().order_by(CallShift.starts_at))
    assert len(shifts) == 4
    assert {shift.ends_at - shift.starts_at for shift in shifts} == {timedelta(hours=12)}


def test_an_end_before_the_start_comes_back_with_everything_typed(desk: Desk, dana: str) -> None:
    page = enter(desk, "shift", 422, person=dana, starts="2026-11-27T20:00", ends="2026-11-27T08:00", weeks="1")
    assert "Over midnight, the end is on the next day" in page
    assert 'value="2026-11-27T20:00"' in page
    assert CallShift.select().count() == 0


def test_leave_says_who_stands_in(desk: Desk, dana: str) -> None:
    page = words(enter(desk, "leave", person=dana, first="2026-12-01", last="2026-12-03"))
    assert "Tue 1 Dec 2026 to Thu 3 Dec 2026 Dana Reyes; nobody stands in" in page
    assert "Nobody stands in for themselves" in enter(desk, "leave", 422, person=dana, first="2026-12-01", last="2026-12-03", cover=dana)


def test_what_is_taken_away_comes_back(desk: Desk, dana: str) -> None:
    page = enter(desk, "line", words="Crisis line (placeholder)", phone="555-0199")
    removed = desk.send(read_form(page, "/remove"))
    assert "The number is taken away." in removed
    assert PhoneLine.select().where(PhoneLine.removed_at.is_null()).count() == 0
    assert PhoneLine.get().removed_by == dana
    assert "It is back." in desk.send(read_form(removed, "/restore"))
    assert PhoneLine.select().where(PhoneLine.removed_at.is_null()).count() == 1


def test_the_states_holidays_are_proposed_and_each_may_be_worked(desk: Desk) -> None:
    page = enter(desk, "office", state="MI", email="office@harbor.example")
    assert "Thanksgiving" in page
    removed = desk.send(read_form(page, "/holiday/2026-11-26/work"))
    assert "open all the same" in removed
    assert not HolidayChange.get().is_off
    desk.send(read_form(removed, "/restore"))
    assert "open all the same" not in desk.get(DUTY)


def test_a_day_of_its_own_is_added(desk: Desk) -> None:
    assert "Staff day" in enter(desk, "holiday", day="2026-12-07", name="Staff day")


def test_who_cannot_be_reached_is_named_until_they_can(desk: Desk, house: House, dana: str) -> None:
    page = enter(desk, "reach", person=dana, email="dana@harbor.example", phone="313-555-0110")
    assert User.get_by_id(dana).email == "dana@harbor.example"
    assert "dana@harbor.example; 313-555-0110" in words(page)


def test_a_number_that_cannot_be_dialled_is_refused(desk: Desk) -> None:
    assert "as it is dialled" in enter(desk, "line", 422, words="Crisis line", phone="ask Sam")


def test_nobody_of_another_office_sees_or_changes_it(
    house: House, desk: Desk, dana: str, signed_in: Callable[[Member], FlaskClient]
) -> None:
    enter(desk, "hours", person=dana, days="0", opens="09:00", closes="17:00")
    stranger = Desk(signed_in(house.cast.refused))
    assert "Dana" not in stranger.get(DUTY).partition("</header>")[2]
    row = WorkingHours.get()
    form = read_form(stranger.get(DUTY), "/hours")
    answer = stranger.client.post(f"{DUTY}hours/{row.id}/remove", data={"csrf_token": form.values["csrf_token"]})
    assert answer.status_code == 404
    typed = form.values | {"hours-person": dana, "hours-days": "0", "hours-opens": "09:00", "hours-closes": "10:00"}
    assert stranger.client.post(f"{DUTY}hours", data=typed).status_code == 422
    assert WorkingHours.select().count() == 1


def test_it_of_the_office_plans_it_too(house: House, dana: str) -> None:
    known = User.get_by_id(dana)
    it = Member(str(uuid4()), "harbor.it", "Harbor IT", house.cast.admin.role, house.cast.clinician.agency)
    User.create(
        id=it.id,
        agency=it.agency,
        username=it.username,
        name=it.name,
        role="admin",
        phrase_hash=known.phrase_hash,
        created_at=house.now,
    )
    page = enter(Desk(house.visitor(it)), "hours", person=dana, days="0", opens="09:00", closes="17:00")
    assert "Dana Reyes" in page
    User.delete().where(User.id == it.id).execute()


def test_an_office_without_anybody_says_so(house: House, signed_in: Callable[[Member], FlaskClient]) -> None:
    assert "Nobody works follow-ups here" in Desk(signed_in(house.cast.admin)).get(DUTY)


def test_rows_of_every_kind_know_who_entered_them(desk: Desk, dana: str) -> None:
    enter(desk, "leave", person=dana, first="2026-12-01", last="2026-12-03")
    assert Absence.get().entered_by == dana
    assert Office.select().count() == 0
