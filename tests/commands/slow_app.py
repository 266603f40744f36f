"""A toy under the real server: its one answer waits until a file appears. `python -m tests.commands.slow_app PORT FOLDER [SECONDS]`.

Says `started` when a request is being worked on, by a file of that name. `SECONDS`: how long it waits for slow visitors.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from typing import Any

from fieldform.commands.serving import listen, serve


def main(port: int, folder: Path, seconds: int | None = None) -> None:
    def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        (folder / "started").touch()
        while not (folder / "go on").exists():
            Event().wait(0.02)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4000000")])
        return [b"x" * 4_000_000]

    door = listen("127.0.0.1", port)
    patience: dict[str, Any] = {"channel_timeout": seconds, "cleanup_interval": 1, "longest_arrival": seconds} if seconds else {}
    serve(application, door, lambda: print("ready at", door.getsockname()[1], flush=True), **patience)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
