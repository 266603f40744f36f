"""The journal of a server that really runs: soon after a receipt, after a kill, and when its disk fails."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from fieldform.upkeep import journal_lines
from fieldform.upkeep.journal import LAG_SECONDS, files, keeper
from fieldform.upkeep.journal_read import read_through
from sync.encoding import sha256, unb64
from tests.support.cast import create_cast
from tests.support.ground import sqlite_only
from tests.support.pusher import Pusher, enrolled
from tests.support.servers import LiveServer, prepare

pytestmark = sqlite_only("PostgreSQL goes back by its own archive")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    (tmp_path / "journal").mkdir()
    found = prepare(tmp_path / "server", journal_folder=str(tmp_path / "journal"))
    yield found
    found.kill()


@pytest.fixture
def car(server: LiveServer) -> Pusher:
    with server.records():
        return enrolled(server, create_cast(datetime.now(UTC)).officer, "car 12")


def journaled(server: LiveServer) -> set[bytes]:
    """The hashes of the bodies in all its whole lines."""
    assert server.config.journal is not None
    raw = [line for path in files(server.config.journal) for line in path.read_bytes().split(b"\n")[:-1]]
    return {sha256(unb64(says["body"])) for line in raw if "body" in (says := journal_lines.unsealed(line))}


def acknowledged(car: Pusher) -> set[bytes | None]:
    return {receipt.body_hash for receipt in car.received}


def within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        Event().wait(0.02)
    return true()


def test_f7_an_acknowledged_record_is_in_the_journal_within_five_seconds(server: LiveServer, car: Pusher) -> None:
    server.start()
    car.push_new(20)
    assert within(LAG_SECONDS, lambda: acknowledged(car) <= journaled(server))


def test_f7_what_a_killed_server_had_not_written_yet_is_written_when_it_starts_again(server: LiveServer, car: Pusher) -> None:
    server.start()
    for _ in range(4):
        car.push_new(5)
    server.kill()
    server.start()
    car.push_new(1)
    assert within(LAG_SECONDS, lambda: acknowledged(car) <= journaled(server))
    assert server.config.journal is not None
    read_through(server.config.journal, server.keys, datetime.now(UTC))


def test_f7_a_stopped_server_has_written_all_that_it_acknowledged(server: LiveServer, car: Pusher) -> None:
    server.start()
    car.push_new(20)
    server.stop()
    assert acknowledged(car) <= journaled(server)


def test_f7_a_journal_that_cannot_be_written_stops_no_push_and_is_said_once(server: LiveServer, car: Pusher) -> None:
    folder = server.config.journal
    assert folder is not None
    folder.rmdir()
    server.start()
    car.push_new(3)
    assert within(LAG_SECONDS, lambda: "journal could not be written" in server.log.read_text())
    folder.mkdir()
    car.push_new(1)
    assert within(2 * LAG_SECONDS, lambda: acknowledged(car) <= journaled(server))
    assert server.log.read_text().count("journal could not be written") == 1


def test_f7_without_a_folder_for_it_nobody_writes_it(tmp_path: Path) -> None:
    found = prepare(tmp_path)
    assert keeper(found.config, found.keys, lambda: datetime.now(UTC)) is None
