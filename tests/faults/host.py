"""The phones' side of the pipe: one Node process that holds all phones of a schedule, and is begun anew for the next.

Public: Host, JS, what_is_missing.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

JS = Path(__file__).parents[2] / "static" / "js"
_HOST = Path(__file__).parents[1] / "js" / "faults" / "host.js"
Json = dict[str, Any]


def what_is_missing() -> str | None:
    """What must be installed first, in words."""
    if shutil.which("node") is None:
        return "node is not installed: the phones run in it"
    if not (_HOST.parents[1] / "node_modules" / "fake-indexeddb").is_dir():
        return "the JavaScript checks are not installed: make javascript installs them"
    return None


class Host:
    """`served` is the folder of the browser's modules: the real one, or a copy in which a bug was planted."""

    def __init__(self, served: Path = JS) -> None:
        self._node = subprocess.Popen(["node", str(_HOST), str(served)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, what: str, **given: Any) -> Json:
        assert self._node.stdin
        assert self._node.stdout
        self._node.stdin.write(json.dumps({"do": what, **given}).encode() + b"\n")
        self._node.stdin.flush()
        line = self._node.stdout.readline()
        if not line:
            raise RuntimeError("the phones are gone")
        answer: Json = json.loads(line)
        return answer

    def close(self) -> None:
        assert self._node.stdin
        assert self._node.stdout
        self._node.stdin.close()
        self._node.wait(timeout=10)
        self._node.stdout.close()
