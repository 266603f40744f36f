"""A real Fieldform: `fieldform serve` in a process of its own, over a temporary database that is prepared here.

It can stop and start again on the same port and records, as a server does that restarts. Knows no page.
Public: LiveServer, prepare, opened.
"""

import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from peewee import Database

from fieldform.config import Config
from fieldform.keys_folder import Keys
from tests.support.ground import lay, opened
from tests.support.ports import free_port
from tests.support.starting import Started, by_command, forked

TREE = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass
class LiveServer:
    """`config` says where it listens and where its records are; `log` holds everything that it wrote.

    `surroundings`: what is set in the environment of its process beside its own settings. `tree`: where its program lies, another build's
    from the next start. `patience`: seconds until it must have answered. `by_command`: started as in service, as it always is in
    surroundings or from a tree of its own (starting.py).
    """

    config: Config
    keys: Keys
    log: Path
    surroundings: dict[str, str] = field(default_factory=dict)
    tree: Path = TREE
    patience: float = START_SECONDS
    by_command: bool = False
    _running: Started | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return self.config.origin

    @property
    def process_id(self) -> int:
        assert self._running is not None
        return self._running.pid

    def start(self) -> None:
        """Answers once /healthz does; fails with the server's own words where it ends first."""
        self.launch()
        assert self._running is not None
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            if self.answers():
                return
            self._fail_if_ended(self._running)
        self.kill()
        raise AssertionError(f"no answer within {self.patience:.0f} s:\n{self.log.read_text()}")

    def launch(self) -> None:
        """Begins to start, and nobody waits for it."""
        start = by_command if self.by_command or self.surroundings or self.tree != TREE else forked
        self._running = start(_environment(self.config) | self.surroundings, self.tree, self.log)

    def stop(self) -> None:
        """SIGTERM: it finishes what it is doing and leaves with 0."""
        code = self._end(signal.SIGTERM)
        assert code in (None, 0), f"the server left with {code}:\n{self.log.read_text()}"

    def kill(self) -> None:
        """SIGKILL: nothing is finished."""
        self._end(signal.SIGKILL)

    def falls_silent(self) -> None:
        """Takes connections and answers nothing, as a network does that swallows everything; `answers_again` ends it."""
        assert self._running is not None
        self._running.send_signal(signal.SIGSTOP)

    def answers_again(self) -> None:
        assert self._running is not None
        self._running.send_signal(signal.SIGCONT)

    def answers(self) -> bool:
        """Within a second, asked at its own door under the name by which people know it."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.config.port}/healthz", headers={"Host": urlsplit(self.url).netloc})
        with suppress(OSError), urllib.request.urlopen(asked, timeout=1) as answer:
            return bool(answer.status == 200)
        return False

    def refuses_to_start(self) -> str:
        """What it wrote before it left by itself."""
        before = len(self.log.read_text())
        self.launch()
        assert self._running is not None
        assert self._running.wait(START_SECONDS) != 0
        self._running = None
        return self.log.read_text()[before:]

    @contextmanager
    def records(self) -> Iterator[Database]:
        """The server's own database, opened here too, to look at what it stored."""
        with opened(self.config, self.keys) as found:
            yield found

    def _end(self, how: signal.Signals) -> int | None:
        if self._running is None:
            return None
        self._running.send_signal(how)
        code = self._running.wait(STOP_SECONDS)
        self._running = None
        return code

    def _fail_if_ended(self, running: Started) -> None:
        with suppress(TimeoutError):
            code = running.wait(0.05)
            raise AssertionError(f"the server left with {code}:\n{self.log.read_text()}")


def prepare(folder: Path, **settings: Any) -> LiveServer:
    """Keys, a database with the shipped forms and nobody in it, and a free port of this machine; not started yet."""
    port = free_port()
    config, keys = lay(folder, **{"url": f"http://localhost:{port}", "port": port} | settings)
    return LiveServer(config=config, keys=keys, log=folder / "server.log")


def _environment(config: Config) -> dict[str, str]:
    """What this machine has set, without anything that is Fieldform's, and then the settings of this server."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("FIELDFORM_")}
    return kept | {f"FIELDFORM_{field.name.removesuffix('_folder').upper()}": str(getattr(config, field.name)) for field in fields(config)}
