"""A phone in Node (tests/js/core/pipe.js) on a pipe: its server is whatever callable it is given, usually a Flask test client.

Public: NodePhone, node_tools.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

JS = Path(__file__).parents[1] / "js"
Question = dict[str, Any]
Reply = dict[str, Any]


def node_tools() -> str:
    """The path of node; a test that needs it is left out, in words, where it or its tools are not installed."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("left out: node is not installed")
    if not (JS / "node_modules" / "fake-indexeddb").is_dir():
        pytest.skip("left out: the JavaScript checks are not installed (make javascript installs them)")
    return node


class NodePhone:
    """Presses the phone's buttons and answers its questions. `phone.do("send", …)` returns what the page would get."""

    def __init__(self, answer: Callable[[Question], Reply]) -> None:
        self._answer = answer
        self._node = subprocess.Popen(
            [node_tools(), str(JS / "core" / "pipe.js")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def do(self, name: str, **given: Any) -> Any:
        self._tell({"do": name, "with": given})
        while True:
            said = self._hear()
            if "ask" in said:
                self._tell({"reply": self._answer(said["ask"])})
            elif "failed" in said:
                raise AssertionError(said["failed"])
            else:
                return said["done"]

    def close(self) -> None:
        assert self._node.stdin
        assert self._node.stdout
        self._node.stdin.close()
        self._node.wait(timeout=10)
        self._node.stdout.close()

    def _tell(self, words: dict[str, Any]) -> None:
        assert self._node.stdin
        self._node.stdin.write(json.dumps(words) + "\n")
        self._node.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._node.stdout
        line = self._node.stdout.readline()
        assert line, "the phone is gone"
        said: dict[str, Any] = json.loads(line)
        return said
