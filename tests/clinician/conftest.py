"""One house for each file of tests, emptied of records before each test; its visitors stay signed in. A test that moves the clock by more
than a session lasts signs in again."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from fieldform import access
from fieldform.access.models import ViewLog
from fieldform.record.follow_ups import FollowUp
from fieldform.record.form_versions import FormVersion
from fieldform.schema import all_tables
from sync.models import Instance
from sync.tables import database
from tests.clinician.desk import Desk
from tests.record.road import REPORT, Road, raised_by
from tests.support.cast import Member
from tests.support.house import MORNING, House, build

_KEPT = {*access.TABLES, FormVersion, Instance} - {ViewLog}


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


@pytest.fixture
def follow_up(road: Road) -> FollowUp:
    return raised_by(road.send(REPORT))


@pytest.fixture
def desk(house: House, signed_in: Callable[[Member], FlaskClient]) -> Desk:
    """The clinician's browser."""
    return Desk(signed_in(house.cast.clinician))


@pytest.fixture
def advocate(house: House, signed_in: Callable[[Member], FlaskClient]) -> Desk:
    return Desk(signed_in(house.cast.advocate))


@pytest.fixture
def stranger(house: House, signed_in: Callable[[Member], FlaskClient]) -> FlaskClient:
    """A clinician whose provider does not serve this agency."""
    return signed_in(house.cast.refused)
