"""A toy under the real server: its one answer waits until a file appears. `python -m tests.commands.slow_app PORT FOLDER`.

Says `started` when a request is being worked on, by a file of that name.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from typing import Any

from fieldform.commands.serving import listen, serve


def main(port: int, folder: Path) -> None:
    def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        (folder / "started").touch()
        while not (folder / "go on").exists():
            Event().wait(0.02)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4000000")])
        return [b"x" * 4_000_000]

    door = listen("127.0.0.1", port)
    serve(application, door, lambda: print("ready at", door.getsockname()[1], flush=True))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
