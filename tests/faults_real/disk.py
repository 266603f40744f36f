"""A disk that is full, one that may only be read, and one whose writes and fsyncs fail, under a server that works (S4, S6, S8).

Public: run, left_out.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fieldform.config import Config
from tests.faults_real import tracing
from tests.faults_real.cars import Car, cars_of, driving, more_within, received
from tests.faults_real.found import Found, Task
from tests.faults_real.oracles import all_arrived
from tests.support.servers import LiveServer, prepare

ROOM = 1_500_000
ERRORS = (("fsync", "EIO"), ("pwrite64", "EIO"), ("pwrite64", "ENOSPC"))
PATIENCE = 60.0
ENOUGH = 5


def left_out() -> str:
    return tracing.left_out() or ("" if shutil.which("mount") else "there is no mount")


def run(task: Task) -> Found:
    """Each case: full, writes that fail in each way, and a start where nothing may be written; everything arrives after each."""
    found = Found("disk")
    server = prepare(task.folder / "server")
    cars = cars_of(server, task.seed, count=2)
    with _small_disk(server.config) as disk:
        server.start()
        try:
            for case in task.cases():
                found.broken += _full(server, cars, disk) + _failing(server, cars) + _read_only(server, cars, disk)
                found.cases = case
                task.tell(f"round {case} of {task.times}, {received(cars)} acknowledged")
            found.broken += all_arrived(cars)
        finally:
            server.kill()
    found.figures = {"acknowledged": received(cars), "told to come again (503)": sum(car.told_to_wait for car in cars)}
    return found


def _full(server: LiveServer, cars: Sequence[Car], disk: Path) -> list[str]:
    """Until pushes are refused; then room is made, and it goes on by itself."""
    _mount("-o", f"remount,size={_used(disk) + ROOM}", str(disk))
    with driving(cars):
        broken = more_within(PATIENCE, _refused, cars, ENOUGH, "the disk is full and nothing is refused")
        broken += [] if server.answers() else ["O6: no health on a full disk"]
        _mount("-o", "remount,size=200m", str(disk))
        broken += _goes_on(cars)
    return broken + all_arrived(cars)


def _failing(server: LiveServer, cars: Sequence[Car]) -> list[str]:
    broken = []
    for call, error in ERRORS:
        with driving(cars):
            with tracing.failing(server, call, error):
                broken += more_within(PATIENCE, _refused, cars, ENOUGH, f"{call} fails and nothing is refused")
                broken += [] if server.answers() else [f"O6: no health while {call} fails"]
            broken += _goes_on(cars)
        broken += all_arrived(cars)
    return broken


def _read_only(server: LiveServer, cars: Sequence[Car], disk: Path) -> list[str]:
    """It refuses to start, in a line that says why; nothing is changed by that."""
    server.stop()
    _mount("-o", "remount,ro", str(disk))
    said = server.refuses_to_start()
    _mount("-o", "remount,rw", str(disk))
    server.start()
    plain = len(said.splitlines()) == 1 and "Traceback" not in said
    return ([] if plain else [f"S8: it said {said[-300:]!r}"]) + all_arrived(cars)


def _goes_on(cars: Sequence[Car]) -> list[str]:
    return more_within(PATIENCE, received, cars, 1, "it does not go on by itself")


def _refused(cars: Sequence[Car]) -> int:
    return sum(car.told_to_wait for car in cars)


@contextmanager
def _small_disk(config: Config) -> Iterator[Path]:
    """The folder of the records on a disk of its own, in memory, whose size can be changed."""
    folder = config.data_folder
    aside = folder.rename(folder.with_name("aside"))
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", "size=200m", "tmpfs", str(folder))
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def _used(disk: Path) -> int:
    return shutil.disk_usage(disk).used
