"""The tests of the phone's modules that Node runs by itself (tests/js/core), so that one command shows them all."""

import subprocess

from tests.browser_core.phone import JS, node_tools


def test_the_tests_that_node_runs_pass() -> None:
    tests = sorted(str(path) for path in (JS / "core").glob("*.test.js"))
    ran = subprocess.run([node_tools(), "--test", "--test-reporter=dot", *tests], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
