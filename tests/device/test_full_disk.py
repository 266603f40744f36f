"""A disk that fills up in the middle of a push: SQLite may then take back the whole transaction by itself, and go on without one.

`max_page_count` is SQLite's own way of saying that no more fits; a tiny page cache makes it write long before the commit.
"""

import pytest

from fieldform.record.contacts import Contact
from sync.decide import Outcome
from sync.models import StoredEnvelope
from sync.tables import database
from tests.support.ground import sqlite_only
from tests.support.house import Device
from tests.support.reports import report

pytestmark = sqlite_only("only SQLite can be told how much room there is")
UNLIMITED = 2**30


def room_for(pages: int) -> None:
    """How many pages may still be added to the database."""
    used = database.execute_sql("PRAGMA page_count").fetchone()[0]
    database.execute_sql(f"PRAGMA max_page_count = {used + pages}")


@pytest.mark.parametrize("pages", [0, 3, 4, 7, 10])
def test_s4_a_full_disk_leaves_nothing_half_done_and_everything_comes_in_later(device: Device, pages: int) -> None:
    envelopes = [device.report(report(suicide="attempt")) for _ in range(8)]
    raw = device.raw(*envelopes)
    database.execute_sql("PRAGMA cache_size = 10")
    room_for(pages)
    answer = device.client.post("/sync/push", data=raw, content_type="application/json")
    assert (answer.status_code, answer.get_json()["error"]) == (503, "try_again")
    assert StoredEnvelope.select().count() == 0
    database.execute_sql(f"PRAGMA max_page_count = {UNLIMITED}")
    assert [receipt.outcome for receipt in device.push(*envelopes)] == [Outcome.ACCEPTED] * 8
    assert Contact.select().count() == 8
