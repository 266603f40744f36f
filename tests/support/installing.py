"""Programs that tests need and pip cannot bring: found, installed with apt where that is allowed, or named with the command that does.

Public: found_or_installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable


def found_or_installed(find: Callable[[], object], missing: type[Exception], command: str) -> int:
    """An exit code: 0 once `find` finds it; otherwise its words, which name the command, and 1."""
    try:
        find()
    except missing:
        _install(command)
    try:
        find()
    except missing as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _install(command: str) -> None:
    """With apt, where this machine has it and we are root; otherwise nothing."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {command.rsplit(' ', 1)[-1]} …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in ("apt-get update -qq", command):
            subprocess.run(step.split(), check=False, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
