"""Months by the clock on the wall, and a running one compared with as much of the one before."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fieldform.record.months import Month

ZONE = ZoneInfo("America/Detroit")
NOVEMBER = Month(2026, 11)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_it_begins_and_ends_at_midnight_on_the_wall() -> None:
    span = NOVEMBER.span(ZONE)
    assert (span.since, span.until) == (utc(2026, 11, 1, 4), utc(2026, 12, 1, 5))


def test_a_moment_belongs_to_the_month_on_the_wall() -> None:
    assert Month.of(utc(2026, 12, 1, 4, 59), ZONE) == NOVEMBER


def test_a_month_that_is_over_is_compared_with_the_whole_one_before() -> None:
    assert NOVEMBER.before(utc(2026, 12, 5), ZONE) == Month(2026, 10).span(ZONE)


def test_a_running_month_is_compared_with_as_many_days_of_the_one_before() -> None:
    before = NOVEMBER.before(utc(2026, 11, 26, 8, 12), ZONE)
    assert (before.since, before.until) == (utc(2026, 10, 1, 4), utc(2026, 10, 26, 7, 12))


def test_a_longer_month_is_compared_with_all_of_a_shorter_one() -> None:
    assert Month(2026, 3).before(utc(2026, 3, 31, 12), ZONE) == Month(2026, 2).span(ZONE)


@pytest.mark.parametrize(("text", "month"), [("2026-11", NOVEMBER), ("2026-13", None), ("soon", None), ("", None), ("1066-10", None)])
def test_it_reads_a_month_or_none(text: str, month: Month | None) -> None:
    assert Month.of_text(text) == month


def test_it_counts_over_the_turn_of_a_year() -> None:
    assert (str(Month(2026, 1).plus(-1)), Month(2026, 12).plus(1).words) == ("2025-12", "January 2027")
