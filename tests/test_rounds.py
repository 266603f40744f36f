"""What the server does by itself: round after round, whatever goes wrong, and once more when it is told to stop."""

import logging
import threading
from pathlib import Path

import pytest
from peewee import SqliteDatabase

from fieldform.access.models import Agency
from fieldform.rounds import Rounds
from sync.tables import database
from tests.alerting.test_watchman import wait_until
from tests.support.ground import bare

COMPLAINT = "It could not be done. It is tried again"


def test_it_goes_on_after_a_round_that_failed_and_says_it_once(caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []

    def task() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OSError(28, "No space left on device")

    rounds = Rounds("under test", task, COMPLAINT, every=0.01)
    with bare((Agency,)), caplog.at_level(logging.ERROR):
        rounds.start()
        wait_until(lambda: len(tries) > 3)
        rounds.stop()
    assert [record.getMessage() for record in caplog.records] == [f"{COMPLAINT} (No space left on device)."]
    assert not rounds.is_running


def test_it_goes_on_after_records_that_could_not_be_opened(tmp_path: Path) -> None:
    before, done = database.obj, threading.Event()
    out_of_reach = tmp_path / "not mounted yet"
    database.initialize(SqliteDatabase(str(out_of_reach / "records.db")))
    rounds = Rounds("under test", done.set, COMPLAINT, every=0.01)
    try:
        rounds.start()
        assert not done.wait(0.1)
        out_of_reach.mkdir()
        assert done.wait(10)
    finally:
        rounds.stop()
        database.initialize(before)


def test_what_comes_while_a_round_is_under_way_is_done_before_it_stops() -> None:
    looked, go_on = threading.Event(), threading.Event()
    waiting, done = [1], list[int]()

    def task() -> None:
        found = list(waiting)
        looked.set()
        go_on.wait(10)
        done[:] = found

    rounds = Rounds("under test", task, COMPLAINT, every=10, farewell=10)
    with bare((Agency,)):
        rounds.start()
        looked.wait(10)
        waiting.append(2)
        threading.Timer(0.1, go_on.set).start()
        rounds.stop()
    assert done == [1, 2]


def test_what_hangs_does_not_keep_a_server_that_was_told_to_stop() -> None:
    hung = threading.Event()
    rounds = Rounds("under test", lambda: hung.wait(30), COMPLAINT, every=10, farewell=0.1)
    with bare((Agency,)):
        rounds.start()
        rounds.stop()
        assert rounds.is_running
        hung.set()
        wait_until(lambda: not rounds.is_running)
