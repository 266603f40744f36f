from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.place import Place, build_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with build_place(tmp_path) as built:
        yield built
