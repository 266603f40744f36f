"""Lost power: of what was written since the last fsync any part may be gone, in any order, and the last of it torn (F1, F2).

The writes and fsyncs of a working server are recorded with their bytes (tracing.py). For a moment in that record the disk is put together
as it may be found afterwards: everything before the last fsync of each file, and of what came later whatever the seed leaves. Every receipt
that a car held by then must be in it. SQLCipher takes no storage layer of ours, so this stands below it, where the kernel is.

Public: run, left_out.
"""

import shutil
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from threading import Event

from tests.faults_real.cars import Car, cars_of, driving
from tests.faults_real.found import Found, Task
from tests.faults_real.images import held_by
from tests.faults_real.oracles import all_arrived
from tests.faults_real.tracing import NAMES, Write, left_out, recording
from tests.support.servers import LiveServer, prepare

__all__ = ["left_out", "run"]

SECONDS = 2.0
SECTOR = 512


def run(task: Task) -> Found:
    """One record of a server under load, and `times` moments at which its power is cut; as often on a disk that lies about fsync."""
    found, draw, told = Found("power"), Random(task.seed), Counter[str]()
    server = prepare(task.folder / "server")
    cars = cars_of(server, task.seed)
    writes = _recorded(server, cars, task.folder)
    found.broken += all_arrived(cars)
    server.kill()
    for case in task.cases():
        at = draw.uniform(writes[0].at, writes[-1].at)
        held = {name: receipt for car in cars for name, receipt in car.receipts.items() if car.came_at[name] <= at}
        for honest in (True, False):
            _disk_after(task.folder, [write for write in writes if write.at <= at], draw, honest=honest)
            verdict, words = held_by(task.folder / "found", server, held)
            told[f"{'honest' if honest else 'lying'} disk: {verdict}"] += 1
            found.broken += words if honest else []
        found.cases = case
        task.tell(f"cut {case} of {task.times} with {len(held)} acknowledged")
    found.figures = {"writes and fsyncs recorded": len(writes), **dict(sorted(told.items()))}
    return found


def _recorded(server: LiveServer, cars: Sequence[Car], folder: Path) -> list[Write]:
    """`folder/base` is what the disk held before; the server goes on working afterwards."""
    server.start()
    server.falls_silent()
    (folder / "base").mkdir()
    for name in NAMES:
        if (server.config.data_folder / name).exists():
            shutil.copy(server.config.data_folder / name, folder / "base" / name)
    server.answers_again()
    with recording(server, folder / "trace") as writes:
        began = time.monotonic()
        with driving(cars):
            while time.monotonic() - began < SECONDS or sum(len(car.receipts) for car in cars) < 20:
                Event().wait(0.05)
    return writes


def _disk_after(folder: Path, writes: Sequence[Write], draw: Random, *, honest: bool) -> None:
    """`folder/found`. A disk that lies says that it has synced and has not: there nothing since the beginning is sure."""
    found = folder / "found"
    shutil.rmtree(found, ignore_errors=True)
    shutil.copytree(folder / "base", found)
    for name in NAMES:
        own = [write for write in writes if write.name == name]
        sure = max((place for place, write in enumerate(own, 1) if write.call == "fsync"), default=0) if honest else 0
        if own:
            (found / name).touch()
            _written(found / name, [*own[:sure], *_left(own[sure:], draw)])


def _left(unsure: Sequence[Write], draw: Random) -> list[Write]:
    """None of it, a beginning of it, or any of it; what is left may be torn at a sector."""
    kept = draw.choice(("none", "beginning", "any"))
    chosen = list(unsure[: draw.randint(0, len(unsure))] if kept == "beginning" else unsure if kept == "any" else ())
    chosen = [write for write in chosen if kept != "any" or draw.random() < 0.5]
    if chosen and chosen[-1].call == "pwrite64":
        last = chosen.pop()
        torn = last.content[: draw.randint(0, len(last.content) // SECTOR) * SECTOR]
        chosen.append(Write(last.at, last.call, last.name, last.offset, torn))
    return chosen


def _written(file: Path, writes: Sequence[Write]) -> None:
    with file.open("r+b") as into:
        for write in writes:
            if write.call == "ftruncate":
                into.truncate(write.offset)
            elif write.call == "pwrite64":
                into.seek(write.offset)
                into.write(write.content)
