"""The feed's cursor, and the two clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sync import changes
from sync.clocks import corrected, skew_ms
from sync.domain import Domain
from sync.encoding import b64, compact_json
from sync.models import Instance
from sync.pull import instance_id, pull
from tests.sync.toy import MORNING, Toy, later


def feeding(toy: Toy) -> Domain:
    return replace(toy.engine.domain, feed=lambda viewer, subjects: [{"submission": subject, "viewer": viewer} for subject in subjects])


def test_it_tells_each_audience_its_own_changes_once(toy: Toy) -> None:
    changes.note("officer-1", "s-1", MORNING)
    changes.note("officer-2", "s-2", MORNING)
    changes.note("officer-1", "s-1", later(1))
    first = pull(feeding(toy), "viewer", "officer-1", "")
    assert [change["submission"] for change in first.changes] == ["s-1"]
    assert pull(feeding(toy), "viewer", "officer-1", first.cursor).changes == []


def test_it_goes_on_from_the_cursor(toy: Toy) -> None:
    cursor = pull(feeding(toy), "viewer", "officer-1", "").cursor
    changes.note("officer-1", "s-3", MORNING)
    assert [change["submission"] for change in pull(feeding(toy), "viewer", "officer-1", cursor).changes] == ["s-3"]


def test_it_starts_again_after_a_restore(toy: Toy) -> None:
    changes.note("officer-1", "s-1", MORNING)
    cursor = pull(feeding(toy), "viewer", "officer-1", "").cursor
    Instance.create(id="22222222-2222-4222-8222-222222222222", since=later(1))
    assert len(pull(feeding(toy), "viewer", "officer-1", cursor).changes) == 1


def test_a_cursor_that_is_none_starts_at_the_beginning(toy: Toy) -> None:
    changes.note("officer-1", "s-1", MORNING)
    for cursor in ("%", "AAAA", "W10", "e30"):
        assert len(pull(feeding(toy), "viewer", "officer-1", cursor).changes) == 1


@pytest.mark.parametrize("number", [1e300, -1.5, True, "7", None, [1]])
def test_a_cursor_made_up_around_the_right_instance_starts_at_the_beginning(toy: Toy, number: object) -> None:
    changes.note("officer-1", "s-1", MORNING)
    cursor = b64(compact_json([instance_id(), number]))
    assert len(pull(feeding(toy), "viewer", "officer-1", cursor).changes) == 1


def test_the_skew_is_taken_out_of_the_devices_word() -> None:
    fast = MORNING + timedelta(minutes=7)
    skew = skew_ms(fast, MORNING)
    assert skew == -7 * 60_000
    assert corrected(fast, skew, later(1)) == MORNING


def test_a_clock_30_years_off_is_put_right() -> None:
    then = datetime(1996, 11, 23, 9, 0, tzinfo=UTC)
    assert corrected(then, skew_ms(then, MORNING), later(1)) == MORNING


def test_nothing_happens_after_it_arrived() -> None:
    assert corrected(later(9), None, MORNING) == MORNING
    assert corrected(datetime.max.replace(tzinfo=UTC), 10**15, MORNING) == MORNING


def test_a_clock_from_before_there_were_such_devices_is_not_believed() -> None:
    assert corrected(datetime.min.replace(tzinfo=UTC), None, MORNING) == MORNING
    assert corrected(datetime(1970, 1, 1, tzinfo=UTC), 0, MORNING) == MORNING
