"""A month in numbers: each with its meaning, its change and the rows behind it, for the house or for outside.

Public: MonthPage, Figure, Split, month_page, few_figures, RowsPage, Behind, rows_page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Viewer
from fieldform.record import authors, facts, monthly, reviews, small_cells
from fieldform.record.counts import Measure, Row, Seen, Unit, Value, codes_of, rows_behind, value_of
from fieldform.record.facts import ReportRow
from fieldform.record.measures import GROUPS, MEASURES, civil_or_criminal
from fieldform.record.monthly import Point
from fieldform.record.months import Month
from fieldform.record.referrals import Referral
from fieldform.supervisor.capture import Capture, capture
from fieldform.supervisor.number_words import HELD_BACK, change_words, length_words, value_words
from fieldform.supervisor.words import kind_words, label_of

_REPORT_FORM = "crisis_contact"
_FIRST = ("reports", "referrals", "in_time", "first_try_half")
_SHIFTS = {"day": "Day", "evening": "Evening", "night": "Night"}
_WEEKS = {"1": "1 to 7", "2": "8 to 14", "3": "15 to 21", "4": "22 to 28", "5": "29 to the end"}
_URGENCY = {"now": "Now", "24h": "24 h", "72h": "72 h", "7d": "7 days"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `shown` is "" and `held` True where it is held back; `linked` where its rows may be seen."""

    measure: Measure
    shown: str
    change: str
    held: bool
    linked: bool


@dataclass(frozen=True, slots=True)
class SplitLine:
    """`count` is `now` as a bar is as long; 0 where it is held back, so that no picture tells what the words do not."""

    code: str
    words: str
    kind: str
    now: str
    before: str
    count: int
    held: bool


