from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.tables import database
from tests.access.place import Place, build_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    before = database.obj
    yield build_place(tmp_path)
    database.close()
    database.initialize(before)
