"""The process in which workbooks are read: whatever one of them does to it, the one who asked goes on.

One JSON line in for each workbook, one out:
{"path" or "content" and "files" (base64), "name"} → {"definition", "warnings"} or {"problems"}.
Knows no database and no key. Run as `python -m fieldform.publishing.child SECONDS`. Public: answer, main, MEMORY.
"""

import json
import os
import signal
import sys
import traceback
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from fieldform.forms import Form, FormProblem, FormRefused, load_xlsform
from fieldform.forms.workbook import MOST_BYTES

MEMORY = 1 << 30
_TOO_LARGE = "reading this workbook takes more memory than it may: split it, or put long lists into CSV files"
_STUMBLED = "this workbook cannot be read ({kind} at {place}): copy its sheets into a new workbook; if that does not help, please report it"


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of one workbook; never an exception, whatever it makes the readers stumble over."""
    try:
        form = _read(asked)
        return {"definition": form.definition(), "warnings": [asdict(warning) for warning in form.warnings]}
    except FormRefused as refused:
        return {"problems": [asdict(problem) for problem in refused.problems]}
    except MemoryError:
        return _refused(_TOO_LARGE)
    except OSError as problem:
        return _refused(problem.strerror or "the file cannot be opened")
    except Exception as problem:  # noqa: BLE001 - pyxform and what it builds on raise anything; a refusal is in words all the same.
        return _refused(_STUMBLED.format(kind=type(problem).__name__, place=_place(problem)))


def main() -> None:
    _limit_memory()
    asked, told = sys.stdin, _own_output()
    for line in asked:
        _allow(float(sys.argv[1]))
        told.write(json.dumps(answer(json.loads(line))) + "\n")
        told.flush()
        _allow(0)


def _read(asked: Mapping[str, Any]) -> Form:
    if "content" in asked:
        files = {name: b64decode(content) for name, content in asked["files"].items()}
        return load_xlsform(b64decode(asked["content"]), asked["name"], files)
    path = Path(asked["path"])
    if path.stat().st_size > MOST_BYTES:
        raise FormRefused((FormProblem("workbook", None, "the file is too large: at most 8 MB"),))
    return load_xlsform(path, asked["name"])


def _refused(words: str) -> dict[str, Any]:
    return {"problems": [asdict(FormProblem("workbook", None, words))]}


def _place(problem: Exception) -> str:
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def _own_output() -> IO[str]:
    """What a library prints goes nowhere near the answers."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return own


def _allow(seconds: float) -> None:
    """So much of the processor's time for what comes now, then the system ends this process; 0: no limit. Windows has no such clock."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit still holds.
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
