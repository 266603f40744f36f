"""A supervisor's month at a department fifty times Westland's: 25,000 reports a year behind it.

Public: ROWS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.record import monthly
from fieldform.record.counts import value_of
from fieldform.record.form_versions import current
from fieldform.record.measures import MEASURES
from fieldform.record.months import Month
from tests.bench.row import Ground, Measure, Row
from tests.record.rows import plant_year
from tests.support.cast import create_cast
from tests.support.ground import lay, opened, planting

NOW = datetime(2026, 3, 4, 19, 30, tzinfo=UTC)
ZONE = ZoneInfo("America/Detroit")
MONTH = Month(2026, 2)
REPORTS_A_YEAR = 25_000


@contextmanager
def _month(ground: Ground) -> Iterator[Measure]:
    config, keys = lay(ground.folder)
    with opened(config, keys):
        cast = create_cast(NOW)
        how_many = REPORTS_A_YEAR if ground.scale.whole else REPORTS_A_YEAR // 500
        with planting():
            plant_year(cast.officer.agency, cast.officer.id, current("attempt").version, NOW, how_many)
        viewer = viewer_of(User.get_by_id(cast.supervisor.id))

    def measure() -> float:
        with opened(config, keys):
            start = perf_counter()
            for span in (MONTH.span(ZONE), MONTH.before(NOW, ZONE)):
                rows = monthly.seen_between(viewer, span, NOW, ZONE)
                for one in MEASURES:
                    value_of(one, rows)
            monthly.trend(viewer, MONTH, ZONE)
            return perf_counter() - start

    yield measure


ROWS = (
    Row(
        "month-25000",
        "s",
        "under 2",
        f"every measure of a month and of the one before, and the trend of a year, among {REPORTS_A_YEAR:,} reports a year",
        "HTTP, drawing the page",
        _month,
    ),
)
