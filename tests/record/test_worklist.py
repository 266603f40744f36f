"""The list: its order, its tabs, its pages, whom it shows what, and that it stays as fast at any size."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldform.access.viewer import Viewer
from fieldform.record import list_keys, worklist
from fieldform.record.acuity import Acuity, rank
from fieldform.record.list_order import Cursor, Key, ListFilter, Tab, Whose
from sync.tables import database
from tests.record.conftest import NOW, viewing
from tests.record.rows import Planted, plant
from tests.support.cast import Cast
from tests.support.counting import counted_statements
from tests.support.ground import sqlite_only

ZONE = ZoneInfo("America/Detroit")
MIDNIGHT = datetime(2026, 3, 5, 5, 0, tzinfo=UTC)
CHOICES = [
    ListFilter(tab, acuity, text, whose)
    for tab, acuity, text, whose in product(Tab, (None, *Acuity), ("", "do", "alvarez doe", "zz"), Whose)
]
OWNED = (Whose.MINE, Whose.NOBODY)
of_sqlites_plans = sqlite_only("looks at what SQLite plans")


@pytest.fixture
def planted(cast: Cast) -> list[Planted]:
    return plant([cast.officer.agency, cast.officer_elsewhere.agency], cast.officer.id, NOW, 400, owner=cast.clinician.id)


@pytest.fixture
def clinician(cast: Cast) -> Viewer:
    return viewing(cast.clinician)


def all_pages(viewer: Viewer, chosen: ListFilter, size: int) -> list[str]:
    """Every id, page after page, each page drawn a minute later than the one before."""
    ids: list[str] = []
    after: Cursor | None = None
    now = NOW
    while True:
        drawn = worklist.page(viewer, chosen, after, now, ZONE, size)
        ids += [row.id for row in drawn.rows]
        if drawn.next is None:
            return ids
        after, now = Cursor.of_text(str(drawn.next)), now + timedelta(minutes=1)


def wanted(planted: list[Planted], viewer: Viewer, chosen: ListFilter) -> list[str]:
    """The same, said another way: keep what fits, sort by the rule in words."""
    mine = [row for row in planted if row.agency in viewer.agencies and row.wall in viewer.walls]
    owned = {Whose.EVERYONE: (viewer.user, None), Whose.MINE: (viewer.user,), Whose.NOBODY: (None,)}
    mine = [row for row in mine if row.owner in owned[chosen.whose]]
    fits = [row for row in mine if in_tab(row, chosen.tab) and chosen.acuity in (None, row.acuity) and named(row, chosen.text)]
    if chosen.tab is Tab.CLOSED:
        return [row.id for row in sorted(fits, key=lambda row: (row.closed_at, row.id), reverse=True)]
    return [row.id for row in sorted(fits, key=urgency)]


def in_tab(row: Planted, tab: Tab) -> bool:
    if row.closed_at is not None:
        return tab is Tab.CLOSED
    return {
        Tab.OPEN: True,
        Tab.OVERDUE: row.due_at < NOW,
        Tab.TODAY: NOW <= row.due_at < MIDNIGHT,
        Tab.WEEK: MIDNIGHT <= row.due_at < MIDNIGHT + timedelta(days=7),
        Tab.WAITING: row.due_at >= MIDNIGHT + timedelta(days=7),
        Tab.CLOSED: False,
    }[tab]


def named(row: Planted, text: str) -> bool:
    words = row.name.lower().replace("á", "a").replace("-", " ").split()
    return all(any(word.startswith(begun) for word in words) for begun in text.split())


def urgency(row: Planted) -> tuple[bool, int, datetime, str]:
    pressing = row.due_at < NOW + timedelta(hours=24 if row.acuity is Acuity.NOW else 0)
    return (not pressing, rank(row.acuity), row.due_at, row.id)


@pytest.mark.parametrize("size", [1, 7, 500])
def test_it_shows_every_follow_up_once_and_in_order_whatever_the_page_and_the_filter(
    planted: list[Planted], clinician: Viewer, size: int
) -> None:
    for chosen in CHOICES[:: {1: 17, 7: 5, 500: 2}[size]]:
        assert all_pages(clinician, chosen, size) == wanted(planted, clinician, chosen), chosen


def test_it_counts_each_tab_as_many_as_the_tab_shows(planted: list[Planted], clinician: Viewer) -> None:
    for chosen in CHOICES:
        counts = worklist.page(clinician, chosen, None, NOW, ZONE).counts
        for tab, counted in counts.items():
            assert counted == len(wanted(planted, clinician, replace(chosen, tab=tab))), (chosen, tab)


def test_it_counts_nothing_where_there_is_nothing(cast: Cast, clinician: Viewer) -> None:
    drawn = worklist.page(clinician, ListFilter(), None, NOW, ZONE)
    assert (drawn.rows, drawn.next, sum(drawn.counts.values())) == ((), None, 0)


def test_it_shows_an_advocate_only_what_is_behind_the_advocates_wall(cast: Cast, planted: list[Planted]) -> None:
    advocate = viewing(cast.advocate)
    drawn = worklist.page(advocate, ListFilter(), None, NOW, ZONE, 500)
    assert {row.queue for row in drawn.rows} == {"advocate"}


@pytest.mark.parametrize("member", ["officer", "supervisor", "admin"])
def test_it_shows_no_row_to_those_who_work_none(cast: Cast, planted: list[Planted], member: str) -> None:
    drawn = worklist.page(viewing(getattr(cast, member)), ListFilter(), None, NOW, ZONE)
    assert (drawn.rows, sum(drawn.counts.values())) == ((), 0)


def test_it_shows_a_clinician_nothing_of_an_agency_that_is_not_served(cast: Cast, planted: list[Planted]) -> None:
    elsewhere = {row.id for row in planted if row.agency == cast.officer_elsewhere.agency}
    shown = set(all_pages(viewing(cast.refused), ListFilter(), 500))
    assert shown
    assert shown <= elsewhere


def test_it_shows_nothing_of_one_agency_through_a_cursor_of_another(cast: Cast, planted: list[Planted], clinician: Viewer) -> None:
    theirs = worklist.page(clinician, ListFilter(), None, NOW, ZONE, 5).next
    ids = [row.id for row in worklist.page(viewing(cast.refused), ListFilter(), theirs, NOW, ZONE, 500).rows]
    assert set(ids) <= {row.id for row in planted if row.agency == cast.officer_elsewhere.agency}


@pytest.mark.parametrize("text", ["", "x", "bm90IGpzb24", "WzEsMiwzLDRd", str(Cursor(NOW, Key(1, NOW, "x")))[:-4]])
def test_it_begins_again_at_a_cursor_that_no_page_gave_out(text: str) -> None:
    assert Cursor.of_text(text) is None


def test_it_names_the_officer_and_says_what_is_overdue(planted: list[Planted], clinician: Viewer) -> None:
    row = worklist.page(clinician, ListFilter(Tab.OVERDUE), None, NOW, ZONE).rows[0]
    assert (row.officer, row.overdue, row.summary) == ("Ada Okafor", True, "suicide threat")


@pytest.mark.parametrize(("chosen", "statements"), [(ListFilter(), 3), (ListFilter(Tab.CLOSED), 4), (ListFilter(text="doe"), 4)])
def test_it_draws_a_page_in_a_fixed_number_of_statements(
    planted: list[Planted], clinician: Viewer, chosen: ListFilter, statements: int
) -> None:
    for size in (1, 100):
        with counted_statements() as seen:
            worklist.page(clinician, chosen, None, NOW, ZONE, size)
        assert len(seen) == statements, seen


def test_it_can_be_narrowed_to_one_agency_and_one_queue_and_never_widened(cast: Cast, planted: list[Planted], clinician: Viewer) -> None:
    def shown(chosen: ListFilter) -> int:
        return len(worklist.page(clinician, chosen, None, NOW, ZONE, 500).rows)

    assert shown(ListFilter()) == shown(ListFilter(agency=cast.officer.agency)) == shown(ListFilter(queue="clinician")) > 0
    assert shown(ListFilter(agency=cast.officer_elsewhere.agency)) == shown(ListFilter(queue="advocate")) == 0


@of_sqlites_plans
@pytest.mark.parametrize("tab", list(Tab))
@pytest.mark.parametrize("whose", list(Whose))
@pytest.mark.parametrize("paged", [False, True])
def test_it_reads_keys_from_the_index_alone(planted: list[Planted], clinician: Viewer, tab: Tab, whose: Whose, paged: bool) -> None:
    chosen = ListFilter(tab, whose=whose)
    after = worklist.page(clinician, chosen, None, NOW, ZONE, 3).next if paged else None
    steps = plan_of(lambda: list_keys.indexed_keys(clinician, chosen, after, NOW, ZONE, most=51))
    reads = [step for step in steps if "follow_up" in step or step.startswith("SEARCH")]
    assert reads
    assert all("COVERING INDEX" in step and "acuity_rank=?" in step for step in reads), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps


@of_sqlites_plans
@pytest.mark.parametrize("whose", list(Whose))
def test_it_counts_from_the_index_alone(planted: list[Planted], clinician: Viewer, whose: Whose) -> None:
    steps = plan_of(lambda: list_keys.indexed_counts(clinician, ListFilter(whose=whose), NOW, ZONE))
    reads = [step for step in steps if step.startswith("SEARCH")]
    assert len(reads) == 4
    assert all("COVERING INDEX" in step and "acuity_rank=? AND due_at" in step for step in reads), steps


def test_it_counts_no_further_than_anybody_would(planted: list[Planted], clinician: Viewer) -> None:
    counts = list_keys.indexed_counts(clinician, ListFilter(), NOW, ZONE, most=3)
    assert counts[Tab.WEEK] == 3


@of_sqlites_plans
@pytest.mark.parametrize("chosen", [ListFilter(), ListFilter(Tab.CLOSED), ListFilter(text="doe")])
def test_it_looks_up_rows_by_their_keys_and_walks_no_table(planted: list[Planted], clinician: Viewer, chosen: ListFilter) -> None:
    steps = plan_of(lambda: worklist.page(clinician, chosen, None, NOW, ZONE))
    assert not any(step.startswith("SCAN t") for step in steps), steps
    assert not any("follow_up_agency" in step and "COVERING" not in step for step in steps), steps


@of_sqlites_plans
def test_it_works_no_harder_for_five_times_as_many(cast: Cast, clinician: Viewer) -> None:
    def effort(tab: Tab, whose: Whose) -> int:
        return machine_steps(lambda: list_keys.indexed_keys(clinician, ListFilter(tab, whose=whose), None, NOW, ZONE, most=6))

    plant([cast.officer.agency], cast.officer.id, NOW, 2_000, owner=clinician.user)
    few = {chosen: effort(*chosen) for chosen in product(set(Tab) - {Tab.TODAY}, Whose)}
    plant([cast.officer.agency], cast.officer.id, NOW, 8_000, seed=2, owner=clinician.user)
    assert {chosen: effort(*chosen) for chosen in few} == few


def test_it_finds_people_by_the_beginning_of_any_of_their_names(cast: Cast, planted: list[Planted], clinician: Viewer) -> None:
    names = {row.name for row in worklist.page(clinician, ListFilter(text="ÁLV"), None, NOW, ZONE, 500).rows}
    assert names == {"Rosa Álvarez-Doe"}


def test_it_finds_a_name_in_arabic_script(cast: Cast, planted: list[Planted], clinician: Viewer) -> None:
    assert worklist.page(clinician, ListFilter(text="لَيلى"), None, NOW, ZONE).rows[0].name == "ليلى الحداد"


def test_it_says_so_when_a_text_fits_too_many(cast: Cast, clinician: Viewer) -> None:
    plant([cast.officer.agency], cast.officer.id, NOW, 1_000)
    assert worklist.page(clinician, ListFilter(text="d"), None, NOW, ZONE).too_many


def plan_of(ask: Callable[[], Any]) -> list[str]:
    """What SQLite means to do for the statement that `ask` runs."""
    steps: list[str] = []
    execute = database.obj.execute_sql

    def explained(sql: str, params: Any = None) -> Any:
        steps.extend(row[3] for row in execute(f"EXPLAIN QUERY PLAN {sql}", params))
        return execute(sql, params)

    database.obj.execute_sql = explained
    try:
        ask()
    finally:
        del database.obj.execute_sql
    return steps


def machine_steps(ask: Callable[[], Any]) -> int:
    """How many instructions SQLite's machine ran: the same on every computer."""
    ran = 0

    def one_more() -> int:
        nonlocal ran
        ran += 1
        return 0

    connection = database.obj.connection()
    connection.set_progress_handler(one_more, 1)
    try:
        ask()
    finally:
        connection.set_progress_handler(None, 1)
    return ran
