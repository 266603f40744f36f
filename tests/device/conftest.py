"""A house of its own for each test, and a phone enrolled in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.house import Device, House, build


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with build(tmp_path) as built:
        yield built


@pytest.fixture
def device(house: House) -> Device:
    return house.device(house.cast.officer.agency)
