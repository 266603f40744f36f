"""Rows that are written together: nobody notices but the database."""

import logging
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from peewee import IntegrityError

from sync.gathering import Misplaced, add, add_unless_there, asked_once, gathered
from sync.tables import database
from tests.sync.toy import Entry, Toy


def enter(number: int) -> None:
    add(Entry, submission_id="s", revision=number, answers={"number": number})


def gather(*numbers: int, then: Callable[[], object] = int) -> None:
    with gathered(database):
        for number in numbers:
            enter(number)
        then()


def inserts(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [str(record.msg) for record in caplog.records if "INSERT" in str(record.msg)]


def test_it_writes_at_once_where_nothing_is_gathered(toy: Toy) -> None:
    enter(1)
    assert Entry.get().answers == {"number": 1}


@pytest.mark.usefixtures("toy")
def test_it_writes_what_was_gathered_in_one_statement(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "peewee"):
        gather(*range(40))
    assert len(inserts(caplog)) == 1
    assert [entry.answers["number"] for entry in Entry.select()] == list(range(40))


@pytest.mark.usefixtures("toy")
def test_whoever_asks_finds_the_rows_that_wait() -> None:
    with gathered(database):
        enter(1)
        assert Entry.select().count() == 1


@pytest.mark.usefixtures("toy")
def test_whoever_changes_rows_changes_those_that_wait() -> None:
    with gathered(database):
        enter(1)
        Entry.update(revision=2).execute()
    assert Entry.get().revision == 2


@pytest.mark.usefixtures("toy")
def test_it_undoes_all_where_one_row_breaks_the_schema() -> None:
    with pytest.raises(IntegrityError):
        gather(1, 2, 2)
    assert Entry.select().count() == 0


@pytest.mark.usefixtures("toy")
def test_it_undoes_what_was_sent_where_something_is_raised_later() -> None:
    with pytest.raises(ZeroDivisionError):
        gather(1, 2, then=lambda: Entry.select().count() // 0)
    assert Entry.select().count() == 0


@pytest.mark.usefixtures("toy")
def test_it_has_no_savepoint_within_that_could_take_back_part_of_it() -> None:
    with pytest.raises(Misplaced):
        gather(1, then=database.atomic)
    assert Entry.select().count() == 0


@pytest.mark.usefixtures("toy")
def test_it_asks_once_for_each_batch() -> None:
    asked: list[int] = []

    @asked_once
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    with gathered(database):
        assert [double(2), double(3), double(2)] == [4, 6, 4]
    assert asked == [2, 3]
    assert double(2) == 4
    assert asked == [2, 3, 2]


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("together", [True, False])
def test_it_leaves_a_row_alone_that_is_there(*, together: bool) -> None:
    with gathered(database) if together else nullcontext():
        for text in ("first", "second"):
            add_unless_there(Entry, submission_id="s", revision=1, answers={"text": text})
    assert [entry.answers["text"] for entry in Entry.select()] == ["first"]
