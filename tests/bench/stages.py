"""Parts of the path alone, to see what the rest costs: the receive stage, and the bare database doing the same inserts.

Public: ROWS.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from peewee import Database
from sqlcipher3 import dbapi2

from fieldform.intake import reconciler
from sync.domain import Domain, Told, Validity
from sync.parse import parse_push
from sync.receive import Reconciler
from tests.bench.row import Ground, Measure, Row, Scale
from tests.bench.sender import Sender, enrolled
from tests.support.cast import create_cast
from tests.support.ground import lay, opened


@contextmanager
def _received(ground: Ground) -> Iterator[Measure]:
    config, keys = lay(ground.folder)
    whole = reconciler(keys)
    engine = Reconciler(Domain(open=whole.domain.open, validate=lambda _: Validity(), project=_nothing, feed=_no_news), keys.receipt)
    with opened(config, keys):
        sender = enrolled(keys, create_cast(datetime.now(UTC)))

    def measure() -> float:
        batches = [sender.batch(ground.scale.size) for _ in range(ground.scale.batches)]
        with opened(config, keys):
            return ground.scale.size * ground.scale.batches / _seconds(partial(_receive_all, engine, batches))

    yield measure


@contextmanager
def _inserted(ground: Ground, connect: Callable[[Path], Any]) -> Iterator[Measure]:
    schema, batches = _what_is_written(ground.scale)
    ground.folder.mkdir()
    numbers = count()

    def measure() -> float:
        with closing(connect(ground.folder / f"{next(numbers)}.db")) as bare:
            for statement in schema:
                bare.execute(statement)
            return ground.scale.size * len(batches) / _seconds(partial(_insert_all, bare, batches))

    yield measure


@dataclass(frozen=True, slots=True)
class _Rows:
    """What one push left in one table."""

    insert: str
    rows: Sequence[tuple[Any, ...]]


def _receive_all(engine: Reconciler, batches: Sequence[bytes]) -> None:
    for batch in batches:
        engine.receive(parse_push(batch), datetime.now(UTC))


def _insert_all(bare: Any, batches: Sequence[Sequence[_Rows]]) -> None:
    for batch in batches:
        bare.execute("BEGIN IMMEDIATE")
        for table in batch:
            bare.executemany(table.insert, table.rows)
        bare.execute("COMMIT")


@cache
def _what_is_written(scale: Scale) -> tuple[list[str], list[list[_Rows]]]:
    """The schema, and what the whole path writes for each push, taken from a database of its own."""
    with TemporaryDirectory(prefix="bench ") as folder:
        config, keys = lay(Path(folder))
        with opened(config, keys) as records:
            sender, engine = enrolled(keys, create_cast(datetime.now(UTC))), reconciler(keys)
            batches = [_written_by_one(engine, sender, scale.size, records) for _ in range(scale.batches)]
            return _schema(records), batches


def _schema(records: Database) -> list[str]:
    made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index'"
    return [sql for (sql,) in records.execute_sql(made)]


def _written_by_one(engine: Reconciler, sender: Sender, size: int, records: Database) -> list[_Rows]:
    before = {name: _last(records, name) for name in records.get_tables()}
    engine.receive(parse_push(sender.batch(size)), datetime.now(UTC))
    return [_added(records, name, last) for name, last in before.items() if _last(records, name) > last]


def _last(records: Database, table: str) -> int:
    return int(records.execute_sql(f'SELECT COALESCE(MAX(rowid), 0) FROM "{table}"').fetchone()[0])


def _added(records: Database, table: str, after: int) -> _Rows:
    rows = records.execute_sql(f'SELECT * FROM "{table}" WHERE rowid > ? ORDER BY rowid', (after,)).fetchall()
    return _Rows(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)


def _plain(path: Path) -> Any:
    return _durable(sqlite3.connect(path, isolation_level=None))


def _encrypted(path: Path) -> Any:
    bare = dbapi2.connect(str(path), isolation_level=None)
    bare.execute(f"PRAGMA key = \"x'{'5a' * 32}'\"")
    return _durable(bare)


def _durable(bare: Any) -> Any:
    bare.execute("PRAGMA journal_mode = wal")
    bare.execute("PRAGMA synchronous = FULL")
    return bare


def _seconds(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _nothing(_: object) -> None:
    """Nothing enters any record."""


def _no_news(*_: object) -> Told:
    return Told()


ROWS = (
    Row(
        "receive",
        "records/s",
        "",
        "the engine in one process: JSON, both signatures, opening, raw store, decision, receipts, encrypted SQLite (FULL); batches of 100",
        "HTTP, validation, the record",
        _received,
        against="sqlcipher",
    ),
    Row(
        "sqlcipher",
        "records/s",
        "",
        "executemany of the rows that the whole path leaves, a transaction a batch, encrypted, FULL, with every index",
        "all that makes the rows; foreign keys",
        partial(_inserted, connect=_encrypted),
        against="sqlite",
    ),
    Row("sqlite", "records/s", "", "the same by Python's own SQLite, in the clear", "the same", partial(_inserted, connect=_plain)),
)
