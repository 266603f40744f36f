"""S5: a server that may open no more files, write no more or have no more memory, in the short form."""

import pytest

from tests.faults_real import limits
from tests.faults_real.found import Task
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("whose files are limited")


def test_s5_a_server_under_limits_makes_devices_wait_and_loses_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    if why := limits.left_out():
        pytest.skip(f"left out: {why}")
    found = limits.run(Task(tmp_path_factory.mktemp("limits"), 1, 3, print))
    assert found.broken == []
    assert int(str(found.figures["told to come again (503)"])) > 0
