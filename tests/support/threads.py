"""Several people at the same moment: each in a thread and on a connection of their own, started together.

Public: at_once.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sync.tables import database

R = TypeVar("R")


def at_once(works: Sequence[Callable[[], R]], seconds: float = 60) -> list[R]:
    """What each of them returned; the first exception of any of them is raised here."""
    start = Barrier(len(works))

    def one(work: Callable[[], R]) -> R:
        start.wait(seconds)
        try:
            return work()
        finally:
            database.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [result.result(seconds) for result in [pool.submit(one, work) for work in works]]
