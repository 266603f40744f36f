"""How a server's process comes to be. By the command, as in service: `python -m fieldform serve`. Or from a process that has read the whole
program already and forks: the same code from the same entry, without the second in which each of a hundred servers would read it anew, and
as cheaply as cheaply.py says.

Public: Started, by_command, forked.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from fieldform.cli import main
from tests.support import cheaply

COMMAND = ("-m", "fieldform", "serve")
READ_BEFORE = [__name__]


class Started(Protocol):
    """What `wait` gives is the code it left with; a negative one names the signal. TimeoutError: it has not left by then."""

    @property
    def pid(self) -> int: ...

    def send_signal(self, how: signal.Signals) -> None: ...

    def wait(self, seconds: float) -> int: ...


class Commanded:
    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def send_signal(self, how: signal.Signals) -> None:
        self._process.send_signal(how)

    def wait(self, seconds: float) -> int:
        try:
            return self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise TimeoutError from late


class Forked:
    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def send_signal(self, how: signal.Signals) -> None:
        if self._process.is_alive():
            os.kill(self.pid, how)

    def wait(self, seconds: float) -> int:
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise TimeoutError
        return self._process.exitcode


def by_command(environment: dict[str, str], tree: Path, log: Path) -> Started:
    with log.open("ab") as told:
        return Commanded(subprocess.Popen([sys.executable, *COMMAND], cwd=tree, env=environment, stdout=told, stderr=told))


def forked(environment: dict[str, str], tree: Path, log: Path) -> Started:
    process = _forks().Process(target=_serve, args=(environment, tree, log))
    process.start()
    return Forked(process)


@cache
def _forks() -> ForkServerContext:
    """One for the whole run; it ends with it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(READ_BEFORE)
    return context


def _serve(environment: dict[str, str], tree: Path, log: Path) -> None:
    """In the new process."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(tree)
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(told, sys.stdout.fileno())
    os.dup2(told, sys.stderr.fileno())
    with cheaply.hash_compile_and_pack():
        sys.exit(main(["serve"]))
