"""Who is on duty at an instant: by day and by night, on a Saturday, on a holiday, through leave, and on the nights the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fieldform.duty.calendar import Calendar, Hours, Kind, Leave, Shift, covers, gaps, next_presence, present, spans

ZONE = ZoneInfo("America/Detroit")
NINE, FIVE = 9 * 60, 17 * 60
WEEK = tuple(Hours("dana", weekday, NINE, FIVE) for weekday in range(5))
OFFICE = Calendar(ZONE, hours=WEEK)


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold).astimezone(UTC)


def people(calendar: Calendar, text: str, fold: int = 0) -> list[tuple[str, str]]:
    return [(span.person, span.kind.value) for span in present(calendar, local(text, fold))]


def shift(person: str, starts: str, ends: str, cover: str | None = None) -> Shift:
    return Shift(person, local(starts), local(ends), cover)


# 2026-11-23 is a Monday, 2026-11-26 Thanksgiving. The clocks go back on 2026-11-01 and forward on 2027-03-14, at two.


def test_it_is_the_clinicians_hours_by_day() -> None:
    assert people(OFFICE, "2026-11-23T10:00") == [("dana", "duty")]


def test_it_begins_at_the_minute_and_ends_before_the_minute() -> None:
    assert people(OFFICE, "2026-11-23T09:00") == [("dana", "duty")]
    assert people(OFFICE, "2026-11-23T17:00") == []


def test_it_is_nobody_by_night() -> None:
    assert people(OFFICE, "2026-11-24T03:02") == []
    following = next_presence(OFFICE, local("2026-11-24T03:02"))
    assert following is not None
    assert following.starts == local("2026-11-24T09:00")


def test_it_is_nobody_on_a_saturday_until_monday() -> None:
    assert people(OFFICE, "2026-11-28T10:00") == []
    following = next_presence(OFFICE, local("2026-11-28T10:00"))
    assert following is not None
    assert following.starts == local("2026-11-30T09:00")


def test_it_takes_a_holiday_out_of_the_hours_and_not_out_of_the_call() -> None:
    holiday = Calendar(
        ZONE, hours=WEEK, holidays=frozenset({date(2026, 11, 26)}), shifts=(shift("sam", "2026-11-26T08:00", "2026-11-27T08:00"),)
    )
    assert people(holiday, "2026-11-26T10:00") == [("sam", "call")]
    assert people(holiday, "2026-11-27T10:00") == [("dana", "duty")]


def test_it_knows_several_ranges_of_one_day() -> None:
    split = Calendar(ZONE, hours=(Hours("dana", 0, 8 * 60, 12 * 60), Hours("dana", 0, 13 * 60, FIVE)))
    assert [bool(people(split, f"2026-11-23T{hour}:30")) for hour in (11, 12, 13)] == [True, False, True]


def test_it_puts_the_cover_in_for_leave() -> None:
    away = Calendar(ZONE, hours=WEEK, leaves=(Leave("dana", date(2026, 11, 23), date(2026, 11, 24), cover="sam"),))
    found = present(away, local("2026-11-23T10:00"))
    assert [(span.person, span.for_person) for span in found] == [("sam", "dana")]
    assert people(away, "2026-11-25T10:00") == [("dana", "duty")]


def test_it_is_nobody_while_leave_has_no_cover() -> None:
    away = Calendar(ZONE, hours=WEEK, leaves=(Leave("dana", date(2026, 11, 23), date(2026, 11, 23)),))
    assert people(away, "2026-11-23T10:00") == []


def test_it_asks_the_covers_own_cover_and_never_in_a_ring() -> None:
    day = date(2026, 11, 23)
    chain = (Leave("dana", day, day, cover="sam"), Leave("sam", day, day, cover="kim"))
    assert people(Calendar(ZONE, hours=WEEK, leaves=chain), "2026-11-23T10:00") == [("kim", "duty")]
    ring = (Leave("dana", day, day, cover="sam"), Leave("sam", day, day, cover="dana"))
    assert people(Calendar(ZONE, hours=WEEK, leaves=ring), "2026-11-23T10:00") == []


def test_it_gives_only_the_days_of_leave_of_a_shift_to_the_cover() -> None:
    night = shift("dana", "2026-11-27T20:00", "2026-11-28T08:00")
    away = Calendar(ZONE, shifts=(night,), leaves=(Leave("dana", date(2026, 11, 28), date(2026, 11, 28), cover="sam"),))
    assert people(away, "2026-11-27T23:59") == [("dana", "call")]
    assert people(away, "2026-11-28T00:00") == [("sam", "call")]


def test_it_runs_a_shift_over_midnight() -> None:
    night = Calendar(ZONE, shifts=(shift("dana", "2026-11-27T20:00", "2026-11-28T08:00"),))
    assert people(night, "2026-11-28T03:00") == [("dana", "call")]
    assert people(night, "2026-11-28T08:00") == []


def test_it_runs_hours_over_midnight() -> None:
    late = Calendar(ZONE, hours=(Hours("dana", 4, 22 * 60, 6 * 60),))
    assert people(late, "2026-11-28T05:59") == [("dana", "duty")]
    assert people(late, "2026-11-28T06:00") == []


def test_d4_it_counts_seven_hours_on_the_night_the_clocks_go_forward() -> None:
    late = Calendar(ZONE, hours=(Hours("dana", 5, 22 * 60, 6 * 60),))
    (night,) = spans(late, local("2027-03-13T22:00"), local("2027-03-14T12:00"))
    assert night.ends - night.starts == timedelta(hours=7)
    assert people(late, "2027-03-14T03:30") == [("dana", "duty")]


def test_d4_it_counts_nine_hours_on_the_night_the_clocks_go_back() -> None:
    late = Calendar(ZONE, hours=(Hours("dana", 5, 22 * 60, 6 * 60),))
    (night,) = spans(late, local("2026-10-31T22:00"), local("2026-11-01T12:00"))
    assert night.ends - night.starts == timedelta(hours=9)
    assert people(late, "2026-11-01T01:30", fold=0) == people(late, "2026-11-01T01:30", fold=1) == [("dana", "duty")]


def test_it_keeps_somebody_through_both_of_the_hours_that_come_twice() -> None:
    early = Calendar(ZONE, hours=(Hours("dana", 6, 0, 90),))
    assert people(early, "2026-11-01T01:29", fold=1) == [("dana", "duty")]
    assert people(early, "2026-11-01T01:30", fold=1) == []


def test_it_names_both_of_two_shifts_that_overlap_and_one_person_once() -> None:
    overlapping = Calendar(
        ZONE,
        shifts=(
            shift("dana", "2026-11-28T00:00", "2026-11-28T12:00"),
            shift("sam", "2026-11-28T08:00", "2026-11-28T20:00"),
            shift("dana", "2026-11-28T09:00", "2026-11-28T10:00"),
        ),
    )
    assert people(overlapping, "2026-11-28T09:30") == [("dana", "call"), ("sam", "call")]


def test_it_names_the_second_on_call_and_the_stand_ins_as_cover() -> None:
    called = Calendar(
        ZONE,
        shifts=(shift("dana", "2026-11-28T00:00", "2026-11-29T00:00", cover="sam"),),
        leaves=(Leave("kim", date(2026, 11, 28), date(2026, 11, 28), cover="lee"),),
    )
    assert covers(called, local("2026-11-28T10:00")) == ("sam", "lee")
    assert covers(called, local("2026-11-29T10:00")) == ()


def test_it_finds_the_gap_between_duty_and_call() -> None:
    evening = Calendar(ZONE, hours=WEEK, shifts=(shift("sam", "2026-11-23T18:00", "2026-11-24T08:00"),))
    assert gaps(evening, local("2026-11-23T09:00"), local("2026-11-24T17:00")) == (
        (local("2026-11-23T17:00"), local("2026-11-23T18:00")),
        (local("2026-11-24T08:00"), local("2026-11-24T09:00")),
    )


def test_it_is_one_gap_where_nothing_is_planned() -> None:
    since, until = local("2026-11-23T00:00"), local("2026-11-30T00:00")
    assert gaps(Calendar(ZONE), since, until) == ((since, until),)
    assert next_presence(Calendar(ZONE), since) is None


@pytest.mark.parametrize("kind", list(Kind))
def test_it_says_which_kind_comes_next(kind: Kind) -> None:
    nights = Calendar(ZONE, hours=WEEK if kind is Kind.DUTY else (), shifts=(shift("sam", "2026-11-24T18:00", "2026-11-25T08:00"),))
    following = next_presence(nights, local("2026-11-24T06:00"))
    assert following is not None
    assert following.kind is kind


WORKED = some.builds(
    Hours, person=some.sampled_from("ab"), weekday=some.integers(0, 6), opens=some.integers(0, 1439), closes=some.integers(1, 1440)
)
CALENDARS = some.builds(
    Calendar,
    zone=some.just(ZONE),
    hours=some.lists(WORKED, max_size=6).map(tuple),
    holidays=some.frozensets(some.dates(date(2026, 10, 25), date(2026, 11, 10)), max_size=2),
    leaves=some.lists(
        some.builds(
            Leave,
            person=some.sampled_from("ab"),
            first=some.dates(date(2026, 10, 25), date(2026, 11, 3)),
            last=some.dates(date(2026, 11, 3), date(2026, 11, 10)),
            cover=some.sampled_from([None, "a", "b", "c"]),
        ),
        max_size=3,
    ).map(tuple),
)
MOMENTS = some.datetimes(datetime(2026, 10, 27), datetime(2026, 11, 8), timezones=some.just(UTC))  # noqa: DTZ001 (Hypothesis wants them so)


@given(CALENDARS, MOMENTS)
def test_law_either_somebody_is_there_or_it_is_a_gap(calendar: Calendar, at: datetime) -> None:
    since, until = at - timedelta(days=1), at + timedelta(days=1)
    in_a_gap = any(starts <= at < ends for starts, ends in gaps(calendar, since, until))
    assert in_a_gap is not bool(present(calendar, at))


@given(CALENDARS, MOMENTS)
def test_law_nobody_is_there_who_is_on_leave(calendar: Calendar, at: datetime) -> None:
    today = at.astimezone(ZONE).date()
    away = {leave.person for leave in calendar.leaves if leave.first <= today <= leave.last}
    assert not away & {span.person for span in present(calendar, at)}
