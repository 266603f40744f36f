"""One house for each file of tests, emptied of records before each test; its visitors stay signed in. A test that moves the clock by more
than a session lasts signs in again. A room's conftest.py imports the fixtures by name.

Public: built, house, signed_in, road.
"""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from fieldform import access
from fieldform.access.models import ViewLog, ViewLogEnd
from fieldform.record.form_versions import FormVersion
from fieldform.schema import all_tables
from sync.models import Instance
from sync.tables import database
from tests.record.road import Road
from tests.support.cast import Member
from tests.support.house import MORNING, House, build

_KEPT = {*access.TABLES, FormVersion, Instance} - {ViewLog, ViewLogEnd}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with build(tmp_path_factory.mktemp("house")) as built:
        yield built


@pytest.fixture
def house(built: House) -> House:
    built.now = MORNING
    with database.atomic():
        for table in reversed(all_tables()):
            if table not in _KEPT:
                table.delete().execute()
    return built


@pytest.fixture(scope="module")
def signed_in(built: House) -> Callable[[Member], FlaskClient]:
    """A member's browser, signed in once for all tests of a file."""
    browsers: dict[str, FlaskClient] = {}

    def browser(member: Member) -> FlaskClient:
        if member.id not in browsers:
            browsers[member.id] = built.visitor(member)
        return browsers[member.id]

    return browser


@pytest.fixture
def road(house: House) -> Road:
    """What the officer sends."""
    return Road(house.cast.officer, house.now)
