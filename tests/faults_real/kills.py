"""The server killed at random moments under load, also while it starts (S1, S2, F4). SIGKILL: nothing is finished, nothing is said.

Public: run.
"""

import time
from random import Random
from threading import Event

from tests.faults_real.cars import Car, acknowledged, cars_of, driving
from tests.faults_real.found import Found, Task, spread
from tests.faults_real.oracles import all_arrived, answered_soon, kept_what_it_acknowledged, sound
from tests.support.servers import LiveServer, prepare

MOST_RECEIPTS = 40
LONGEST_LIFE = 10.0
LONGEST_AFTERWARDS = 0.1
LONGEST_START = 1.5
PATIENCE = 600.0  # Seconds. How long it takes is a figure; a machine with other work must not end an hour's run.
DIES_WHILE_STARTING = 0.15


def run(task: Task) -> Found:
    """`times` kills; after each the server is asked for everything that was acknowledged since the one before."""
    found, draw = Found("kills"), Random(task.seed)
    server = prepare(task.folder / "server")
    server.patience = PATIENCE
    cars = cars_of(server, task.seed)
    seconds: list[float] = []
    asked: set[str] = set()
    server.start()
    try:
        with driving(cars):
            for case in task.cases():
                _lives(cars, draw)
                seconds.append(_killed_and_back(server, draw))
                found.cases = case
                found.broken += _case(server, cars, asked, seconds[-1])
                so_far = f"{len(asked)} acknowledged, {len(found.broken)} broken"
                task.tell(f"kill {case} of {task.times}: back after {seconds[-1]:.2f} s, {so_far}")
        found.broken += all_arrived(cars)
    finally:
        server.kill()
    found.figures = _figures(cars, seconds)
    return found


def _lives(cars: list[Car], draw: Random) -> None:
    """Until it has acknowledged some, and a moment more: counted, so that it means the same on a busy machine."""
    deadline, wanted = time.monotonic() + LONGEST_LIFE, len(acknowledged(cars)) + draw.randint(0, MOST_RECEIPTS)
    while len(acknowledged(cars)) < wanted and time.monotonic() < deadline:
        _wait(0.01)
    _wait(draw.uniform(0, LONGEST_AFTERWARDS))


def _killed_and_back(server: LiveServer, draw: Random) -> float:
    """Seconds from the last kill until it answered within a second (O6). Sometimes it dies once more while it starts."""
    server.kill()
    if draw.random() < DIES_WHILE_STARTING:
        server.launch()
        _wait(draw.uniform(0, LONGEST_START))
        server.kill()
    began = time.monotonic()
    server.start()
    return time.monotonic() - began


def _case(server: LiveServer, cars: list[Car], asked: set[str], seconds: float) -> list[str]:
    receipts = {name: receipt for name, receipt in acknowledged(cars).items() if name not in asked}
    asked.update(receipts)
    with server.records():
        return answered_soon(seconds) + kept_what_it_acknowledged(receipts) + sound()


def _figures(cars: list[Car], seconds: list[float]) -> dict[str, object]:
    return {
        "acknowledged": len(acknowledged(cars)),
        "stored before the kill, acknowledged only after it": sum(car.came_late for car in cars),
        "pushes that failed": sum(car.failures for car in cars),
        "answered again": spread(seconds),
    }


def _wait(seconds: float) -> None:
    Event().wait(seconds)
