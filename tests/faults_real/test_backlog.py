"""D12: one phone's long backlog, in the short form; how long others wait beside it is told by `make faults-real ONLY=backlog`."""

import pytest

from tests.faults_real import backlog
from tests.faults_real.found import Task
from tests.support import ground  # noqa: F401 (it stands on a database, and so runs on both)


def test_d12_a_backlog_goes_on_through_a_dead_server_and_another_car_is_heard(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = backlog.run(Task(tmp_path_factory.mktemp("backlog"), 1, 1, print), batches=2)
    assert found.broken == []
    assert found.figures["delivered by the one"] == 2 * backlog.SIZE
