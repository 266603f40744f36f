"""A server that works for long: its descriptors, its memory and its log, with somebody who reads for long again and again (S19).

While a reader looks at the records as they were, SQLite can write nothing back over what they look at: the log grows. It must shrink
again once they are gone. Public: run, left_out.
"""

import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fieldform.database import LONGEST_LOG
from tests.faults_real.found import Found, Task
from tests.faults_real.oracles import kept_what_it_acknowledged, sound
from tests.support import ground
from tests.support.cast import create_cast
from tests.support.open_files import open_files
from tests.support.pusher import Pusher, enrolled
from tests.support.servers import LiveServer, prepare

AT_ONCE = 20
PAGES = ("/healthz", "/sign-in", "/officer/", "/session")
MEGABYTE = 1024 * 1024
MORE_FILES, MORE_MEMORY = 8, 48 * MEGABYTE


@dataclass(frozen=True)
class Sample:
    """Of the server's process after a round; in bytes but for `files`. `longest` is the log while the reader was there."""

    files: int
    memory: int
    log: int
    longest: int


def left_out() -> str:
    return "PostgreSQL keeps its own log" if ground.on_postgresql() else ""


def run(task: Task) -> Found:
    """Each case: the log grows long under a reader, who leaves; then pushes and pages."""
    found = Found("soak")
    server = prepare(task.folder / "server")
    with server.records():
        car = enrolled(server, create_cast(datetime.now(UTC)).officer)
    samples: list[Sample] = []
    server.start()
    try:
        for case in task.cases():
            samples.append(_round(server, car, found))
            found.cases = case
            task.tell(f"round {case}: {samples[-1]}")
        with server.records():
            found.broken += kept_what_it_acknowledged({str(one.id): one for one in car.received}) + sound()
    finally:
        server.kill()
    found.broken += _grown(samples)
    found.figures = {"acknowledged": len(car.received), **{name: _course(samples, name) for name in ("files", "memory", "log", "longest")}}
    return found


def _round(server: LiveServer, car: Pusher, found: Found) -> Sample:
    log = server.config.data_folder / "fieldform.db-wal"
    with server.records() as records, _reader(records):
        car.push_new(AT_ONCE)
        _grow(records)
        longest = log.stat().st_size
    for _ in range(3):  # One writes all of it back, the next begins the log anew.
        car.push_new(AT_ONCE)
    for page in PAGES:
        with urllib.request.urlopen(server.url + page, timeout=30) as answer:
            answer.read()
    left = log.stat().st_size
    if not left <= LONGEST_LOG < longest:
        found.broken.append(f"S19: the log held {longest} bytes under a reader, and {left} when nobody read any more")
    return Sample(len(open_files(server.process_id)), _memory(server.process_id), left, longest)


@contextmanager
def _reader(records: Any) -> Iterator[None]:
    """Somebody who looks at the records as they were when this began."""
    reader = records._connect()
    reader.execute("BEGIN DEFERRED")
    reader.execute("SELECT COUNT(*) FROM device").fetchall()
    try:
        yield
    finally:
        reader.close()


def _grow(records: Any) -> None:
    """A few seconds of a busy night: so many pages are written that the log becomes too long."""
    records.execute_sql("CREATE TABLE IF NOT EXISTS filler (bytes BLOB)")
    for words, values in (("INSERT INTO filler VALUES (?)", (bytes(LONGEST_LOG),)), ("DELETE FROM filler", ())):
        records.execute_sql(words, values)


def _memory(process: int) -> int:
    (line,) = [line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) * 1024


def _grown(samples: Sequence[Sample]) -> list[str]:
    """The most of the last quarter against the most of the second: before that its caches fill."""
    quarter = len(samples) // 4
    if not quarter:
        return []
    broken = []
    for name, more in (("files", MORE_FILES), ("memory", MORE_MEMORY)):
        before, after = (max(getattr(one, name) for one in part) for part in (samples[quarter : 2 * quarter], samples[-quarter:]))
        broken += [f"S19: {name} grew from {before} to {after}"] if after > before + more else []
    return broken


def _course(samples: Sequence[Sample], name: str) -> str:
    values = [getattr(one, name) for one in samples]
    return f"first {values[0]:,}, most {max(values):,}, last {values[-1]:,}" if values else "none"
