"""What a running server writes to its database, seen or made to fail by strace, which comes and goes while it runs.

Public: failing, recording, Write, left_out.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers import LiveServer

WRITING = "pwrite64,write,fsync,fdatasync,ftruncate"
NAMES = ("fieldform.db", "fieldform.db-wal")
_CALL = re.compile(r'^\d+ +([\d.]+) (\w+)\(\d+<([^>]*)>(?:, (?:"([^"]*)", )?(\d+)(?:, (\d+))?)?\) += (-?\d+).*?<([\d.]+)>$')
_BEGUN = re.compile(r"^(\d+) +([\d.]+) (.*) <unfinished \.\.\.>$")
_ENDED = re.compile(r"^(\d+) +([\d.]+) <\.\.\. \w+ resumed>(.*)$")


@dataclass(frozen=True)
class Write:
    """One call that came back at `at` (seconds since 1970). `call` is pwrite64, fsync or ftruncate; `name` is of NAMES."""

    at: float
    call: str
    name: str
    offset: int = 0
    content: bytes = b""


def left_out() -> str:
    """Why this machine cannot, or nothing."""
    if shutil.which("strace") is None:
        return "strace is not installed (apt-get install strace)"
    return "" if os.geteuid() == 0 else "only root may trace a process that it did not start"


@contextmanager
def failing(server: LiveServer, call: str, error: str) -> Iterator[None]:
    """Every such call on the database or its log fails with this error for as long as this lasts."""
    with _traced(server, Path(os.devnull), "-e", f"trace={call}", "-e", f"inject={call}:error={error}"):
        yield


@contextmanager
def recording(server: LiveServer, log: Path) -> Iterator[list[Write]]:
    """What is written meanwhile, in order; the list is filled when this ends."""
    seen: list[Write] = []
    with _traced(server, log, "-e", f"trace={WRITING}", "-y", "-xx", "-ttt", "-T", "-s", "1048576"):
        yield seen
    seen += _read(log)


@contextmanager
def _traced(server: LiveServer, log: Path, *options: str) -> Iterator[None]:
    folder = server.config.data_folder.resolve()
    paths = [part for name in NAMES for part in ("-P", str(folder / name))]
    words = ["strace", "-f", *options, *paths, "-o", str(log), "-p", str(server.process_id)]
    strace = subprocess.Popen(words, stderr=subprocess.PIPE)
    assert strace.stderr
    told = strace.stderr.readline()
    assert b"attached" in told, told.decode()
    try:
        yield
    finally:
        strace.send_signal(signal.SIGINT)
        strace.wait(timeout=30)
        strace.stderr.close()


def _read(log: Path) -> Iterator[Write]:
    for line in _whole(log):
        if found := _CALL.match(line):
            began, call, path, content, first, second, came, took = found.groups()
            name = _bytes(path).decode().rpartition("/")[2] if path.startswith("\\x") else path.rpartition("/")[2]
            assert call != "write", "the database is written at places only"
            assert int(came) >= 0, line[:80]
            at = float(began) + float(took)
            if call == "pwrite64":
                yield Write(at, call, name, int(second), _bytes(content)[: int(came)])
            else:
                yield Write(at, call.replace("fdatasync", "fsync"), name, int(first or 0))


def _whole(log: Path) -> Iterator[str]:
    """A call that another thread interrupted stands on two lines: it counts where it ended."""
    begun: dict[str, str] = {}
    with log.open() as lines:
        for line in (line.rstrip("\n") for line in lines):
            if found := _BEGUN.match(line):
                begun[found[1]] = f"{found[1]} {found[2]} {found[3]}"
            elif found := _ENDED.match(line):
                yield begun.pop(found[1], "") + found[3]
            else:
                yield line


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
