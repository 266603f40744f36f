"""S19: a log that somebody's reading has made long is cut back; for hours `make faults-real ONLY=soak TIMES=9999 MINUTES=60` looks."""

import pytest

from tests.faults_real import soak
from tests.faults_real.found import Task
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("the log of the file")


def test_s19_a_long_reader_leaves_no_long_log_behind(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = soak.run(Task(tmp_path_factory.mktemp("soak"), 1, 1, print))
    assert found.broken == []
