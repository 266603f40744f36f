"""The whole path of `POST /sync/push`: a real server in a process of its own, on this machine, told to make everything durable.

Public: ROWS.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlsplit

from tests.bench.row import Ground, Measure, Row
from tests.bench.sender import Sender, enrolled
from tests.support.cast import create_cast
from tests.support.servers import prepare


@contextmanager
def _server_and_phones(ground: Ground, *, phones: int, size: int) -> Iterator[Measure]:
    server = prepare(ground.folder)
    with server.records():
        cast = create_cast(datetime.now(UTC))
        senders = [enrolled(server.keys, cast) for _ in range(phones)]
    server.start()
    place = urlsplit(server.url).netloc
    lines = [(sender, HTTPConnection(place, timeout=60)) for sender in senders]
    size = min(size, ground.scale.size)
    pushes = max(1, (ground.scale.batches if size > 1 else ground.scale.singles) // phones)
    try:
        _sent(lines, 1, size)  # The first one also compiles the form and fills the caches: once in a server's life.
        yield lambda: _sent(lines, pushes, size)
    finally:
        for _, line in lines:
            line.close()
        server.kill()


def _sent(lines: list[tuple[Sender, HTTPConnection]], pushes: int, size: int) -> float:
    """Records a second, from the first byte sent to the last receipt read; sealing before and checking after are not timed."""
    ready = [[sender.batch(size) for _ in range(pushes)] for sender, _ in lines]
    for _, line in lines:  # The server has closed what stood idle while the other rows were measured.
        line.close()
        line.connect()
    with ThreadPoolExecutor(len(lines)) as threads:
        start = perf_counter()
        answers = list(threads.map(_deliver_all, lines, ready))
        seconds = perf_counter() - start
    for (sender, _), said in zip(lines, answers, strict=True):
        for answer in said:
            sender.check(answer)
    return len(lines) * pushes * size / seconds


def _deliver_all(line: tuple[Sender, HTTPConnection], batches: list[bytes]) -> list[bytes]:
    sender, connection = line
    return [sender.deliver(connection, batch) for batch in batches]


_DOES = (
    "HTTP over Waitress, both signatures, opening, validation of 45 answers, decision, person, contact, revision and follow-ups, signed "
    "receipts, encrypted SQLite (FULL)"
)


def _row(name: str, *, phones: int, size: int, does: str, aim: str = "") -> Row:
    prepared = partial(_server_and_phones, phones=phones, size=size)
    return Row(name, "records/s", aim, does, "sealing on the phone, TLS", prepared, against="sqlcipher" if size > 1 else "")


ROWS = (
    _row("push-100", phones=1, size=100, does=f"{_DOES}; batches of 100 over one connection", aim="1,200; never under 400"),
    _row("push-100x4", phones=4, size=100, does="the same from four devices at once"),
    _row("push-1", phones=1, size=1, does="the same, one record a request, each committed by itself"),
    _row("push-1x8", phones=8, size=1, does="the same from eight devices at once"),
)
