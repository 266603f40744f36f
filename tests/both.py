"""The whole suite on SQLite and, at the same time, all of it that stands on a database on PostgreSQL: two pytest processes, shown one
after the other. `python -m tests.both`; what follows is given to each. To run one of them: `pytest`, or `pytest --on postgresql`.

Public: main.
"""

import subprocess
import sys
import tempfile
from typing import IO


def main(given: list[str]) -> int:
    """0 where both passed."""
    with tempfile.TemporaryFile() as shown:
        there = _pytest(["--on", "postgresql", *given], shown)
        on_sqlite = _pytest(given).wait()
        on_postgresql = there.wait()
        shown.seek(0)
        _show(shown.read(), on_sqlite)
    return on_sqlite or on_postgresql


def _pytest(given: list[str], stdout: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "pytest", *given], stdout=stdout)


def _show(shown: bytes, on_sqlite: int) -> None:
    print("\nThe same on PostgreSQL (what stands on no database is left out):\n", flush=True)
    if on_sqlite:
        print(f"ON SQLITE IT FAILED: see above. pytest left with {on_sqlite}.\n", flush=True)
    sys.stdout.buffer.write(shown)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
