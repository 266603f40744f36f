"""`python -m tests.faults_real`: real processes, real disks, real sockets, and what is done to them; says what was found and every figure.

`--only kills,proxy` chooses, `--times n` says how often, `--seed s` is where all chance comes from, `--on postgresql` changes the database.
"""

import argparse
import math
import sys
import tempfile
import time
from pathlib import Path

from tests.faults_real import PARTS
from tests.faults_real.found import Found, Task
from tests.support import ground


def main() -> int:
    asked = _arguments()
    ground.use(asked.on)
    found = [_one(name, asked) for name in asked.only]
    print(*(each.told() for each in found), sep="\n")
    return 1 if any(each.broken for each in found) else 0


def _one(name: str, asked: argparse.Namespace) -> Found:
    part, begun = PARTS[name], time.monotonic()
    if why := part.left_out():
        return Found(f"{name} left out: {why}")
    print(f"{name} on {asked.on}, seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="faults ") as folder:
        found = part.run(Task(Path(folder), asked.times or part.times, asked.seed, _tell, begun + 60 * asked.minutes))
    found.what = f"{name} on {asked.on}, seed {asked.seed}, {time.monotonic() - begun:.0f} s"
    return found


def _tell(words: str) -> None:
    print(f"  {words}", end="\r" if sys.stdout.isatty() else "\n", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults_real", description=__doc__)
    parser.add_argument("--only", type=_names, default=list(PARTS), metavar="A,B", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--times", type=int, default=0, metavar="N", help="how often each (each has a number of its own)")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--minutes", type=float, default=math.inf, metavar="M", help="after so many no part begins a further case")
    parser.add_argument("--on", choices=ground.DATABASES, default=ground.DATABASES[0])
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = [name for name in text.split(",") if name] or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(PARTS)}")
    return names


if __name__ == "__main__":
    raise SystemExit(main())
