"""Times in words, in the agency's own zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldform.web.filters import ago_words, when_words
from tests.access.place import Place

DETROIT = ZoneInfo("America/Detroit")
NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # Monday 23 November, 21:30 in Detroit.


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(minutes=-26), "today 21:04"),
        (timedelta(hours=2), "today 23:30"),
        (timedelta(hours=3), "tomorrow 00:30"),
        (timedelta(hours=-22), "yesterday 23:30"),
        (timedelta(days=2), "Wed 21:30"),
        (timedelta(days=-6), "Tue 21:30"),
        (timedelta(days=-20), "3 Nov 21:30"),
        (timedelta(days=-365), "23 Nov 2025 21:30"),
    ],
)
def test_it_says_when(away: timedelta, words: str) -> None:
    assert when_words(NOW + away, NOW, DETROIT) == words


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=30), "in a moment"),
        (timedelta(minutes=-5, seconds=-50), "5 min ago"),
        (timedelta(hours=2), "in 2 h"),
        (timedelta(hours=-47), "47 h ago"),
        (timedelta(days=-3, hours=-20), "3 days ago"),
    ],
)
def test_it_says_how_long_ago(away: timedelta, words: str) -> None:
    assert ago_words(NOW + away, NOW) == words


def test_it_shows_the_full_time_on_hover(place: Place) -> None:
    with place.app.test_request_context("/"):
        drawn = place.app.jinja_env.from_string("{{ instant|when }}|{{ none|when }}").render(instant=place.clock.now)
    assert drawn == '<time datetime="2026-11-23T09:00:00-05:00" title="Monday 23 November 2026, 09:00 EST">today 09:00</time>|'


def test_it_counts_in_words(place: Place) -> None:
    draw = place.app.jinja_env.from_string("{{ number|count_of('device') }}").render
    assert [draw(number=number) for number in (0, 1, 1200)] == ["0 devices", "1 device", "1,200 devices"]
