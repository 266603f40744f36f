"""The short form of `make faults`: sixty schedules, each the same every time, and the bugs that others have shipped, found."""

from collections.abc import Iterator

import pytest

from tests.faults.host import JS, Host, what_is_missing
from tests.faults.plants import PLANTS, planted
from tests.faults.runner import many, one

SEEDS = range(1, 61)

FOUND_WITHIN = 200

# A schedule that shows each bug, tried first: `make faults PLANT=all` finds them. A change of the road may move them; then it takes longer.
SHOWN_BY = {
    "acknowledges_before_commit": 16,
    "deletes_before_receipt": 1,
    "reuses_a_number": 1,
    "loses_the_void": 1,
    "trusts_the_clock": 133,
    "accepts_a_portals_page": 22,
    "drops_a_duplicates_receipt": 1,
    "skips_with_its_cursor": 1,
    "overwrites": 17,
    "never_tries_again": 17,
    "forgets_the_outbox_when_revoked": 26,
    "says_saved_too_early": 47,
}


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    if missing := what_is_missing():
        pytest.skip(f"left out: {missing}")
    opened = Host()
    yield opened
    opened.close()


def test_no_schedule_breaks_a_law(host: Host) -> None:
    assert {outcome.seed: outcome.broken for outcome in many(SEEDS) if outcome.broken} == {}


def test_a_seed_is_the_same_schedule_every_time(host: Host) -> None:
    first, other, again = one(7, host), one(8, host), one(7, host)
    assert first.hash == again.hash != other.hash


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_is_found(name: str, host: Host) -> None:
    with planted(PLANTS[name]) as served:
        phones = host if served == JS else Host(served)
        seeds = (SHOWN_BY[name], *range(1, FOUND_WITHIN))
        broken = next((found for found in (one(seed, phones).broken for seed in seeds) if found), ())
        if phones is not host:
            phones.close()
    assert broken
    assert not any("it fell over" in words for words in broken)
