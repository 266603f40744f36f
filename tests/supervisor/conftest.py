"""The supervisor's office and another agency's, in one house for each file of tests."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.supervisor.office import Office
from tests.support.cast import Member
from tests.support.house import House
from tests.support.shared_house import built, house, road, signed_in

__all__ = ["built", "house", "road", "signed_in"]


@pytest.fixture
def office(house: House, signed_in: Callable[[Member], FlaskClient]) -> Office:
    """The supervisor's browser."""
    return Office(signed_in(house.cast.supervisor))


@pytest.fixture
def elsewhere(house: House, signed_in: Callable[[Member], FlaskClient]) -> Office:
    """The supervisor of another agency, to whom nothing here exists."""
    return Office(signed_in(house.cast.supervisor_elsewhere))
