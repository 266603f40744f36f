"""The encrypted database under several threads: writers take turns, and one that fails passes its turn on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest

from fieldform import database as opening
from fieldform.database import give_back
from sync.models import Refusal
from sync.tables import database
from tests.support.ground import lay, opened, sqlite_only

pytestmark = sqlite_only("is about the file and its one writer")

TODAY = "2026-11-23"


@pytest.fixture
def count(tmp_path: Path) -> Iterator[None]:
    """A row with a number in it."""
    with opened(*lay(tmp_path)):
        Refusal.create(on=TODAY, reason="counted", count=0)
        yield


def add_one(_: int = 0) -> None:
    with database.connection_context(), database.atomic():
        row = Refusal.get()
        row.count += 1
        row.save()


@pytest.mark.usefixtures("count")
def test_writers_take_turns_and_none_is_sent_away() -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(80)))
    assert Refusal.get().count == 80


def fail() -> None:
    with database.atomic():
        Refusal.update(count=5).execute()
        raise ZeroDivisionError


@pytest.mark.usefixtures("count")
def test_a_writer_that_fails_passes_its_turn_on() -> None:
    with pytest.raises(ZeroDivisionError):
        fail()
    with ThreadPoolExecutor(1) as threads:
        threads.submit(add_one).result(timeout=10)
    assert Refusal.get().count == 1


def borrowed() -> object:
    """The connection that a request of a thread of its own works on."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(_borrowed).result(timeout=10)


def _borrowed() -> object:
    database.connect()
    connection = database.connection()
    give_back(database.obj)
    return connection


@pytest.mark.usefixtures("count")
def test_a_connection_is_passed_on_to_whoever_comes_next() -> None:
    assert borrowed() is borrowed()


@pytest.mark.usefixtures("count")
def test_a_connection_that_somebody_uses_is_passed_on_to_nobody() -> None:
    assert borrowed() is not database.connection()


@pytest.mark.usefixtures("count")
def test_one_that_was_left_inside_a_transaction_is_passed_on_to_nobody() -> None:
    with ThreadPoolExecutor(1) as threads:
        threads.submit(_left_in_a_transaction).result(timeout=10)
    add_one()
    assert Refusal.get().count == 1


def _left_in_a_transaction() -> None:
    database.connect()
    database.connection().execute("BEGIN IMMEDIATE")
    give_back(database.obj)


@pytest.mark.usefixtures("count")
def test_closing_leaves_no_connection_that_nobody_uses() -> None:
    before = borrowed()
    database.close()
    assert borrowed() is not before


@pytest.mark.usefixtures("count")
def test_a_turn_that_was_taken_and_came_to_nothing_is_passed_on_with_the_connection() -> None:
    """Memory can run out between the beginning of a transaction and the word that it began."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(_begun_and_given_back).result(timeout=10)
    add_one()
    assert Refusal.get().count == 1


def _begun_and_given_back() -> None:
    database.connect()
    database.begin()
    give_back(database.obj)


@pytest.mark.usefixtures("count")
def test_a_turn_whose_thread_has_died_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_PATIENCE", 0.01)
    dying = Thread(target=_begun_and_left)
    dying.start()
    dying.join()
    add_one()
    add_one()
    assert Refusal.get().count == 2


def _begun_and_left() -> None:
    database.connect()
    database.begin()
