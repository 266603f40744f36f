"""A house of its own for each test, and the newest crisis contact in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldform.forms import Form
from fieldform.officer.offline import page_of
from fieldform.record import form_versions
from tests.support.house import House, build


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with build(tmp_path) as built:
        yield built


@pytest.fixture
def form(house: House) -> Form:
    return form_versions.current("crisis_contact")


@pytest.fixture
def page(form: Form) -> str:
    """The address of the newest crisis contact."""
    return page_of(form)
