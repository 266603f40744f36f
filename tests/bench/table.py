"""The figures, printed. Public: Figures, show, machine."""

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlcipher3 import dbapi2

from tests.bench.row import Row

Figures = Mapping[str, Sequence[float]]


def machine() -> str:
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores used, load {os.getloadavg()[0]:.1f}; {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}"
    )


def show(rows: Sequence[Row], figures: Figures) -> str:
    """A line for each row: median, spread, and where it names another row the fraction of it, round by round."""
    lines = [f"{'row':<18}{'median':>10}  {'spread':<19} {'unit':<12} aim"]
    for row in rows:
        measured = figures[row.name]
        spread = f"{_number(min(measured))} – {_number(max(measured))}"
        lines.append(f"{row.name:<18}{_number(statistics.median(measured)):>10}  {spread:<19} {row.unit:<12} {row.aim}".rstrip())
        if row.against in figures:
            fraction = statistics.median(own / other for own, other in zip(measured, figures[row.against], strict=True))
            lines.append(f"{'':<18}{fraction:>10.3f}  of {row.against}")
    return "\n".join([*lines, "", *(f"{row.name}: {row.does}. Left out: {row.leaves_out}." for row in rows)])


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _processor() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") if Path("/proc/cpuinfo").exists() else Path(os.devnull).open() as lines:
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())
