"""The benchmark runs: one small round of each row. What it measures is nobody's to assert here."""

import pytest
from playwright.sync_api import Playwright

from tests.bench import peer
from tests.bench.__main__ import ROWS, measured
from tests.bench.row import TINY, Row
from tests.bench.table import machine, show
from tests.support.ground import sqlite_only

of_the_file = sqlite_only("inserts into the SQLite file itself")
of_others = pytest.mark.skipif(not peer.is_installed(), reason="its packages are installed by make bench alone")
MARKS = {"sqlite": of_the_file, "sqlcipher": of_the_file} | {row.name: of_others for row in peer.ROWS}


@pytest.mark.parametrize("row", [pytest.param(row, marks=MARKS.get(row.name, ())) for row in ROWS], ids=lambda row: row.name)
def test_a_small_round_gives_a_figure(row: Row, playwright: Playwright) -> None:
    figures = measured([row], rounds=1, scale=TINY, playwright=lambda: playwright)
    assert figures[row.name][0] > 0 or row.name == "first-tap"


def test_the_table_gives_median_spread_and_fraction() -> None:
    figures = {row.name: [1000.0, 3000.0, 2000.0] for row in ROWS} | {"sqlcipher": [4000.0] * 3}
    lines = [" ".join(line.split()) for line in show(ROWS, figures).splitlines()]
    assert "| push-100 | 2,000 records/s | 1,000 – 3,000 | 1,200; never under 400 | 0.50 of sqlcipher |" in lines
    assert "cores" in machine()
