"""F1, F2: power lost at any moment, and the files copied at any moment, in the short form."""

import pytest

from tests.faults_real import copies, power
from tests.faults_real.found import Found, Task
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("the file of the records and its log")
CUTS = 10


@pytest.fixture(scope="module")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> Found:
    if why := power.left_out():
        pytest.skip(f"left out: {why}")
    return power.run(Task(tmp_path_factory.mktemp("power"), CUTS, 9, print))


def test_f2_lost_power_takes_nothing_that_was_acknowledged(cuts: Found) -> None:
    assert cuts.broken == []
    assert cuts.figures["honest disk: sound"] == CUTS


def test_f2_a_disk_that_lies_about_fsync_is_noticed_by_this_very_test(cuts: Found) -> None:
    assert cuts.figures.get("lying disk: sound", 0) != CUTS


def test_f1_a_snapshot_of_both_files_at_one_moment_holds_all_that_was_acknowledged(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = copies.run(Task(tmp_path_factory.mktemp("copies"), 3, 9, print))
    assert found.broken == []
