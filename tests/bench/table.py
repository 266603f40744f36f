"""The figures, printed. Public: Figures, show, machine."""

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlcipher3 import dbapi2

from tests.bench.row import Row

Figures = Mapping[str, Sequence[float]]

HEADINGS = ("row", "median", "spread", "aim", "ratio")


def machine() -> str:
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores used, load {os.getloadavg()[0]:.1f}; {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}"
    )


def show(rows: Sequence[Row], figures: Figures) -> str:
    """Markdown: a line for each row, with its median and spread, and where it names another row the fraction of it, round by round."""
    cells = [HEADINGS, *(_cells(row, figures) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([*lines, "", *(f"* {row.name}: {row.does}. Left out: {row.leaves_out}." for row in rows)])


def _cells(row: Row, figures: Figures) -> tuple[str, ...]:
    measured = figures[row.name]
    spread = f"{_number(min(measured))} – {_number(max(measured))}"
    return row.name, f"{_number(statistics.median(measured))} {row.unit}", spread, row.aim, _fraction(row, figures)


def _fraction(row: Row, figures: Figures) -> str:
    if row.against not in figures:
        return ""
    others = zip(figures[row.name], figures[row.against], strict=True)
    return f"{statistics.median(own / other for own, other in others):.2f} of {row.against}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _processor() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") if Path("/proc/cpuinfo").exists() else Path(os.devnull).open() as lines:
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())
