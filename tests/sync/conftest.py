"""A fresh engine over an empty database for each test."""

from collections.abc import Iterator

import pytest
from peewee import SqliteDatabase

from sync.models import TABLES
from sync.tables import database
from tests.sync.toy import Entry, Phone, Toy


@pytest.fixture
def toy() -> Iterator[Toy]:
    memory = SqliteDatabase(":memory:", pragmas={"foreign_keys": 1})
    database.initialize(memory)
    memory.create_tables([*TABLES, Entry])
    yield Toy()
    memory.close()


@pytest.fixture
def phone(toy: Toy) -> Phone:
    return toy.phone()
