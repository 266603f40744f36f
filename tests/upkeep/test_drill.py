"""The drill: a backup while four cars push through a real server, the machine lost, a clean one restored, the cars heal it.

`make drill` runs it alone and prints how long each part took. RPO: what was received after the backup and must be offered again; RTO: how
long until the restored server answers.
"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from fieldform.commands import records
from fieldform.config import Config
from fieldform.keys_folder import load_keys
from fieldform.upkeep import backup, restore
from fieldform.upkeep.keeping import Keep
from sync.decide import Outcome
from sync.lives import instance_id
from sync.models import Instance, StoredEnvelope
from sync.receipts import Receipt
from tests.support.cast import create_cast
from tests.support.ground import lay
from tests.support.ports import free_port
from tests.support.pusher import Pusher, enrolled, pushing
from tests.support.servers import LiveServer, prepare

CARS = 4


@dataclass
class Drill:
    """`before` and `after`: the receipts that had come when the backup began and those of the whole night."""

    cars: list[Pusher]
    made: backup.Made
    before: list[Receipt]
    after: list[Receipt]
    restored: LiveServer
    instance: str
    seconds: float


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    lost, folder = prepare(tmp_path_factory.mktemp("lost")), tmp_path_factory.mktemp("backups")
    with lost.records():
        cast = create_cast(datetime.now(UTC))
        cars = [enrolled(lost, cast.officer, f"car {number}") for number in range(CARS)]
    lost.start()
    with pushing(cars):
        wait_for(cars, 200)
        before = [receipt for car in cars for receipt in list(car.received)]
        with lost.records():
            instance = str(Instance.get().id)
            made = backup.make(lost.config, lost.keys, folder, Keep(), datetime.now(UTC))
        wait_for(cars, len(before) + 100)
    lost.kill()
    after = [receipt for car in cars for receipt in car.received]
    began = time.monotonic()
    restored = clean_machine(lost, made.path, tmp_path_factory.mktemp("clean"))
    restored.start()
    seconds = time.monotonic() - began
    yield Drill(cars, made, before, after, restored, instance, seconds)
    restored.kill()


def clean_machine(lost: LiveServer, source: Path, folder: Path) -> LiveServer:
    """Another machine: nothing of the first but the backup and the copy of its keys from the safe."""
    port = free_port()
    on: dict[str, Any] = {"port": port, "url": f"http://localhost:{port}"}
    if lost.config.database_url:
        config, _ = lay(folder, **on)  # A database of its own, in which there is something already.
    else:
        shutil.copytree(lost.config.keys_folder, folder / "keys")
        config = Config(data_folder=folder / "records", keys_folder=folder / "keys", **on)
    keys = load_keys(config.keys_folder)
    restore.restore(source, config, keys, datetime.now(UTC), records.prepare, over=True)
    return LiveServer(config=config, keys=keys, log=folder / "server.log")


def test_it_was_made_while_all_of_them_pushed(drill: Drill) -> None:
    assert len(drill.before) >= 200
    assert len(drill.after) >= len(drill.before) + 100
    assert {receipt.outcome for receipt in drill.after} == {Outcome.ACCEPTED}


def test_f5_every_receipt_from_before_it_is_in_the_restored_records(drill: Drill) -> None:
    with drill.restored.records():
        stored = {(row.envelope_id, bytes(row.body_hash)) for row in StoredEnvelope.select()}
    assert {(receipt.id, receipt.body_hash) for receipt in drill.before} <= stored
    assert len(drill.before) <= drill.made.envelopes <= len(drill.after)


def test_it_is_a_new_life_of_the_database(drill: Drill) -> None:
    assert drill.made.manifest.instance == drill.instance
    with drill.restored.records():
        assert instance_id() != drill.instance


def test_f8_a_server_restored_from_backup_devices_send_again_and_heal_it(drill: Drill) -> None:
    """What each car keeps sealed it offers again: what is there gets the receipt of the first time, the rest is taken in. Last here."""
    for car in drill.cars:
        car.server = drill.restored
        first = {receipt.id: receipt for receipt in car.received}
        for start in range(0, len(car.sent), 100):
            again = car.push(car.sent[start : start + 100])
            assert {receipt.outcome for receipt in again} == {Outcome.ACCEPTED}
            assert {receipt.id for receipt in again} <= first.keys()
    with drill.restored.records():
        assert {row.envelope_id for row in StoredEnvelope.select()} == {receipt.id for receipt in drill.after}


def test_f5_it_says_how_long_it_took(drill: Drill, capsys: pytest.CaptureFixture[str]) -> None:
    lost = len(drill.after) - drill.made.envelopes
    with capsys.disabled():
        print(
            f"\nThe drill: {drill.made.envelopes} envelopes backed up under load and read back in {drill.made.seconds:.2f} s; "
            f"RTO {drill.seconds:.2f} s from a bare folder to an answering server; "
            f"RPO: {lost} envelopes were newer than the backup, and the cars still held all of them."
        )
    assert drill.seconds < 60


def wait_for(cars: list[Pusher], receipts: int) -> None:
    """Until so many have come in all."""
    deadline = time.monotonic() + 60
    while sum(len(car.received) for car in cars) < receipts:
        assert time.monotonic() < deadline, "nothing comes through"
        Event().wait(0.02)
