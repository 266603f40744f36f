"""D10, D11: a road that cuts, stalls, crawls, ends early and brings wrong bits, in the short form."""

import pytest

from tests.faults_real import proxy
from tests.faults_real.found import Found, Task
from tests.support.ground import sqlite_only
from tests.support.rough_road import FATES

pytestmark = sqlite_only("the road is the same before either database")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return proxy.run(Task(tmp_path_factory.mktemp("proxy"), 30, 5, print))


def test_d10_whatever_the_road_does_each_report_arrives_exactly_once(found: Found) -> None:
    assert found.broken == []


def test_d11_every_fate_was_met_and_some_answers_were_lost(found: Found) -> None:
    assert all(fate in str(found.figures["fates"]) for fate in FATES)
    assert int(str(found.figures["pushes that failed"])) > 0
