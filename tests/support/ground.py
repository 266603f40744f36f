"""The ground that every test stands on: keys and an empty, migrated database with the shipped forms, made once and copied.

`use("postgresql")` before the first test puts all of it on PostgreSQL; what is laid here must be true on both.
Public: lay, opened, bare, planting, write_down, copy_of, use, on_postgresql, sqlite_only.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from peewee import Database, Model, SqliteDatabase

from fieldform.access import looks
from fieldform.commands import records
from fieldform.config import Config
from fieldform.database import close_database, open_database
from fieldform.keys_folder import Keys, create_keys, load_keys
from sync.tables import database
from tests.support import postgresql

DATABASES = ("sqlite", "postgresql")
OFF_SQLITE = "config.getoption('on') == 'postgresql'"
_chosen = [DATABASES[0]]
_laid: dict[Path, str] = {}
_made: dict[tuple[type[Model], ...], sqlite3.Connection] = {}


def use(name: str) -> None:
    """On which database everything is laid from now on."""
    assert name in DATABASES
    _chosen[:] = [name]


def on_postgresql() -> bool:
    return _chosen == ["postgresql"]


def sqlite_only(why: str) -> pytest.MarkDecorator:
    """Marks a test of the SQLite file itself; on PostgreSQL it is left out, with the reason."""
    return pytest.mark.skipif(OFF_SQLITE, reason=why)


def lay(folder: Path, **settings: Any) -> tuple[Config, Keys]:
    """A copy of the ground in `folder`, and the settings that find it."""
    shutil.copytree(_made_once().name, folder, dirs_exist_ok=True)
    (folder / "records").mkdir(exist_ok=True)  # On PostgreSQL nothing lies there yet; a server that starts makes it.
    config = Config(data_folder=folder / "records", keys_folder=folder / "keys", database_url=_copied_for(folder), **settings)
    return config, load_keys(config.keys_folder)


@contextmanager
def opened(config: Config, keys: Keys) -> Iterator[Database]:
    """Bind the tables to this database for a while, and then to whatever they were bound to before."""
    before = database.obj
    found = open_database(config, keys.database_key)
    looks.entrust(found, keys.look_key)
    try:
        found.connect()
        yield found
    finally:
        close_database(found)
        database.initialize(before)


@contextmanager
def bare(tables: Sequence[type[Model]], file: Path | None = None) -> Iterator[Database]:
    """Bind these tables, empty, for a while, for tests that need no keys and no forms: in memory (or in `file`, where threads share
    them), or in one PostgreSQL database that is emptied each time."""
    before = database.obj
    found = _emptied(tuple(tables)) if on_postgresql() else _small(file)
    looks.entrust(found, bytes(32))
    database.initialize(found)
    try:
        found.connect(reuse_if_open=True)
        if not on_postgresql():
            _make(tuple(tables), found)
        yield found
    finally:
        close_database(found)
        database.initialize(before)


@contextmanager
def planting() -> Iterator[None]:
    """For very many rows: one transaction, all of it in memory until its end."""
    if not on_postgresql():
        database.execute_sql("PRAGMA cache_size = -1000000")  # KiB at most, until this connection is closed.
    with database.atomic():
        yield


def write_down() -> None:
    """Everything that is committed, into the database's own file."""
    if not on_postgresql():
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_of(config: Config, folder: Path) -> Callable[[], None]:
    """Copies the bound database as it is now; called, puts the copy back in its place, as a restore does."""
    return _postgresql_copy(config) if on_postgresql() else _sqlite_copy(config.data_folder / "fieldform.db", folder / "backup.db")


def _sqlite_copy(file: Path, backup: Path) -> Callable[[], None]:
    database.execute_sql("VACUUM INTO ?", (str(backup),))

    def put_back() -> None:
        database.close()
        for leftover in file.parent.glob(f"{file.name}*"):
            leftover.unlink()
        shutil.copy(backup, file)
        database.connect()

    return put_back


def _postgresql_copy(config: Config) -> Callable[[], None]:
    cluster, name = postgresql.running(), urlsplit(config.database_url).path.lstrip("/")
    close_database(database.obj)
    cluster.create(f"backup_{name}", template=name)

    def put_back() -> None:
        close_database(database.obj)
        cluster.drop(name)
        cluster.create(name, template=f"backup_{name}")
        database.connect()

    return put_back


@cache
def _made_once() -> "TemporaryDirectory[str]":
    """Gone when the test run ends. Every copy has the same keys: no test may ask for two servers that do not know each other."""
    made = TemporaryDirectory(prefix="ground of the tests ")
    config = Config(data_folder=Path(made.name) / "records", keys_folder=Path(made.name) / "keys", database_url=_template())
    create_keys(config.keys_folder)
    keys = load_keys(config.keys_folder)
    with opened(config, keys):
        records.prepare(keys, datetime.now(UTC))
        write_down()
    return made


def _template() -> str:
    if not on_postgresql():
        return ""
    postgresql.running().create("ground")
    return postgresql.running().url("ground")


def _copied_for(folder: Path) -> str:
    """A database goes with the folder it was laid for."""
    if not on_postgresql():
        return ""
    cluster = postgresql.running()
    for gone in [place for place in _laid if not place.exists()]:
        cluster.drop(_laid.pop(gone))
    name = f"laid_{uuid4().hex}"
    cluster.create(name, template="ground")
    _laid[folder] = name
    return cluster.url(name)


def _make(tables: tuple[type[Model], ...], found: Database) -> None:
    """A copy of what was made once: to write down sixty tables takes longer than most tests."""
    if tables in _made:
        _made[tables].backup(found.connection())
    else:
        found.create_tables(tables)
        _made[tables] = sqlite3.connect(":memory:", check_same_thread=False)
        found.connection().backup(_made[tables])


def _small(file: Path | None) -> Database:
    return SqliteDatabase(str(file or ":memory:"), pragmas={"foreign_keys": 1, "synchronous": 0})


def _emptied(tables: tuple[type[Model], ...]) -> Database:
    """A handle of its own each time: what is remembered of one database must not be believed of the next. Tests make and drop tables."""
    found = open_database(_bare_once(tables), b"")
    with found.connection_context():
        names = [table._meta.table_name for table in tables]
        if set(found.get_tables()) != set(names):
            found.execute_sql("DROP SCHEMA public CASCADE")
            found.execute_sql("CREATE SCHEMA public")
            found.create_tables(tables)
        found.execute_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")
    return found


@cache
def _bare_once(tables: tuple[type[Model], ...]) -> Config:
    """A database for these tables, whoever asks for it."""
    name = f"bare_{uuid4().hex}"
    postgresql.running().create(name)
    return Config(database_url=postgresql.running().url(name))