@dataclass(frozen=True, slots=True)
class Split:
    """A number by its lines, the most frequent first."""

    measure: Measure
    lines: tuple[SplitLine, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """`groups`: heading, figures, splits. `so_far` while the month runs: then the one before is counted as far as this one has come."""

    month: Month
    so_far: bool
    outside: bool
    groups: tuple[tuple[str, tuple[Figure, ...], tuple[Split, ...]], ...]
    capture: Capture
    trend: tuple[Point, ...]
    empty: bool

    @property
    def before(self) -> Month:
        return self.month.plus(-1)


@dataclass(frozen=True, slots=True)
class Behind:
    """One row behind a number: a report, or what one asked for. `contact` is "" where no report stands behind it."""

    contact: str
    number: str
    at: datetime
    kind: str
    officer: str
    state: str
    urgency: str = ""
    waited: str = ""


@dataclass(frozen=True, slots=True)
class RowsPage:
    month: Month
    measure: Measure
    code: str
    words: str
    rows: tuple[Behind, ...]


def month_page(viewer: Viewer, month: Month, now: datetime, zone: ZoneInfo, *, outside: bool = False) -> MonthPage:
    here = monthly.seen_between(viewer, month.span(zone), now, zone)
    earlier = monthly.seen_between(viewer, month.before(now, zone), now, zone)
    than, so_far = _than(month, now, zone), month.is_running(now, zone)
    draw = _Drawing(here, earlier, than, outside)
    return MonthPage(
        month=month,
        so_far=so_far,
        outside=outside,
        groups=tuple((group, tuple(draw.figures(group)), tuple(draw.splits(group))) for group in GROUPS),
        capture=capture(viewer, month, here, earlier, than, so_far=so_far, outside=outside),
        trend=tuple(monthly.trend(viewer, month, zone)),
        empty=not here.reports and not here.referrals,
    )


def few_figures(viewer: Viewer, now: datetime, zone: ZoneInfo) -> tuple[Figure, ...]:
    """How the running month goes, in the few numbers that a first page has room for."""
    month = Month.of(now, zone)
    earlier = monthly.seen_between(viewer, month.before(now, zone), now, zone)
    draw = _Drawing(monthly.seen_between(viewer, month.span(zone), now, zone), earlier, _than(month, now, zone), outside=False)
    figures = {figure.measure.key: figure for group in GROUPS for figure in draw.figures(group)}
    return tuple(figures[key] for key in _FIRST)


def rows_page(viewer: Viewer, month: Month, measure: Measure, code: str, now: datetime, zone: ZoneInfo) -> RowsPage:
    """The rows themselves; a name stands in none of them."""
    seen = monthly.seen_between(viewer, month.span(zone), now, zone)
    rows = rows_behind(measure, seen, code)
    return RowsPage(month, measure, code, _code_words(measure, code) if code else "", tuple(_behind(viewer, rows)))


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What every number of one page shares."""

    here: Seen
    earlier: Seen
    than: str
    outside: bool

    def figures(self, group: str) -> Iterator[Figure]:
        for measure in MEASURES:
            if measure.group == group and measure.unit is not Unit.SPLIT:
                yield self._figure(measure)

    def splits(self, group: str) -> Iterator[Split]:
        for measure in MEASURES:
            if measure.group == group and measure.unit is Unit.SPLIT:
                yield Split(measure, tuple(self._lines(measure)))

    def _figure(self, measure: Measure) -> Figure:
        now, before = value_of(measure, self.here), value_of(measure, self.earlier)
        held = self.outside and _is_telling(measure, now)
        change = "" if held or (self.outside and _is_telling(measure, before)) else change_words(measure.unit, now, before, self.than)
        linked = bool(now.behind) and measure.listed and not self.outside
        return Figure(measure, "" if held else value_words(measure.unit, now.number), change, held, linked)

    def _lines(self, measure: Measure) -> Iterator[SplitLine]:
        now, before = codes_of(measure, self.here), codes_of(measure, self.earlier)
        often = sorted({*now, *before}, key=lambda code: (-now[code], -before[code], code))
        codes = sorted(often) if measure.in_order else often
        for code in codes:
            shown, was = (_guarded({key: counted[key] for key in codes}, guard=self.outside)[code] for counted in (now, before))
            yield SplitLine(
                code=code,
                words=_code_words(measure, code),
                kind=civil_or_criminal(code) if measure.key == "custody" else "",
                now=HELD_BACK if shown is None else f"{shown:,}",
                before=HELD_BACK if was is None else f"{was:,}",
                count=shown or 0,
                held=shown is None,
            )


def _than(month: Month, now: datetime, zone: ZoneInfo) -> str:
    return f"in {month.plus(-1).words.split()[0]}" + (" by then" if month.is_running(now, zone) else "")


def _guarded(cells: dict[str, int], *, guard: bool) -> dict[str, int | None]:
    return small_cells.guarded(cells) if guard else {**cells}


def _is_telling(measure: Measure, value: Value) -> bool:
    """Whether so few are behind a number that it could tell of one of them."""
    if measure.unit is Unit.SHARE:
        return small_cells.is_small(value.behind) or small_cells.is_small(value.among - value.behind)
    return small_cells.is_small(value.behind)


def _code_words(measure: Measure, code: str) -> str:
    if measure.role:
        return label_of(_REPORT_FORM, measure.role, code)
    return {**_SHIFTS, **_WEEKS, **_URGENCY}.get(code, code)


def _behind(viewer: Viewer, rows: list[Row]) -> Iterator[Behind]:
    reported = {row.contact: row for row in rows if isinstance(row, ReportRow)}
    asked = [row.contact for row in rows if isinstance(row, Referral) and row.contact]
    reported |= {row.contact: row for row in facts.of_contacts(viewer, asked)}
    names = authors.names(row.author for row in reported.values())
    for row in rows:
        report = reported.get(row.contact or "")
        if isinstance(row, ReportRow):
            yield _of_report(row, names)
        else:
            yield _of_referral(row, report, names)


def _of_report(row: ReportRow, names: dict[str, str]) -> Behind:
    state = reviews.state_of(row.review, incomplete=bool(row.incomplete), withdrawn=row.withdrawn_at is not None)
    return Behind(row.contact, row.number, row.occurred_at, kind_words(row), names.get(row.author, ""), state.value)


def _of_referral(row: Referral, report: ReportRow | None, names: dict[str, str]) -> Behind:
    waited = "not tried yet" if row.waited is None else length_words(row.waited.total_seconds())
    told = {"urgency": row.acuity, "waited": waited}
    if report is None:
        return Behind("", "", row.raised_at, "No report", "", "", **told)
    about = _of_report(report, names)
    return Behind(about.contact, about.number, row.raised_at, about.kind, about.officer, about.state, **told)
