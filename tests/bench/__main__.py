"""`python -m tests.bench`: every row, in interleaved rounds, then the table.

    --rounds 7          five unless told
    --only push,list    rows whose names begin so

Public: ROWS, measured.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from playwright.sync_api import Playwright, sync_playwright

from tests.bench import desk, engines, month, news, peer, phone, push, screen, stages
from tests.bench.packages import install
from tests.bench.row import FULL, Ground, Measure, Row, Scale
from tests.bench.table import machine, show

KINDS = (push, stages, peer, phone, desk, month, news, screen, engines)
ROWS: tuple[Row, ...] = tuple(row for kind in KINDS for row in kind.ROWS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How fast it is, on this machine.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each row is measured (5)")
    parser.add_argument("--only", default="", help="rows whose names begin so, separated by commas")
    given = parser.parse_args()
    chosen = [row for row in ROWS if row.name.startswith(tuple(given.only.split(",")))]
    if not chosen:
        parser.error(f"no such row. There are: {', '.join(row.name for row in ROWS)}")
    print(machine(), flush=True)
    chosen = _possible(chosen)
    start = monotonic()
    with ExitStack() as driver:
        figures = measured(chosen, given.rounds, FULL, cache(lambda: driver.enter_context(sync_playwright())))
    print(f"{given.rounds} interleaved rounds of {len(chosen)} rows in {monotonic() - start:.0f} s, preparing included\n")
    print(show(chosen, figures))
    return 0


def _possible(rows: Sequence[Row]) -> list[Row]:
    """Those whose packages could be put in place; of the others it is said why not."""
    missing = {folder: why for folder in dict.fromkeys(row.packages for row in rows) if folder and (why := install(folder))}
    for folder, why in missing.items():
        print(f"{', '.join(row.name for row in rows if row.packages == folder)} left out: {why}")
    return [row for row in rows if row.packages not in missing]


def measured(rows: Sequence[Row], rounds: int, scale: Scale, playwright: Callable[[], Playwright]) -> dict[str, list[float]]:
    """Each row once a round, all rows in every round: what slows the machine for a while slows them all."""
    figures: dict[str, list[float]] = {row.name: [] for row in rows}
    with TemporaryDirectory(prefix="bench ") as folder, ExitStack() as ready:
        measures: dict[str, Measure] = {}
        ground = Ground(Path(folder), scale, playwright, ready.enter_context)
        for row in rows:
            _tell(f"preparing {row.name}")
            measures[row.name] = ready.enter_context(row.prepare(replace(ground, folder=Path(folder) / row.name)))
        for number in range(1, rounds + 1):
            for name, measure in measures.items():
                _tell(f"round {number} of {rounds}: {name}")
                figures[name].append(measure())
        _tell("")
    return figures


def _tell(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)
    elif words:
        print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
