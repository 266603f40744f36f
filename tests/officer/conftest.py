"""A house for each file of tests, and the newest crisis contact in it. Tests that enter something look for it by its own id."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from fieldform.forms import Form
from fieldform.officer.offline import page_of
from fieldform.record import form_versions
from tests.support.cast import Cast, create_cast
from tests.support.house import House, build
from tests.support.servers import LiveServer, prepare


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with build(tmp_path_factory.mktemp("house")) as built:
        yield built


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Cast]]:
    """A server of the file's own, running, for the tests that bring a phone."""
    server = prepare(tmp_path_factory.mktemp("server"))
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    yield server, cast
    server.kill()


@pytest.fixture
def form(house: House) -> Form:
    return form_versions.current("crisis_contact")


@pytest.fixture
def page(form: Form) -> str:
    """The address of the newest crisis contact."""
    return page_of(form)
