"""Times and tries as the desk says them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldform.clinician.words import because_words, due_words, point_words, tries_words

ZONE = ZoneInfo("America/Detroit")
NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (3, "15:00"),
        (-3, "09:00"),
        (20, "tomorrow 08:00"),
        (-20, "yesterday 16:00"),
        (-51, "Mon 09:00"),
        (50, "Fri 14:00"),
        (24 * 7, "11 Mar 13:00"),  # an hour later by the clock: summer time began on the 8th
        (-24 * 90, "4 Dec 2025 12:00"),
    ],
)
def test_it_says_a_time_by_its_nearest_name(hours: int, words: str) -> None:
    assert point_words(NOON + timedelta(hours=hours), NOON, ZONE) == words


@pytest.mark.parametrize(
    ("acuity", "hours", "tries", "words"),
    [
        ("now", 1, 0, "call by 13:00"),
        ("now", 1, 1, "due 13:00"),
        ("24h", 21, 0, "due tomorrow 09:00"),
        ("24h", -27, 2, "overdue since yesterday 09:00"),
    ],
)
def test_it_says_what_is_due(acuity: str, hours: int, tries: int, words: str) -> None:
    assert due_words(acuity, NOON + timedelta(hours=hours), None, tries, NOON, ZONE) == words


def test_what_is_closed_is_due_no_more() -> None:
    assert due_words("now", NOON - timedelta(days=9), NOON - timedelta(hours=1), 3, NOON, ZONE) == "closed 11:00"


@pytest.mark.parametrize(("tries", "words"), [(0, "not tried yet"), (1, "tried once"), (2, "tried twice"), (5, "tried 5 times")])
def test_it_counts_tries_in_words(tries: int, words: str) -> None:
    assert tries_words(tries) == words


@pytest.mark.parametrize(
    ("result", "hours", "words"),
    [
        ("reached", 72, "to see whether it holds, as they were reached"),
        ("no_answer", 4, "to try again, as they were not reached"),
        ("reached", 80, ""),  # somebody chose that time
    ],
)
def test_it_says_why_it_is_due_then_where_nobody_chose_the_time(result: str, hours: int, words: str) -> None:
    assert because_words("24h", NOON + timedelta(hours=hours), 1, result, NOON) == words
