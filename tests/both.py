"""The whole suite on SQLite and, at the same time, all of it that stands on a database on PostgreSQL: two pytest processes, shown one
after the other. `python -m tests.both`; what follows is given to each. To run one of them: `pytest`, or `pytest --on postgresql`.

The tests that drive a browser take turns, each file on one of the two, but for the journey, which runs on both; `--whole` runs them all on
both (half as long again). Where a few files failed on a machine that was full, they are asked once more with it to themselves, and both
are told: what fails for a reason fails again.

What they write lies in memory where there is room: thousands of databases and profiles, each of them flushed to a disk, took most of
the time, and a test that kills a process asks nothing of the disk. Public: main.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

IN_MEMORY = Path("/dev/shm")
ROOM = 6 * 1024**3
WHOLE = "--whole"
SOME_FAILED = 1  # pytest's own word; anything else is no matter of a full machine.
FEW = 5


def main(given: list[str]) -> int:
    """0 where both passed."""
    given = [word for word in given if word != WHOLE] if WHOLE in given else ["--take-turns", *given]
    with tempfile.TemporaryFile() as shown, tempfile.TemporaryDirectory(dir=_where_there_is_room()) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL is another user, and walks through it.
        there = _pytest("postgresql", given, folder, shown)
        on_sqlite = _pytest("sqlite", given, folder).wait()
        on_postgresql = there.wait()
        shown.seek(0)
        _show(shown.read(), on_sqlite)
        return _once_more("sqlite", on_sqlite, folder) or _once_more("postgresql", on_postgresql, folder)


def _once_more(database: str, left_with: int, folder: str) -> int:
    """Whole files, since the tests of one may build on each other. What pytest leaves with, now or before."""
    if left_with != SOME_FAILED:
        return left_with
    failed = sorted({name.partition("::")[0] for name in json.loads((_cache(folder, database) / "v/cache/lastfailed").read_text())})
    if len(failed) > FEW:
        return left_with
    print(f"\nFAILED ON {database.upper()} beside everything else, and asked once more alone: {', '.join(failed)}\n", flush=True)
    return _pytest(database, failed, folder).wait()


def _where_there_is_room() -> Path | None:
    """None: the system's own place for what is temporary."""
    return IN_MEMORY if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM else None


def _pytest(database: str, given: list[str], folder: str, stdout: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    """Hundreds of servers and commands are started: what the first of them compiled is kept for the others."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    places = {"TMPDIR": folder, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
    asked = ["--on", database, "-o", f"cache_dir={_cache(folder, database)}", *given]
    return subprocess.Popen([sys.executable, "-m", "pytest", *asked], stdout=stdout, env=kept | places)


def _cache(folder: str, database: str) -> Path:
    return Path(folder) / f"cache of {database}"


def _show(shown: bytes, on_sqlite: int) -> None:
    print("\nThe same on PostgreSQL (what stands on no database is left out):\n", flush=True)
    if on_sqlite:
        print(f"ON SQLITE IT FAILED: see above. pytest left with {on_sqlite}.\n", flush=True)
    sys.stdout.buffer.write(shown)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
