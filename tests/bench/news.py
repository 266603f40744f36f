"""What an officer's phone asks for all day long: what changed since, where nearly nothing did and the feed has a long history.

Public: ROWS.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from time import perf_counter
from uuid import UUID
from zoneinfo import ZoneInfo

from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.intake import reconciler
from fieldform.record.contacts import Contact
from fieldform.record.feed import Listener
from sync import changes
from sync.gathering import write
from sync.models import Change
from sync.parse import parse_push
from sync.receive import Reconciler
from sync.tables import database
from tests.bench.row import Ground, Measure, Row
from tests.bench.sender import enrolled
from tests.support.cast import create_cast
from tests.support.ground import lay, opened, planting

ZONE = ZoneInfo("America/Detroit")
OF_OTHERS = 50  # One change in so many is of the officer who asks; the rest are their colleagues'.
PULLS = 15


@contextmanager
def _one_among(ground: Ground, *, history: int) -> Iterator[Measure]:
    config, keys = lay(ground.folder)
    engine, how_many = reconciler(keys), history if ground.scale.whole else history // 500
    with opened(config, keys):
        cast, now = create_cast(datetime.now(UTC)), datetime.now(UTC)
        _plant(cast.officer.id, how_many, now - timedelta(days=1))
        engine.receive(parse_push(enrolled(keys, cast).batch(1)), now)
        viewer, submission = viewer_of(User.get_by_id(cast.officer.id)), Contact.get().id
        cursor = _read_to_the_end(engine, Listener(viewer, now, ZONE))

    def measure() -> float:
        nonlocal cursor
        looked = []
        with opened(config, keys):
            for _ in range(ground.scale.looks * PULLS):
                at = datetime.now(UTC)
                with database.atomic():
                    changes.note(viewer.user, submission, at)
                start = perf_counter()
                pulled = engine.pull(Listener(viewer, at, ZONE), cursor, at)
                looked.append(1000 * (perf_counter() - start))
                assert len(pulled.told["changes"]) == 1
                cursor = pulled.cursor
        return statistics.median(looked)

    yield measure


def _plant(officer: str, how_many: int, at: datetime) -> None:
    colleagues = [officer, *(str(UUID(int=number)) for number in range(1, OF_OTHERS))]
    rows = ({"audience": colleagues[number % OF_OTHERS], "subject": str(UUID(int=number)), "at": at} for number in range(how_many))
    with planting():
        while some := list(islice(rows, 5_000)):
            write(Change, some)


def _read_to_the_end(engine: Reconciler, listener: Listener) -> str:
    """The cursor of a device that has read everything."""
    pulled = engine.pull(listener, "", listener.now)
    while pulled.more:
        pulled = engine.pull(listener, pulled.cursor, listener.now)
    return pulled.cursor


def _row(history: int, aim: str) -> Row:
    return Row(
        f"pull-{history}",
        "ms",
        aim,
        f"one change asked for where the feed holds {history:,}, one in {OF_OTHERS} of them this officer's; the record looked up",
        "HTTP, the session",
        partial(_one_among, history=history),
    )


ROWS = (_row(1_000, "flat"), _row(100_000, "under 20 and flat"), _row(1_000_000, "reported"))
