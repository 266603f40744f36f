"""The encrypted database under several threads: writers take turns, and one that fails passes its turn on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

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
