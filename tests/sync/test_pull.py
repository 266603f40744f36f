"""The feed: streams and their cursor, a device that was away for long, a server that is not the one it was; and the two clocks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from sync import changes
from sync.clocks import corrected, skew_ms
from sync.domain import Asked, Hearing, Told
from sync.encoding import b64, compact_json
from sync.lives import RESTORED, begin_life, current_life, instance_id
from sync.models import Change
from sync.pull import PAGE, Pulled, pull
from sync.tables import database
from tests.sync.toy import MORNING, Toy, later

A_DAY = timedelta(days=1)


@dataclass
class Feed:
    """One reader's device: asks with the cursor it has, page after page. `rolled_back` is how often the domain heard of that."""

    toy: Toy
    reach: str = "all"
    cursor: str = ""
    rolled_back: int = 0
    now: datetime = MORNING
    asked: list[Asked] = field(default_factory=list)

    def pull(self) -> Pulled:
        domain = replace(self.toy.engine.domain, hearing=self._hearing, feed=self._feed, rolled_back=self._rolled_back)
        pulled = pull(domain, "viewer", self.cursor, self.now, self.toy.receipt)
        self.cursor = pulled.cursor
        return pulled

    def heard(self) -> list[str]:
        """Everything there is to hear now."""
        told: list[str] = []
        while True:
            pulled = self.pull()
            told += [one["id"] for one in pulled.told["news"]]
            if not pulled.more:
                return told

    def _hearing(self, _viewer: str) -> Hearing:
        return Hearing({"own": "officer-1", "all": "everybody"}, self.reach)

    def _feed(self, _viewer: str, asked: Asked) -> Told:
        self.asked.append(asked)
        return Told({"news": [{"id": subject} for stream in asked.subjects.values() for subject in stream]}, bookmark=len(self.asked))

    def _rolled_back(self, _now: datetime) -> None:
        self.rolled_back += 1


@pytest.fixture
def feed(toy: Toy) -> Feed:
    return Feed(toy)


def note(subject: str, at: datetime = MORNING, audience: str = "officer-1") -> None:
    changes.note(audience, subject, at)


def test_it_tells_each_audience_its_own_changes_once(feed: Feed) -> None:
    note("s-1")
    note("s-2", audience="officer-2")
    note("s-1", later(1))
    note("form", audience="everybody")
    assert feed.heard() == ["s-1", "form"]
    assert feed.heard() == []


def test_it_goes_on_from_the_cursor_in_each_stream(feed: Feed) -> None:
    note("s-1")
    feed.heard()
    note("form", audience="everybody")
    assert feed.heard() == ["form"]
    note("s-3")
    assert feed.heard() == ["s-3"]


def test_only_the_first_page_of_everything_is_anew(feed: Feed) -> None:
    assert [feed.pull().anew, feed.pull().anew] == [True, False]


def test_the_domains_bookmark_comes_back_to_it(feed: Feed) -> None:
    feed.pull()
    feed.pull()
    assert [one.bookmark for one in feed.asked] == [None, 1]


def test_it_starts_anew_after_a_restore(feed: Feed) -> None:
    note("s-1")
    feed.heard()
    begin_life(RESTORED, later(1))
    assert feed.pull().anew
    assert feed.rolled_back == 0


def test_it_starts_anew_for_whoever_may_see_something_else_than_before(feed: Feed) -> None:
    note("s-1")
    feed.heard()
    feed.reach = "less"
    assert feed.heard() == ["s-1"]
    assert feed.asked[-1].is_first


@pytest.mark.parametrize("cursor", ["%", "AAAA", "W10", "e30", "A" * 200])
def test_a_cursor_that_is_none_starts_at_the_beginning(feed: Feed, cursor: str) -> None:
    note("s-1")
    feed.cursor = cursor
    assert feed.heard() == ["s-1"]


@pytest.mark.parametrize("number", [1e300, -1.5, True, "7", None, [1], 10**9])
def test_a_cursor_that_somebody_made_up_starts_at_the_beginning_and_proves_nothing(feed: Feed, number: object) -> None:
    note("s-1")
    feed.cursor = b64(bytes(64) + compact_json([instance_id(), "all", {"own": [number, MORNING.isoformat()]}, None]))
    assert feed.heard() == ["s-1"]
    assert feed.rolled_back == 0


def test_a_cursor_beyond_the_newest_change_proves_that_the_records_were_rolled_back(feed: Feed) -> None:
    before = instance_id()
    note("s-1")
    with snapshot():
        note("s-2")
        feed.heard()
    pulled = feed.pull()
    assert (pulled.anew, pulled.told["news"]) == (True, [{"id": "s-1"}])
    assert (feed.rolled_back, pulled.instance != before, current_life().because) == (1, True, "rolled back")


def test_new_changes_under_the_same_numbers_do_not_hide_it(feed: Feed) -> None:
    with snapshot():
        note("lost")
        feed.heard()
    for number in range(5):
        note(f"new-{number}", later(2))
    assert feed.heard() == [f"new-{number}" for number in range(5)]
    assert feed.rolled_back == 1


def test_a_second_device_with_the_same_proof_begins_no_third_life(feed: Feed) -> None:
    other = Feed(feed.toy)
    with snapshot():
        note("lost")
        feed.heard()
        other.heard()
    feed.heard()
    life = instance_id()
    assert other.pull().anew
    assert (instance_id(), other.rolled_back) == (life, 0)


def test_a_device_away_for_90_days_recovers_by_subjects_and_not_by_history(feed: Feed) -> None:
    """Twenty reports, each changed on each of 90 days; what it must read is each of them and the last week's changes."""
    note("before")
    feed.heard()
    for day in range(90):
        for subject in range(20):
            note(f"s-{subject}", MORNING + day * A_DAY)
    feed.now = MORNING + 90 * A_DAY
    assert Change.select().count() <= 1 + 20 * (changes.KEPT.days + 1)
    assert feed.heard() == [f"s-{subject}" for subject in range(20)]
    assert feed.rolled_back == 0


def test_a_place_that_was_forgotten_since_is_no_proof_of_anything(feed: Feed) -> None:
    note("s-1")
    feed.heard()
    note("s-1", MORNING + 30 * A_DAY)
    feed.now = MORNING + 30 * A_DAY
    assert Change.select().count() == 1
    assert feed.heard() == ["s-1"]
    assert feed.rolled_back == 0


def test_the_newest_number_is_never_given_out_twice(feed: Feed) -> None:
    """SQLite gives out the highest number anew where its row is gone."""
    for days in range(0, 60, 20):
        note("s-1", MORNING + days * A_DAY)
        feed.now = MORNING + days * A_DAY
        assert feed.heard() == ["s-1"]


def test_a_long_absence_comes_in_pages(feed: Feed) -> None:
    for number in range(PAGE + 50):
        note(f"s-{number}")
    first = feed.pull()
    assert (len(first.told["news"]), first.more) == (PAGE, True)
    assert [one["id"] for one in feed.pull().told["news"]] == [f"s-{number}" for number in range(PAGE, PAGE + 50)]


@contextmanager
def snapshot() -> Iterator[None]:
    """What happens inside is lost when it ends, as when a virtual machine is rolled back; what devices heard they have heard."""
    with database.atomic() as undo:
        yield
        undo.rollback()


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
