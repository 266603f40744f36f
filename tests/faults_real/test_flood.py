"""S16: sign-ins flood the server while a car pushes, in the short form; how fast pushes stay is told by `make faults-real ONLY=flood`."""

import pytest

from tests.faults_real import flood
from tests.faults_real.found import Task
from tests.support import ground  # noqa: F401 (it stands on a database, and so runs on both)


def test_s16_pushes_go_on_and_an_officer_gets_in_while_sign_ins_flood(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = flood.run(Task(tmp_path_factory.mktemp("flood"), 1, 1, print))
    assert found.broken == []
