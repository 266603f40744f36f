"""The desk's list, as long as it may ever get: twenty filters, each at its first, its middle and its last page.

Public: ROWS.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from zoneinfo import ZoneInfo

from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.access.viewer import Viewer
from fieldform.record import list_keys, worklist
from fieldform.record.acuity import Acuity
from fieldform.record.list_order import Cursor, ListFilter, Tab, Whose
from tests.bench.row import Ground, Measure, Row
from tests.record.rows import plant
from tests.support.cast import create_cast
from tests.support.ground import lay, opened, planting

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/Detroit")
FILTERS = (
    *(ListFilter(tab) for tab in Tab),
    *(ListFilter(acuity=acuity) for acuity in Acuity),
    *(ListFilter(tab, acuity) for tab in (Tab.OVERDUE, Tab.TODAY, Tab.WEEK) for acuity in (Acuity.NOW, Acuity.DAY)),
    ListFilter(whose=Whose.MINE),
    ListFilter(whose=Whose.NOBODY),
    ListFilter(queue="clinician"),
    ListFilter(text="dana d"),
)

Page = tuple[ListFilter, Cursor | None]


@contextmanager
def _list_of(ground: Ground, *, follow_ups: int) -> Iterator[Measure]:
    config, keys = lay(ground.folder)
    how_many = follow_ups if ground.scale.whole else follow_ups // 500
    with opened(config, keys):
        cast = create_cast(NOW)
        with planting():
            plant([cast.officer.agency], cast.officer.id, NOW, how_many, owner=cast.clinician.id)
        viewer = viewer_of(User.get_by_id(cast.clinician.id))
        pages = [page for chosen in FILTERS for page in _pages(viewer, chosen, how_many)]

    def measure() -> float:
        with opened(config, keys):
            looked = [_milliseconds(viewer, *page) for _ in range(ground.scale.looks) for page in pages]
        return statistics.quantiles(looked, n=20)[-1]

    yield measure


def _pages(viewer: Viewer, chosen: ListFilter, how_many: int) -> list[Page]:
    """First, middle and last; a search by name has few rows and starts from the persons found."""
    if chosen.text:
        return [(chosen, None)]
    keys = sorted(list_keys.indexed_keys(viewer, chosen, None, NOW, ZONE, how_many), reverse=chosen.tab is Tab.CLOSED)
    before = [keys[len(keys) // 2], keys[max(0, len(keys) - worklist.PAGE_SIZE - 1)]] if keys else []
    return [(chosen, None), *((chosen, Cursor(NOW, key)) for key in before)]


def _milliseconds(viewer: Viewer, chosen: ListFilter, after: Cursor | None) -> float:
    start = perf_counter()
    worklist.page(viewer, chosen, after, NOW, ZONE)
    return 1000 * (perf_counter() - start)


def _row(follow_ups: int) -> Row:
    return Row(
        f"list-{follow_ups}",
        "ms (p95)",
        "under 50 and flat",
        f"a page of 50 rows with names and the tabs' counts among {follow_ups:,} follow-ups; {len(FILTERS)} filters, three places each",
        "HTTP, drawing the page, the view log",
        partial(_list_of, follow_ups=follow_ups),
    )


ROWS = tuple(_row(follow_ups) for follow_ups in (1_000, 10_000, 100_000))
