"""A fresh engine over an empty database for each test."""

from collections.abc import Iterator

import pytest

from sync.models import TABLES
from tests.support.ground import bare
from tests.sync.toy import Entry, Phone, Toy


@pytest.fixture
def toy() -> Iterator[Toy]:
    with bare([*TABLES, Entry]):
        yield Toy()


@pytest.fixture
def phone(toy: Toy) -> Phone:
    return toy.phone()
