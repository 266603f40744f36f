"""One server a data folder: two would write over each other's log. The lock goes with the process, however that ends.

Public: only_server, AlreadyServed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LOCK_FILE = "serving.lock"


class AlreadyServed(Exception):
    """Another process serves this folder. Likely cause: it was started twice."""


@contextmanager
def only_server(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; AlreadyServed where somebody else does."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / LOCK_FILE).open("a+", encoding="ascii") as file:
        try:
            _lock(file)
        except OSError as problem:
            raise AlreadyServed(str(folder)) from problem
        yield


if os.name == "nt":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
