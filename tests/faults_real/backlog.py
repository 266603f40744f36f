"""A phone that was away for long delivers ten thousand reports, the server dies in their midst, another car pushes meanwhile (D12).

What is told: everything is there once, and how long the other car waited for its receipts. Public: run.
"""

import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

from sync.receipts import Receipt
from tests.faults_real.found import Found, Task, milliseconds
from tests.faults_real.oracles import kept_what_it_acknowledged, sound
from tests.support.cast import create_cast
from tests.support.pusher import Pusher, all_at_work, enrolled
from tests.support.servers import LiveServer, prepare

SIZE = 100
BATCHES = 10
CALM = 20


def run(task: Task, batches: int = BATCHES) -> Found:
    """Each case: so many batches of a hundred in one go; the server is killed while one of them is under way."""
    found = Found("backlog")
    server = prepare(task.folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
        away, other = enrolled(server, cast.officer), enrolled(server, cast.officer, "car 7")
    calm: list[float] = []
    beside: list[float] = []
    server.start()
    try:
        for case in task.cases():
            calm += [_timed(other) for _ in range(CALM)]
            waiting = [[away.write() for _ in range(SIZE)] for _ in range(batches)]
            with all_at_work([other], lambda car, _: beside.append(_timed(car))):
                _delivered(away, waiting[: batches // 2])
            _dies_under(server, away, waiting[batches // 2])
            with all_at_work([other], lambda car, _: beside.append(_timed(car))):
                _delivered(away, waiting[batches // 2 :])
            found.cases = case
            task.tell(f"backlog {case} of {task.times}: {len(away.received)} delivered")
        with server.records():
            found.broken = [*kept_what_it_acknowledged(_by_name([away, other])), *sound(), *_numbers(away)]
    finally:
        server.kill()
    found.figures = {
        "delivered by the one": len(away.received),
        "a push of the other, alone": milliseconds(calm),
        "a push of the other, meanwhile": milliseconds(beside),
    }
    return found


def _delivered(car: Pusher, waiting: Sequence[list[dict[str, Any]]]) -> None:
    for batch in waiting:
        car.push(batch)


def _dies_under(server: LiveServer, car: Pusher, batch: list[dict[str, Any]]) -> None:
    """What of it was stored is known to nobody: the car offers all of it again."""

    def offers() -> None:
        try:
            car.offer(batch)
        except (OSError, HTTPException, ValueError):
            return  # No answer came.

    offering = threading.Thread(target=offers)
    offering.start()
    offering.join(timeout=0.05)
    server.kill()
    offering.join()
    server.start()


def _timed(car: Pusher) -> float:
    began = time.monotonic()
    car.push_new()
    return time.monotonic() - began


def _by_name(cars: Sequence[Pusher]) -> dict[str, Receipt]:
    return {str(receipt.id): receipt for car in cars for receipt in car.received}


def _numbers(car: Pusher) -> list[str]:
    missing = len(car.sent) - len({receipt.id for receipt in car.received})
    return [f"O2: {missing} of {len(car.sent)} never got a receipt"] if missing else []
