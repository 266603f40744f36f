"""The whole suite on SQLite, and on PostgreSQL all that asks something of the records: four pytest processes side by side, on each database
one for the tests that drive a browser and one for the rest; shown one after the other. `python -m tests.both`; what follows is given to
each. To run one of them: `pytest --on postgresql --share browsers`; everything on one database: `pytest`.

Side by side, since a test that waits for a page or a server leaves its core to another. Where a few files failed on a machine that was
full, they are asked once more with it to themselves, and both are told: what fails for a reason fails again.

What they write lies in memory where there is room: thousands of databases and profiles, each of them flushed to a disk, took most of
the time, and a test that kills a process asks nothing of the disk. Public: main.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import IO

IN_MEMORY = Path("/dev/shm")
ROOM = 6 * 1024**3
SOME_FAILED = 1  # pytest's own word; anything else is no matter of a full machine.
FEW = 5


@dataclass(frozen=True)
class Part:
    """`folder` is where all four write."""

    database: str
    share: str
    folder: str

    @property
    def name(self) -> str:
        return f"{self.database}, {self.share}"

    @property
    def cache(self) -> Path:
        return Path(self.folder) / f"cache of {self.name}"

    def start(self, given: list[str], shown: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
        """Hundreds of servers and commands are started: what the first of them compiled is kept for the others."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        places = {"TMPDIR": self.folder, "PYTHONPYCACHEPREFIX": f"{self.folder}/compiled"}
        asked = ["--on", self.database, "--share", self.share, "-o", f"cache_dir={self.cache}", *given]
        return subprocess.Popen([sys.executable, "-m", "pytest", *asked], stdout=shown, env=kept | places)

    def failed(self) -> list[str]:
        """Whole files, since the tests of one may build on each other."""
        return sorted({name.partition("::")[0] for name in json.loads((self.cache / "v/cache/lastfailed").read_text())})


def main(given: list[str]) -> int:
    """0 where all four passed."""
    with ExitStack() as left, tempfile.TemporaryDirectory(dir=_where_there_is_room()) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL is another user, and walks through it.
        first, *others = [Part(database, share, folder) for share, database in product(("rest", "browsers"), ("sqlite", "postgresql"))]
        shown = [left.enter_context(tempfile.TemporaryFile()) for _ in others]
        started = [part.start(given, words) for part, words in zip(others, shown, strict=True)]
        print(f"{first.name}, while {len(others)} more run:", flush=True)
        codes = [(first, first.start(given).wait())]
        for part, words, process in zip(others, shown, started, strict=True):
            codes.append((part, process.wait()))
            _show(part, words, codes)
        return next(filter(None, (_once_more(part, code) for part, code in codes)), 0)


def _show(part: Part, words: IO[bytes], codes: list[tuple[Part, int]]) -> None:
    failed = ", ".join(f"{one.name} (pytest left with {code})" for one, code in codes[:-1] if code)
    print(f"\n{part.name}{f'; FAILED ABOVE: {failed}' if failed else ''}:\n", flush=True)
    words.seek(0)
    shutil.copyfileobj(words, sys.stdout.buffer)
    sys.stdout.flush()


def _once_more(part: Part, left_with: int) -> int:
    """What pytest leaves with, now or before."""
    if left_with != SOME_FAILED:
        return left_with
    failed = part.failed()
    if len(failed) > FEW:
        return left_with
    print(f"\nFAILED ({part.name}) beside everything else, and asked once more alone: {', '.join(failed)}\n", flush=True)
    return part.start(failed).wait()


def _where_there_is_room() -> Path | None:
    """None: the system's own place for what is temporary."""
    return IN_MEMORY if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
