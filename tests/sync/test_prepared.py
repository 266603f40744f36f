"""Words that are made once answer as the query itself would."""

import logging
from typing import Any

import pytest

from sync.gathering import add, gathered
from sync.prepared import prepared, prepared_of
from sync.tables import database
from tests.sync.toy import Entry, Toy


@prepared
def numbers(submission: Any, revisions: Any) -> Any:
    chosen = (Entry.submission_id == submission) & Entry.revision.in_(revisions) & (Entry.revision > 1)
    return Entry.select(Entry.revision).where(chosen).order_by(Entry.revision.desc())


@prepared_of(Entry)
def whole(revision: Any) -> Any:
    return Entry.select().where(Entry.revision == revision)


@prepared
def move(revision: Any, to: Any) -> Any:
    return Entry.update(revision=to).where(Entry.revision == revision)


@pytest.fixture
def entries(toy: Toy) -> Toy:
    for number in range(1, 6):
        add(Entry, submission_id="s", revision=number, answers={})
    return toy


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(("revisions", "found"), [([], []), ([3], [3]), ([1, 2, 5, 9], [5, 2])])
def test_it_answers_for_any_number_of_values(revisions: list[int], found: list[int]) -> None:
    assert [number for (number,) in numbers("s", revisions)] == found
    assert numbers("another", revisions) == []


@pytest.mark.usefixtures("entries")
def test_it_binds_what_is_passed_and_writes_none_of_it_into_the_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "peewee"):
        assert numbers("'; DROP TABLE toy_entry; --", [1]) == []
    assert "DROP" not in caplog.records[-1].msg[0]


@pytest.mark.usefixtures("toy")
def test_it_finds_the_rows_that_wait() -> None:
    with gathered(database):
        add(Entry, submission_id="s", revision=2, answers={})
        assert [number for (number,) in numbers("s", [2])] == [2]


@pytest.mark.usefixtures("entries")
def test_it_answers_whole_rows_of_a_table() -> None:
    assert [(entry.submission_id, entry.revision, entry.answers) for entry in whole(3)] == [("s", 3, {})]
    assert whole(99) == []


@pytest.mark.usefixtures("entries")
def test_it_changes_what_its_query_changes() -> None:
    assert move(5, 50) == []
    assert [number for (number,) in numbers("s", [2, 5, 50])] == [50, 2]
