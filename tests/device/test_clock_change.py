"""D4: reports from the nights on which the clocks change, and from another zone, as they are kept and as the desk reads them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldform.record.clock_words import clock_words
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.list_order import day_ends
from tests.support.house import Device, House, build
from tests.support.reports import report

DETROIT = ZoneInfo("America/Detroit")
NIGHTS = [
    # as the officer's phone wrote it, its zone, the instant, as the desk in Detroit reads it
    ("2026-03-08T03:30:00-04:00", "America/Detroit", "2026-03-08T07:30", "Sunday 8 March 2026, 03:30"),
    ("2026-03-08T01:30:00-06:00", "America/Chicago", "2026-03-08T07:30", "Sunday 8 March 2026, 03:30"),
    ("2026-11-01T01:30:00-04:00", "America/New_York", "2026-11-01T05:30", "Sunday 1 November 2026, 01:30 EDT"),
    ("2026-11-01T01:30:00-05:00", "America/New_York", "2026-11-01T06:30", "Sunday 1 November 2026, 01:30 EST"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all these nights, of which each is later than the one before."""
    with build(tmp_path_factory.mktemp("house")) as built:
        yield built


@pytest.mark.parametrize(("written", "zone", "instant", "read"), NIGHTS)
def test_d4_a_moment_is_kept_with_its_offset_and_read_by_the_desks_clock(
    house: House, device: Device, written: str, zone: str, instant: str, read: str
) -> None:
    happened = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    house.now = happened + timedelta(minutes=30)
    (receipt,) = device.push(device.report(report(occurred_at=written, suicide="attempt"), zone=zone))
    assert receipt.outcome == "accepted", receipt.reasons
    assert Contact.get_by_id(receipt.id).occurred_at == happened
    assert ContactRevision.get(ContactRevision.contact == receipt.id).answers["where"]["occurred_at"] == written
    follow_up = FollowUp.get(FollowUp.contact == receipt.id)
    assert follow_up.due_at == house.now + timedelta(hours=1)
    page = house.visitor(house.cast.clinician).get(f"/clinician/follow-ups/{follow_up.id}/report").get_data(as_text=True)
    assert read in page


@pytest.mark.parametrize(("day", "hours"), [("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-02", 24)])
def test_d4_a_day_of_the_list_ends_at_midnight_by_the_clock(day: str, hours: int) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=DETROIT)
    assert day_ends(midnight.astimezone(UTC), DETROIT) - midnight.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-11-01T05:30", "01:30 EDT"),
        ("2026-11-01T06:30", "01:30 EST"),
        ("2026-11-01T07:00", "02:00"),
        ("2026-03-08T06:59", "01:59"),
        ("2026-03-08T07:00", "03:00"),
    ],
)
def test_d4_the_zone_is_named_only_where_a_time_comes_twice(instant: str, words: str) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert [clock_words(at.astimezone(ZoneInfo(zone))) for zone in ("America/New_York", "America/Detroit")] == [words, words]
