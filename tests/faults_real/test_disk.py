"""S4, S6, S8: a disk that is full, fails or may only be read, in the short form."""

import pytest

from tests.faults_real import disk
from tests.faults_real.found import Task
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("where the file of the records lies")


def test_s4_s6_s8_a_failing_disk_makes_devices_wait_and_loses_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    if why := disk.left_out():
        pytest.skip(f"left out: {why}")
    found = disk.run(Task(tmp_path_factory.mktemp("disk"), 1, 3, print))
    assert found.broken == []
    assert int(str(found.figures["told to come again (503)"])) > 0
