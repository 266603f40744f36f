"""In which order the desk works: a chain of segments, and a cursor that says where in it a page ended.

"Now" that is overdue or due within a day; then what else is overdue, by acuity; then the rest, by acuity. Pure: no table, no clock.
Public: Tab, Whose, ListFilter, Key, Cursor, Segment, segments, tab_bounds, day_ends.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldform.record.acuity import Acuity, rank
from sync.encoding import MalformedText, b64, compact_json, strict_json, unb64

_RANKS = tuple(rank(acuity) for acuity in Acuity)
_WEEK = timedelta(days=7)
_YEARS = range(1000, 9000)  # Around them there is room for a zone and a week.
_PRESSING = timedelta(hours=24)


class Tab(StrEnum):
    """Every open follow-up is in exactly one of overdue, today, week and waiting; `open` shows them all."""

    OPEN = "open"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    WAITING = "waiting"
    CLOSED = "closed"


class Whose(StrEnum):
    EVERYONE = "everyone"
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """`agency` is the police agency that it came from, `queue` the one that it stands in; empty: all that the viewer works."""

    tab: Tab = Tab.OPEN
    acuity: Acuity | None = None
    text: str = ""
    whose: Whose = Whose.EVERYONE
    agency: str = ""
    queue: str = ""

    @property
    def ranks(self) -> tuple[int, ...]:
        return _RANKS if self.acuity is None else (rank(self.acuity),)


class Key(NamedTuple):
    """Where a row stands: the number of its segment, its time (due, or closed), its id."""

    segment: int
    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """After which row to go on, and when the first page was drawn: the segments stand still while someone reads."""

    drawn_at: datetime
    last: Key

    def __str__(self) -> str:
        return b64(compact_json([self.drawn_at.isoformat(), self.last.segment, self.last.at.isoformat(), self.last.id]))

    @classmethod
    def of_text(cls, text: str) -> "Cursor | None":
        """None for anything that no page gave out: the list then starts at its beginning."""
        try:
            drawn_at, segment, at, id = strict_json(unb64(text))
            return cls(_aware(drawn_at), Key(int(segment), _aware(at), str(id)))
        except (MalformedText, ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Segment:
    """One range of one acuity: from `since` (inclusive) until `until` (exclusive)."""

    number: int
    rank: int
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, acuity_rank: int, at: datetime) -> bool:
        return acuity_rank == self.rank and (self.since is None or at >= self.since) and (self.until is None or at < self.until)


def segments(chosen: ListFilter, now: datetime, zone: ZoneInfo) -> list[Segment]:
    """The chain for one choice of tab and acuity. Closed ones form one segment over all acuities: they are read by time."""
    since, until = tab_bounds(chosen.tab, now, zone)
    if chosen.tab is Tab.CLOSED:
        return [Segment(0, one) for one in chosen.ranks]
    if chosen.tab is not Tab.OPEN:
        return [Segment(one, one, since, until) for one in chosen.ranks]
    return [segment for segment in _open_chain(now) if segment.rank in chosen.ranks]


def _open_chain(now: datetime) -> list[Segment]:
    """A "Now" that was tried and planned for next week does not stand before what is overdue today."""
    urgent, *others = _RANKS
    ends = {urgent: now + _PRESSING} | dict.fromkeys(others, now)
    first = [Segment(one, one, until=ends[one]) for one in _RANKS]
    return first + [Segment(one + len(_RANKS), one, since=ends[one]) for one in _RANKS]


def tab_bounds(tab: Tab, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Due from when (inclusive) until when (exclusive); days end at midnight where the desk stands."""
    midnight = day_ends(now, zone)
    bounds: dict[Tab, tuple[datetime | None, datetime | None]] = {
        Tab.OVERDUE: (None, now),
        Tab.TODAY: (now, midnight),
        Tab.WEEK: (midnight, midnight + _WEEK),
        Tab.WAITING: (midnight + _WEEK, None),
    }
    return bounds.get(tab, (None, None))


def day_ends(now: datetime, zone: ZoneInfo) -> datetime:
    """Midnight where the desk stands."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone).astimezone(now.tzinfo)


def _aware(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None or instant.year not in _YEARS:
        raise ValueError("no time that a page gave out")
    return instant
