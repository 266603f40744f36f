"""The benchmark runs: one small round of each row. What it measures is nobody's to assert here."""

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Playwright

from tests.bench.__main__ import ROWS, measured
from tests.bench.packages import is_installed
from tests.bench.row import TINY, Row
from tests.bench.table import machine, show
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("the bench measures what stands on the SQLite file")


def possible(row: Row) -> bool:
    """Other people's packages are installed by `make bench` alone."""
    return row.packages is None or is_installed(row.packages)


def marked(row: Row) -> ParameterSet:
    absent = pytest.mark.skipif(not possible(row), reason="its packages are installed by make bench alone")
    return pytest.param(row, marks=[absent], id=row.name)


@pytest.fixture(scope="module")
def figures(playwright: Playwright) -> dict[str, list[float]]:
    """All rows together, as `make bench` measures them: what several of them stand on is made once."""
    return measured([row for row in ROWS if possible(row)], rounds=1, scale=TINY, playwright=lambda: playwright)


@pytest.mark.parametrize("row", [marked(row) for row in ROWS])
def test_a_small_round_gives_a_figure(row: Row, figures: dict[str, list[float]]) -> None:
    assert figures[row.name][0] > 0 or row.name == "first-tap"


def test_the_table_gives_median_spread_and_fraction() -> None:
    figures = {row.name: [1000.0, 3000.0, 2000.0] for row in ROWS} | {"sqlcipher": [4000.0] * 3}
    lines = [" ".join(line.split()) for line in show(ROWS, figures).splitlines()]
    assert "| push-100 | 2,000 records/s | 1,000 – 3,000 | 1,200; never under 400 | 0.50 of sqlcipher |" in lines
    assert "cores" in machine()
