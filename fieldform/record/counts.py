"""What a month's numbers are: each defined once, by the rows behind it. Pure over rows that named queries have read.

A number is how many rows it holds for, a share of them among others, or the length that half of them, or nine of ten, stay under; so the
number, its rows and its export can never disagree. The numbers themselves are listed in measures.py.
Public: Row, Seen, Measure, Unit, Of, Value, rows_behind, value_of, codes_of,
shortest_covering.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from zoneinfo import ZoneInfo

from fieldform.record.facts import ReportRow
from fieldform.record.referrals import Referral

Row = ReportRow | Referral


@dataclass(frozen=True, slots=True)
class Seen:
    """A month's rows; `again` names the reports about somebody met again (repeats.met_again)."""

    reports: Sequence[ReportRow]
    referrals: Sequence[Referral]
    again: frozenset[str]
    now: datetime
    zone: ZoneInfo


class Unit(StrEnum):
    """`SPLIT` is a count for each code: its lines are the numbers. `HALF` and `NINE_OF_TEN` are lengths (median, 90th percentile)."""

    NUMBER = "number"
    SHARE = "share"
    HALF = "half"
    NINE_OF_TEN = "nine of ten"
    SPLIT = "split"


class Of(StrEnum):
    REPORTS = "reports"
    REFERRALS = "referrals"


@dataclass(frozen=True, slots=True)
class Measure:
    """`holds` says which rows are behind it, `among` of which others it is a share, `length` what is measured of each, `codes` under what
    it is split; `role` is the question whose choices the codes are. `listed` is False where a wall stands before the rows, `in_order` True
    where the codes are read in their own order and not the most frequent first."""

    key: str
    group: str
    name: str
    meaning: str
    of: Of
    holds: Callable[[Row, Seen], bool]
    unit: Unit = Unit.NUMBER
    among: Callable[[Row, Seen], bool] | None = None
    length: Callable[[Row], timedelta | None] | None = None
    codes: Callable[[Row, Seen], tuple[str, ...]] | None = None
    role: str = ""
    listed: bool = True
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """`number` is a count, a share from 0 to 1 or a length in seconds, None where nothing could be counted; `behind` how many rows."""

    number: float | None
    behind: int
    among: int = 0


def rows_behind(measure: Measure, seen: Seen, code: str = "") -> list[Row]:
    """The rows that make the number, or with a code that line of it."""
    rows = [row for row in _rows(measure, seen) if measure.holds(row, seen)]
    return [row for row in rows if code in measure.codes(row, seen)] if code and measure.codes else rows


def value_of(measure: Measure, seen: Seen) -> Value:
    behind = rows_behind(measure, seen)
    if measure.among is not None:
        among = [row for row in _rows(measure, seen) if measure.among(row, seen)]
        return Value(len(behind) / len(among) if among else None, len(behind), len(among))
    if measure.length is not None:
        lengths = sorted(length for row in behind if (length := measure.length(row)) is not None)
        reach = shortest_covering(lengths, 0.5 if measure.unit is Unit.HALF else 0.9)
        return Value(None if reach is None else reach.total_seconds(), len(behind))
    return Value(len(behind), len(behind))


def codes_of(measure: Measure, seen: Seen) -> Counter[str]:
    """How many rows each code has; a row with several counts under each."""
    split = measure.codes or (lambda _row, _seen: ())
    return Counter(code for row in rows_behind(measure, seen) for code in split(row, seen))


def shortest_covering(lengths: Sequence[timedelta], share: float) -> timedelta | None:
    """Of sorted lengths the shortest that at least this share of them does not exceed (nearest rank)."""
    return lengths[ceil(share * len(lengths)) - 1] if lengths else None


def _rows(measure: Measure, seen: Seen) -> Sequence[Row]:
    return seen.reports if measure.of is Of.REPORTS else seen.referrals
