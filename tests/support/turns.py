"""Which of the files that drive a browser run on which database, where they take turns: a browser costs seconds, and what it shows is the
same over either. The journey runs on both, and so does every test without a browser.

Public: of_the_other_database, JOURNEY.
"""

from collections.abc import Iterable

import pytest

from tests.support import ground
from tests.support.reach import stands_on_a_database

JOURNEY = "test_journey.py"


def of_the_other_database(tests: Iterable[pytest.Item]) -> set[pytest.Item]:
    """Those of every other file, in the order of the files' names, PostgreSQL's first; the same ones whichever database asks."""
    sharing = [test for test in tests if _drives_a_browser(test) and _could_be_on_either(test)]
    files = sorted({test.path for test in sharing})
    elsewhere = files[1::2] if ground.on_postgresql() else files[0::2]
    return {test for test in sharing if test.path in elsewhere}


def _drives_a_browser(test: pytest.Item) -> bool:
    return "playwright" in getattr(test, "fixturenames", ()) and test.path.name != JOURNEY


def _could_be_on_either(test: pytest.Item) -> bool:
    return stands_on_a_database(test.path) and not ground.is_sqlite_only(test)
