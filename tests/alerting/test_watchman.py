"""The thread that sends alerts: woken by what comes in, and stopped with its server, whatever the mail server does."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fieldform.alerting import watchman
from fieldform.record.alerts import Alert
from tests.alerting.conftest import at, config, reach, red
from tests.alerting.test_alerts import DAY
from tests.record.rows import plant
from tests.support.cast import create_cast
from tests.support.house import Device, House
from tests.support.mailbox import Mailbox
from tests.support.pusher import enrolled
from tests.support.servers import prepare


def test_it_looks_as_soon_as_it_is_woken(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    rounds = watchman(config(house), lambda: house.now)
    rounds.start()
    red(device)
    rounds.wake()
    wait_until(lambda: bool(mailbox.letters))
    rounds.stop()
    assert not any(thread.name == "alerts" for thread in threading.enumerate())


def test_it_goes_on_after_a_look_that_failed(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    failing = iter([True])

    def clock() -> object:
        if next(failing, False):
            raise OSError
        return house.now

    rounds = watchman(config(house), clock)  # type: ignore[arg-type]
    rounds.start()
    red(device)

    def told() -> bool:
        rounds.wake()
        return bool(mailbox.letters)

    wait_until(told)
    rounds.stop()
    assert Alert.select().count() == 1


def test_a_server_stops_while_the_mail_server_hangs(tmp_path: Path, mailbox: Mailbox) -> None:
    settings = {"mail_host": "127.0.0.1", "mail_port": mailbox.port, "mail_from": "a@example.gov", "mail_starttls": False}
    server, now = prepare(tmp_path, mail_patience_seconds=60, **settings), datetime.now(UTC)
    with server.records():
        cast = create_cast(now)
        reach(cast.clinician, "dana@harbor.example", "")
        plant([cast.officer.agency], cast.officer.id, now, 30)
    mailbox.hangs = True
    server.start()
    wait_until(lambda: mailbox.asked > 0)
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 10


def test_an_anchor_file_that_hangs_keeps_no_alert_waiting(tmp_path: Path, mailbox: Mailbox) -> None:
    """As on a disk of another machine that has gone: whoever reads it waits for ever."""
    os.mkfifo(tmp_path / "anchors")
    settings = {"mail_host": "127.0.0.1", "mail_port": mailbox.port, "mail_from": "a@example.gov", "mail_starttls": False}
    server, now = prepare(tmp_path / "server", anchor_file=str(tmp_path / "anchors"), **settings), datetime.now(UTC)
    with server.records():
        cast = create_cast(now)
        reach(cast.clinician, "dana@harbor.example", "")
        car = enrolled(server, cast.officer, "car 12")
        plant([cast.officer.agency], cast.officer.id, now, 30)
    server.start()
    wait_until(lambda: bool(mailbox.letters))
    with server.records():
        plant([cast.officer.agency], cast.officer.id, now, 30, seed=2)
    first = len(mailbox.letters)
    car.push_new(1)
    wait_until(lambda: len(mailbox.letters) > first)
    server.kill()


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        threading.Event().wait(0.02)
