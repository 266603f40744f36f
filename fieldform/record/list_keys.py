"""The keys of one page of the list, each segment one range of one index, so that the list is as fast at 100,000 as at 100.

One statement asks a short ordered walk per segment, agency and wall, and reads nothing but the index. A search by name starts from the
persons found instead, who are few. Public: indexed_keys, indexed_counts, keys_among, counts_among,
of_persons, MOST_COUNTED.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, cast
from zoneinfo import ZoneInfo

from peewee import SQL, Select, Value, fn

from fieldform.access.viewer import Viewer
from fieldform.record.follow_ups import FollowUp, State, desk_walls, is_within, wall_of
from fieldform.record.list_order import Cursor, Key, ListFilter, Segment, Tab, Whose, segments, tab_bounds
from sync.tables import database

MOST_COUNTED = 1000
_COUNTED = (Tab.OVERDUE, Tab.TODAY, Tab.WEEK, Tab.WAITING)


def indexed_keys(viewer: Viewer, chosen: ListFilter, after: Cursor | None, now: datetime, zone: ZoneInfo, most: int) -> list[Key]:
    """At least the first `most` keys after the cursor, in no order."""
    walks = [_limited(walk, most) for walk in _walks(viewer, chosen, after, segments(chosen, now, zone))]
    if not walks:
        return []
    rows = reduce(lambda left, right: left.union_all(right), walks).tuples().execute(database)
    return [Key(segment, _instant(at), id) for segment, at, id in rows]


def indexed_counts(viewer: Viewer, chosen: ListFilter, now: datetime, zone: ZoneInfo, most: int = MOST_COUNTED) -> dict[Tab, int]:
    """How many open follow-ups each tab holds under the same acuity, from the index alone; nobody counts further than `most`."""
    counts = [_count_between(viewer, chosen, *tab_bounds(tab, now, zone), most) for tab in _COUNTED]
    (counted,) = Select(columns=counts).tuples().execute(database)
    return _with_all(dict(zip(_COUNTED, counted, strict=True)))


def of_persons(viewer: Viewer, chosen: ListFilter, found: Sequence[str]) -> list[FollowUp]:
    """What orders the follow-ups of some persons."""
    columns = (FollowUp.id, FollowUp.agency, FollowUp.wall, FollowUp.acuity_rank, FollowUp.due_at, FollowUp.state, FollowUp.closed_at)
    rows = FollowUp.select(*columns, FollowUp.owner).where(FollowUp.person << list(found))
    agencies, walls = _reach(viewer, chosen)
    near = (row for row in rows if is_within(viewer, row) and row.agency in agencies and row.wall in walls)
    return [row for row in near if row.acuity_rank in chosen.ranks and _is_theirs(viewer, chosen, row)]


def keys_among(rows: Sequence[FollowUp], chosen: ListFilter, after: Cursor | None, now: datetime, zone: ZoneInfo) -> list[Key]:
    """The keys of those of `rows` that stand after the cursor, in no order."""
    chain = segments(chosen, now, zone)
    timed = _timed(rows, chosen.tab)
    keys = [Key(one.number, at, row.id) for row, at in timed for one in chain if one.holds(row.acuity_rank, at)]
    if after is None:
        return keys
    return [key for key in keys if (key < after.last if chosen.tab is Tab.CLOSED else key > after.last)]


def counts_among(rows: Sequence[FollowUp], now: datetime, zone: ZoneInfo) -> dict[Tab, int]:
    return _with_all({tab: len(keys_among(rows, ListFilter(tab), None, now, zone)) for tab in _COUNTED})


def _walks(viewer: Viewer, chosen: ListFilter, after: Cursor | None, chain: Sequence[Segment]) -> Iterator[Any]:
    """Segments that end before the cursor are left out."""
    walk = _closed_walk if chosen.tab is Tab.CLOSED else _open_walk
    agencies, walls = _reach(viewer, chosen)
    whose = _whose(viewer, chosen)
    for segment in chain:
        if after is None or segment.number >= after.last.segment:
            last = after.last if after is not None and after.last.segment == segment.number else None
            for agency in agencies:
                for wall in walls:
                    yield walk(_range(segment, agency, wall, whose), segment, last)


def _reach(viewer: Viewer, chosen: ListFilter) -> tuple[list[str], list[str]]:
    """The agencies and walls that the list looks into; a choice only ever narrows what the viewer may see."""
    agencies = [agency for agency in sorted(viewer.agencies) if chosen.agency in ("", agency)]
    walls = [wall for wall in desk_walls(viewer) if not chosen.queue or wall == wall_of(chosen.queue)]
    return agencies, walls


def _whose(viewer: Viewer, chosen: ListFilter) -> tuple[Any, ...]:
    if chosen.whose is Whose.EVERYONE:
        return ()
    return (FollowUp.owner == viewer.user if chosen.whose is Whose.MINE else FollowUp.owner.is_null(),)


def _is_theirs(viewer: Viewer, chosen: ListFilter, row: FollowUp) -> bool:
    """The same, of a row that was found by its person."""
    owners = {Whose.EVERYONE: row.owner, Whose.MINE: viewer.user, Whose.NOBODY: None}
    return row.owner == owners[chosen.whose]


def _open_walk(ranged: Any, segment: Segment, last: Key | None) -> Any:
    query = _at(ranged, segment, State.OPEN, FollowUp.due_at)
    if segment.since is not None:
        query = query.where(FollowUp.due_at >= segment.since)
    if segment.until is not None:
        query = query.where(FollowUp.due_at < segment.until)
    if last is not None:
        # Said in two parts, of which the first is a plain range: an OR alone would not use the index.
        query = query.where(FollowUp.due_at >= last.at, (FollowUp.due_at > last.at) | (FollowUp.id > last.id))
    return query.order_by(FollowUp.due_at, FollowUp.id)


def _closed_walk(ranged: Any, segment: Segment, last: Key | None) -> Any:
    # Said so that the indexes of what has ended are known to hold all of it.
    query = _at(ranged, segment, State.CLOSED, FollowUp.closed_at).where(FollowUp.closed_at.is_null(is_null=False))
    if last is not None:
        query = query.where(FollowUp.closed_at <= last.at, (FollowUp.closed_at < last.at) | (FollowUp.id < last.id))
    return query.order_by(FollowUp.closed_at.desc(), FollowUp.id.desc())


def _range(segment: Segment, agency: str, wall: str, whose: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*whose, FollowUp.agency == agency, FollowUp.wall == wall, FollowUp.acuity_rank == segment.rank)


def _at(ranged: tuple[Any, ...], segment: Segment, state: State, column: Any) -> Any:
    columns = (Value(segment.number).alias("segment"), column.alias("at"), FollowUp.id)
    return FollowUp.select(*columns).where(*ranged, FollowUp.state == state.value)


def _limited(walk: Any, most: int) -> Any:
    # A limit inside a UNION must stand in a subquery of its own: SQLite's grammar.
    return Select([walk.limit(most).alias("walk")], [SQL("segment"), SQL("at"), SQL("id")])


def _count_between(viewer: Viewer, chosen: ListFilter, since: datetime | None, until: datetime | None, most: int) -> Any:
    agencies, walls = _reach(viewer, chosen)
    some = FollowUp.select(FollowUp.id).where(
        *_whose(viewer, chosen),
        FollowUp.agency << agencies,
        FollowUp.wall << walls,
        FollowUp.state == State.OPEN.value,
        FollowUp.acuity_rank << list(chosen.ranks),
    )
    if since is not None:
        some = some.where(FollowUp.due_at >= since)
    if until is not None:
        some = some.where(FollowUp.due_at < until)
    return Select([some.limit(most).alias("some")], [fn.COUNT(SQL("*"))])


def _timed(rows: Sequence[FollowUp], tab: Tab) -> list[tuple[FollowUp, datetime]]:
    if tab is Tab.CLOSED:
        return [(row, row.closed_at) for row in rows if row.state == State.CLOSED]
    return [(row, row.due_at) for row in rows if row.state == State.OPEN]


def _instant(raw: int) -> datetime:
    instant: Any = FollowUp.due_at.python_value(raw)
    return cast("datetime", instant)


def _with_all(counts: dict[Tab, int]) -> dict[Tab, int]:
    return {Tab.OPEN: sum(counts.values()), **counts}
