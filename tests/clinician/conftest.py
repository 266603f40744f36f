"""The clinician's desk, the advocate's and a stranger's, in one house for each file of tests."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from fieldform.record.follow_ups import FollowUp
from tests.clinician.desk import Desk
from tests.record.road import REPORT, Road, raised_by
from tests.support.cast import Member
from tests.support.house import House
from tests.support.shared_house import built, house, road, signed_in

__all__ = ["built", "house", "road", "signed_in"]


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
