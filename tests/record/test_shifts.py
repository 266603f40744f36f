"""The shifts of a day, by the clock on the wall."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldform.record.shifts import Shift, bounds

DETROIT = ZoneInfo("America/Detroit")
FRIDAY = date(2026, 3, 6)
CLOCKS_GO_FORWARD = date(2026, 3, 8)
CLOCKS_GO_BACK = date(2026, 11, 1)


@pytest.mark.parametrize(("shift", "begins", "ends"), [("day", "12", "20"), ("evening", "20", "04"), ("night", "04", "12")])
def test_it_knows_when_a_shift_begins_and_ends(shift: str, begins: str, ends: str) -> None:
    since, until = bounds(FRIDAY, Shift(shift), DETROIT)
    assert (f"{since:%H}", f"{until:%H}") == (begins, ends)


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    since, until = bounds(FRIDAY, Shift.NIGHT, DETROIT)
    assert (since.astimezone(DETROIT).day, until.astimezone(DETROIT).day) == (6, 7)


@pytest.mark.parametrize(("on", "hours"), [(FRIDAY, 24), (CLOCKS_GO_FORWARD, 23), (CLOCKS_GO_BACK, 25)])
def test_a_day_is_as_long_as_it_is(on: date, hours: int) -> None:
    since, until = bounds(on, None, DETROIT)
    assert until - since == timedelta(hours=hours)


@pytest.mark.parametrize("on", [FRIDAY, CLOCKS_GO_FORWARD, CLOCKS_GO_BACK])
def test_one_shift_ends_where_the_next_begins(on: date) -> None:
    day, evening, night = (bounds(on, shift, DETROIT) for shift in Shift)
    assert (day[1], evening[1], night[1]) == (evening[0], night[0], bounds(on + timedelta(days=1), Shift.DAY, DETROIT)[0])
