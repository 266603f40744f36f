"""Which backups stay: the newest of each day and week that has one, and the newest of all in any case."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldform.upkeep.keeping import Keep, file_name, kept, made_at, parse_keep

MONDAY = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def nightly(days: int) -> list[str]:
    return [file_name(MONDAY - timedelta(days=day)) for day in range(days)]


def test_it_keeps_the_last_days_and_the_last_of_each_week() -> None:
    stay = sorted(made_at(name) or MONDAY for name in kept(nightly(60), Keep(daily=3, weekly=3)))
    assert [f"{made:%a %d}" for made in stay] == ["Sun 15", "Sat 21", "Sun 22", "Mon 23"]


def test_it_keeps_the_newest_of_a_day() -> None:
    names = [file_name(MONDAY + timedelta(hours=hour)) for hour in range(5)]
    assert kept(names, Keep(1, 0)) == {names[-1]}


def test_it_knows_nothing_of_other_files() -> None:
    assert kept(["notes.txt", "fieldform-2026.backup", "fieldform-20269999T000000Z.backup"], Keep()) == set()


@given(hours=st.sets(st.integers(0, 5000), min_size=1), daily=st.integers(1, 10), weekly=st.integers(0, 10))
def test_the_newest_always_stays_and_never_more_than_were_asked_for(hours: set[int], daily: int, weekly: int) -> None:
    names = [file_name(MONDAY + timedelta(hours=hour)) for hour in hours]
    stay = kept(names, Keep(daily, weekly))
    assert max(names) in stay
    assert len(stay) <= daily + weekly


@pytest.mark.parametrize(("text", "keep"), [("7", Keep(7, 0)), ("7,4", Keep(7, 4))])
def test_it_reads_what_is_asked_for(text: str, keep: Keep) -> None:
    assert parse_keep(text) == keep


@pytest.mark.parametrize("text", ["", "0", "-1", "seven", "7,x", "7,-4"])
def test_it_refuses_what_keeps_nothing(text: str) -> None:
    assert parse_keep(text) is None
