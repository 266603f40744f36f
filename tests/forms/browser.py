"""The browser's form logic, asked from Python: one node process for a whole run, a line of JSON each way.

Where there is no node, the tests that need it say that they were left out. Public: Browser, needs_node.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_NODE = shutil.which("node")
_SCRIPT = Path(__file__).with_name("run_cases.mjs")

needs_node = pytest.mark.skipif(_NODE is None, reason="node is not installed: the browser's half was left out")


class Browser:
    """`ask` sends one question and waits for its answer."""

    def __init__(self) -> None:
        assert _NODE is not None
        self._process = subprocess.Popen([_NODE, str(_SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def ask(self, **question: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()
