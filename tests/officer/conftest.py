"""A house for each file of tests, and the newest crisis contact in it. Tests that enter something look for it by its own id."""

from collections.abc import Iterator

import pytest

from fieldform.forms import Form
from fieldform.officer.offline import page_of
from fieldform.record import form_versions
from tests.support.house import House, build


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with build(tmp_path_factory.mktemp("house")) as built:
        yield built


@pytest.fixture
def form(house: House) -> Form:
    return form_versions.current("crisis_contact")


@pytest.fixture
def page(form: Form) -> str:
    """The address of the newest crisis contact."""
    return page_of(form)
