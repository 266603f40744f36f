"""What the server does by itself, in a thread of its own: when woken, every so often, and for some once more when it is told to stop.

Nothing that goes wrong ends it, and a disk that hangs keeps nothing else waiting. Knows no task. Public: Rounds.
"""

import logging
import threading
from collections.abc import Callable

from peewee import PostgresqlDatabase

from sync.tables import database

log = logging.getLogger(__name__)


class Rounds:
    """`task` has a connection to the records. `every` and `farewell` in seconds: how long to wait unless woken, and for the last round;
    `gap`: between two rounds in any case. `finishes`: there is one more round when it is told to stop. `complaint` is logged where a
    round fails, with why, until one succeeds again."""

    def __init__(
        self,
        name: str,
        task: Callable[[], object],
        complaint: str,
        *,
        every: float,
        gap: float = 0.0,
        farewell: float = 1.0,
        finishes: bool = True,
    ) -> None:
        self._task, self._complaint = task, complaint
        self._every, self._gap, self._farewell, self._finishes = every, gap, farewell, finishes
        self._woken, self._over = threading.Event(), threading.Event()
        self._failing = False
        # Whatever hangs does not keep a server that was told to stop.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def wake(self) -> None:
        """There is something to do now."""
        self._woken.set()

    def stop(self) -> None:
        """What there was to do when this was called is done first, by one that finishes."""
        self._over.set()
        self._woken.set()
        if self.is_running:
            self._thread.join(self._farewell)

    def _run(self) -> None:
        while not self._over.is_set():
            self._round()
            self._woken.wait(self._every)
            self._over.wait(self._gap)
            self._woken.clear()
        if self._finishes:  # A round that was under way when it was told to stop may have looked before the last that came.
            self._round()

    def _round(self) -> None:
        """SQLite's connection stays with the thread (keying a fresh one costs more than a round); PostgreSQL's goes back each time."""
        try:
            database.connect(reuse_if_open=True)
            try:
                self._task()
            finally:
                if isinstance(database.obj, PostgresqlDatabase):
                    database.close()
            self._failing = False
        except Exception as problem:  # noqa: BLE001 - whatever it was, the next round must come.
            if not self._failing:
                log.error("%s (%s).", self._complaint, _words(problem))
            self._failing = True


def _words(problem: Exception) -> str:
    return (problem.strerror if isinstance(problem, OSError) else None) or type(problem).__name__
