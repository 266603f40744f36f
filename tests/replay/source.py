"""The file of real reports, where it is: beside the checkout, never in it. Public: FILE, needed, rows."""

import csv
from pathlib import Path

import pytest

FILE = Path(__file__).parents[3] / "shared" / "data" / "crisis_reports.csv"

needed = pytest.mark.skipif(not FILE.is_file(), reason=f"the real reports are not here: put crisis_reports.csv into {FILE.parent}")


def rows() -> list[dict[str, str]]:
    """Every row by its columns' names, with what stands around a value taken away."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return [{name: (value or "").strip() for name, value in row.items()} for row in csv.DictReader(file)]
