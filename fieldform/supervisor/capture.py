"""Which share of the calls that dispatch coded as mental health was reported: the rate, and both numbers behind it.

Public: Capture, capture, NAME, MEANING, CALLS_NAME, CALLS_MEANING.
"""

from dataclasses import dataclass

from fieldform.access.viewer import Viewer
from fieldform.record import coded_calls, small_cells
from fieldform.record.coded_calls import CodedCalls
from fieldform.record.counts import Seen, Unit, Value, value_of
from fieldform.record.measures import by_key
from fieldform.record.months import Month
from fieldform.supervisor.number_words import change_words, value_words

NAME = "Reported, of coded calls"
MEANING = "Reports of this month for every 100 calls that dispatch coded as mental health. Above 100% where officers met more."
CALLS_NAME = "Calls coded as mental health"
CALLS_MEANING = "As the dispatch system counted them in this month, typed in by hand."


@dataclass(frozen=True, slots=True)
class Capture:
    """`calls` is None where nobody has said; `both` says the two numbers in words; `held` where they are held back; `said` newest first."""

    reports: int
    calls: int | None
    shown: str
    both: str
    change: str
    held: bool
    said: tuple[CodedCalls, ...]
    name: str = NAME
    meaning: str = MEANING


def capture(viewer: Viewer, month: Month, here: Seen, earlier: Seen, than: str, *, so_far: bool, outside: bool) -> Capture:
    """While the month runs there is no month before to compare it with: dispatch counts whole months."""
    said = tuple(coded_calls.said_of(viewer, month))
    now = _rate(here, said[0].calls if said else None)
    before = _rate(earlier, None if so_far else coded_calls.calls_of(viewer, month.plus(-1)))
    held = outside and _is_telling(now)
    change = "" if held or before.number is None or (outside and _is_telling(before)) else change_words(Unit.SHARE, now, before, than)
    return Capture(
        reports=now.behind,
        calls=said[0].calls if said else None,
        shown="" if held else value_words(Unit.SHARE, now.number),
        both="" if held or not said else f"{now.behind:,} of {now.among:,}",
        change=change,
        held=held,
        said=said,
    )


def _rate(seen: Seen, calls: int | None) -> Value:
    measure = by_key("reports")
    reports = value_of(measure, seen).behind if measure else 0
    return Value(reports / calls if calls else None, reports, calls or 0)


def _is_telling(rate: Value) -> bool:
    return any(small_cells.is_small(number) for number in (rate.behind, rate.among, rate.among - rate.behind))
