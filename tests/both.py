"""The whole suite on SQLite and, at the same time, all of it that stands on a database on PostgreSQL: two pytest processes, shown one
after the other. `python -m tests.both`; what follows is given to each. To run one of them: `pytest`, or `pytest --on postgresql`.

The tests that drive a browser take turns, each file on one of the two, but for the journey, which runs on both; `--whole` runs them all on
both (half as long again).

What they write lies in memory where there is room: thousands of databases and profiles, each of them flushed to a disk, took most of
the time, and a test that kills a process asks nothing of the disk. Public: main.
"""

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


def main(given: list[str]) -> int:
    """0 where both passed."""
    given = [word for word in given if word != WHOLE] if WHOLE in given else ["--take-turns", *given]
    with tempfile.TemporaryFile() as shown, tempfile.TemporaryDirectory(dir=_where_there_is_room()) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL is another user, and walks through it.
        there = _pytest(["--on", "postgresql", *given], folder, shown)
        on_sqlite = _pytest(given, folder).wait()
        on_postgresql = there.wait()
        shown.seek(0)
        _show(shown.read(), on_sqlite)
    return on_sqlite or on_postgresql


def _where_there_is_room() -> Path | None:
    """None: the system's own place for what is temporary."""
    return IN_MEMORY if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM else None


def _pytest(given: list[str], folder: str, stdout: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    """Hundreds of servers and commands are started: what the first of them compiled is kept for the others."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    places = {"TMPDIR": folder, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
    return subprocess.Popen([sys.executable, "-m", "pytest", *given], stdout=stdout, env=kept | places)


def _show(shown: bytes, on_sqlite: int) -> None:
    print("\nThe same on PostgreSQL (what stands on no database is left out):\n", flush=True)
    if on_sqlite:
        print(f"ON SQLITE IT FAILED: see above. pytest left with {on_sqlite}.\n", flush=True)
    sys.stdout.buffer.write(shown)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
