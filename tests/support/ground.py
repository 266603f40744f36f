"""The ground that every test's server stands on: keys and an empty, migrated database with the shipped forms, made once and copied.

Public: lay, opened.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from peewee import Database

from fieldform.commands import records
from fieldform.config import Config
from fieldform.database import open_database
from fieldform.keys_folder import Keys, create_keys, load_keys
from sync.tables import database


def lay(folder: Path, **settings: Any) -> tuple[Config, Keys]:
    """A copy of the ground in `folder`, and the settings that find it."""
    shutil.copytree(_made_once().name, folder, dirs_exist_ok=True)
    config = Config(data_folder=folder / "records", keys_folder=folder / "keys", **settings)
    return config, load_keys(config.keys_folder)


@contextmanager
def opened(config: Config, keys: Keys) -> Iterator[Database]:
    """Bind the tables to this database for a while, and then to whatever they were bound to before."""
    before = database.obj
    found = open_database(config, keys.database_key)
    try:
        found.connect()
        yield found
    finally:
        found.close()
        database.initialize(before)


@cache
def _made_once() -> "TemporaryDirectory[str]":
    """Gone when the test run ends. Every copy has the same keys: no test may ask for two servers that do not know each other."""
    made = TemporaryDirectory(prefix="ground of the tests ")
    config = Config(data_folder=Path(made.name) / "records", keys_folder=Path(made.name) / "keys")
    create_keys(config.keys_folder)
    keys = load_keys(config.keys_folder)
    with opened(config, keys):
        records.prepare(keys, datetime.now(UTC))
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return made
