"""The same records by the way most offline apps take: PouchDB, and a pouchdb-server made as durable as we are.

Public: ROWS.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any
from uuid import uuid4

from tests.bench.packages import PEERS
from tests.bench.row import Ground, Measure, Row
from tests.bench.sender import Sender, enrolled
from tests.support.cast import create_cast
from tests.support.ground import lay, opened
from tests.support.ports import free_port

POUCHDB = PEERS / "pouchdb"
SERVER = POUCHDB / "node_modules" / "pouchdb-server" / "bin" / "pouchdb-server"
START_SECONDS = 30

Document = dict[str, Any]


@contextmanager
def _bulk(ground: Ground) -> Iterator[Measure]:
    with _server(ground.folder) as port, closing(HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        sender = _sender(ground.folder)

        def measure() -> float:
            batches = [_as_bytes({"docs": _documents(sender, ground.scale.size)}) for _ in range(ground.scale.batches)]
            line.close()
            line.connect()
            start = perf_counter()
            answers = [_ask(line, "POST", "/reports/_bulk_docs", batch) for batch in batches]
            seconds = perf_counter() - start
            assert all(said["ok"] for answer in answers for said in answer)
            return ground.scale.size * len(batches) / seconds

        measure()
        yield measure


@contextmanager
def _replicated(ground: Ground) -> Iterator[Measure]:
    with _server(ground.folder) as port, _client(f"http://127.0.0.1:{port}/reports") as seconds_for:
        sender = _sender(ground.folder)

        def measure() -> float:
            documents = _documents(sender, ground.scale.size * ground.scale.batches)
            return len(documents) / seconds_for(documents)

        measure()
        yield measure


@contextmanager
def _server(folder: Path) -> Iterator[int]:
    """The port of a pouchdb-server with an empty database, whose every write reaches the disk before it is answered."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    told = {"port": port, "dir": folder / "pouchdb", "config": folder / "pouchdb.json", "level-backend": POUCHDB / "durable_leveldown.cjs"}
    command = ["node", str(SERVER), "--no-stdout-logs", *(f"--{name}={value}" for name, value in told.items())]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    with _ending(server), closing(HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        _wait_for(server, line)
        _ask(line, "PUT", "/reports")
        yield port


@contextmanager
def _client(address: str) -> Iterator[Callable[[Sequence[Document]], float]]:
    """A device in a node of its own: given documents, it replicates them and answers how many seconds that took."""
    command = ["node", str(POUCHDB / "replicate.mjs"), address]
    with _ending(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)) as device:
        assert device.stdin
        assert device.stdout
        wish, answer = device.stdin, device.stdout

        def seconds_for(documents: Sequence[Document]) -> float:
            wish.write(_as_bytes(documents) + b"\n")
            wish.flush()
            return float(answer.readline())

        yield seconds_for


@contextmanager
def _ending(started: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    with started:
        try:
            yield started
        finally:
            started.kill()


def _wait_for(started: "subprocess.Popen[bytes]", line: HTTPConnection) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        with suppress(OSError):
            line.connect()
            _ask(line, "GET", "/")
            return
        with suppress(subprocess.TimeoutExpired):
            started.wait(timeout=0.05)
            break
    raise AssertionError(f"pouchdb-server ended or did not answer within {START_SECONDS} s")


def _sender(folder: Path) -> Sender:
    config, keys = lay(folder / "ours")
    with opened(config, keys):
        return enrolled(keys, create_cast(datetime.now(UTC)))


def _documents(sender: Sender, count: int) -> list[Document]:
    """What our own rows push, each under a name that PouchDB takes."""
    return [{"_id": str(uuid4()), **envelope} for envelope in sender.envelopes(count)]


def _ask(line: HTTPConnection, method: str, path: str, body: bytes | None = None) -> Any:
    line.request(method, path, body, {"Content-Type": "application/json"})
    answer = line.getresponse()
    said = answer.read()
    assert answer.status < 400, said
    return json.loads(said)


def _as_bytes(said: Any) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


_SERVER = "pouchdb-server over LevelDB, every write flushed (its own setting is none: peers/pouchdb/durable_leveldown.cjs)"
_THEIRS = "signatures, opening, validation, decision, record, receipts: their server keeps what it is sent and encrypts nothing"

ROWS = (
    Row(
        "pouchdb-bulk",
        "records/s",
        "",
        f"{_SERVER}; the same envelopes as plain documents by _bulk_docs, 100 a request over one connection",
        _THEIRS,
        _bulk,
        against="receive",
        packages=POUCHDB,
    ),
    Row(
        "pouchdb-replicate",
        "records/s",
        "",
        f"{_SERVER}; a PouchDB client in node replicates 800 such documents from memory: what is missing asked, revisions, checkpoints",
        _THEIRS,
        _replicated,
        against="push-100",
        packages=POUCHDB,
    ),
)
