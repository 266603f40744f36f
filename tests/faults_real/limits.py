"""A running server is put under the limits that an operating system sets: open files, the size of a file, memory (S5).

prlimit changes them from outside, as an administrator could, and takes them back. Public: run, left_out.
"""

import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.faults_real.cars import AT_ONCE, Car, cars_of, driving, more_within, received
from tests.faults_real.found import Found, Task
from tests.faults_real.oracles import all_arrived
from tests.support.open_files import open_files
from tests.support.servers import LiveServer, prepare

PATIENCE = 10.0
WAITS = 1.0
ENOUGH = 2
FEW = 8
SOME_ROOM = 500_000
ONE_HEAP = "MALLOC_ARENA_MAX"


def left_out() -> str:
    return "" if sys.platform == "linux" else "only Linux sets limits from outside"


def run(task: Task) -> Found:
    """Each case: a fresh process, every limit in turn; nothing is refused for good, the process goes on by itself, everything arrives."""
    found = Found("limits")
    server = prepare(task.folder / "server")
    cars = cars_of(server, task.seed, count=2, patience=WAITS)
    for case in task.cases():
        draw = Random(f"{task.seed} {case}")
        with _running(server):
            for name, limit in LIMITS.items():
                found.broken += _under(server, cars, name, limit(server.process_id, draw))
            found.broken += all_arrived(cars)
        found.cases = case
        task.tell(f"round {case} of {task.times}, {received(cars)} acknowledged")
    found.figures = {"acknowledged": received(cars), "told to come again (503)": sum(car.told_to_wait for car in cars)}
    found.figures["not answered"] = sum(car.failures for car in cars)
    return found


@contextmanager
def _running(server: LiveServer) -> Iterator[None]:
    """One heap for all its threads, with nothing set aside for each: that a limit on memory is soon felt."""
    server.surroundings[ONE_HEAP] = "1"
    server.start()
    try:
        yield
    finally:
        server.kill()


def _files(_process: int, _draw: Random) -> tuple[int, int]:
    return resource.RLIMIT_NOFILE, FEW


def _file_size(process: int, draw: Random) -> tuple[int, int]:
    log = max((Path(name).stat().st_size for name in open_files(process) if name.endswith("-wal")), default=0)
    return resource.RLIMIT_FSIZE, draw.randint(0, log)


def _memory(process: int, draw: Random) -> tuple[int, int]:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[0])
    return resource.RLIMIT_AS, pages * resource.getpagesize() + draw.randint(0, SOME_ROOM)


LIMITS: dict[str, Callable[[int, Random], tuple[int, int]]] = {"memory": _memory, "open files": _files, "size of a file": _file_size}


def _under(server: LiveServer, cars: Sequence[Car], name: str, limit: tuple[int, int]) -> list[str]:
    for car in cars:
        for _ in range(AT_ONCE - len(car.kept)):
            car.writes()
    with _set(server.process_id, *limit), driving(cars):
        broken = more_within(PATIENCE, _refused, cars, ENOUGH, f"under the limit on {name} nothing is refused")
    with driving(cars):
        broken += more_within(PATIENCE, received, cars, 1, f"after the limit on {name} it does not go on by itself")
        broken += [] if server.answers() else [f"O6: no health after the limit on {name}"]
    return broken


@contextmanager
def _set(process: int, which: int, most: int) -> Iterator[None]:
    before = resource.prlimit(process, which)
    resource.prlimit(process, which, (most, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, which, before)


def _refused(cars: Sequence[Car]) -> int:
    return sum(car.told_to_wait + car.failures for car in cars)
