"""S1, S2, F4: a server killed at any moment, in the short form; `make faults-real` is the long one."""

import pytest

from tests.faults_real import kills
from tests.faults_real.found import Found, Task
from tests.support import ground  # noqa: F401 (it stands on a database, and so runs on both)

KILLS = 3


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return kills.run(Task(tmp_path_factory.mktemp("kills"), KILLS, 7, print))


def test_s2_a_server_killed_under_load_loses_nothing_that_it_acknowledged(found: Found) -> None:
    assert found.broken == []
    assert found.cases == KILLS


def test_s1_it_was_killed_while_it_worked(found: Found) -> None:
    """Otherwise the test above would say little."""
    assert int(str(found.figures["acknowledged"])) > 10
    assert int(str(found.figures["pushes that failed"])) > 0
