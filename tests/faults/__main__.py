"""`python -m tests.faults --seeds 1000`: runs schedules, says how many a second, and names each seed that broke a law.

`--seed 17` runs one and tells it line by line. `--plant NAME` (or `all`) plants a bug first and stops where it is found.
"""

import argparse
import sys
import time
from collections import Counter

from tests.faults.host import Host, what_is_missing
from tests.faults.plants import PLANTS, planted
from tests.faults.runner import many, one

_FOUND_WITHIN = 200


def main() -> int:
    asked = _arguments()
    if missing := what_is_missing():
        print(missing)
        return 2
    if asked.seed is not None:
        return _tell(asked.seed, asked.plant)
    if asked.plant is None:
        return _prove(range(asked.first, asked.first + asked.seeds), asked.workers)
    names = list(PLANTS) if asked.plant == "all" else [asked.plant]
    return max(_find(name, asked.first) for name in names)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, metavar="N", help="how many schedules")
    parser.add_argument("--from", type=int, default=1, dest="first", metavar="S", help="the first seed")
    parser.add_argument("--seed", type=int, metavar="S", help="one schedule, told line by line")
    parser.add_argument("--plant", choices=[*PLANTS, "all"], help="a bug that is to be found")
    parser.add_argument("--workers", type=int, default=2, metavar="W", help="processes; each has a Node process beside it")
    return parser.parse_args()


def _prove(seeds: range, workers: int) -> int:
    begun, broken, count = time.monotonic(), 0, Counter[str]()
    for done, outcome in enumerate(many(seeds, workers=workers), start=1):
        count += outcome.count
        if outcome.broken:
            broken += 1
            print(
                f"\nseed {outcome.seed} broke {len(outcome.broken)} laws (SEED={outcome.seed} tells it):", *outcome.broken[:5], sep="\n  "
            )
        speed = done / (time.monotonic() - begun)
        if sys.stdout.isatty() or done % 100 == 0 or done == len(seeds):
            print(
                f"{done} of {len(seeds)} schedules, {speed:.1f} a second, {broken} broken",
                end="\r" if sys.stdout.isatty() else "\n",
                flush=True,
            )
    print("\nin them:", ", ".join(f"{times} times {what}" for what, times in sorted(count.items())))
    return 1 if broken else 0


def _find(name: str, first: int) -> int:
    for needed, outcome in enumerate(many(range(first, first + _FOUND_WITHIN), plant=name, workers=1), start=1):
        if outcome.broken:
            print(f"{name}: found by schedule {needed} (seed {outcome.seed}): {outcome.broken[0]}", flush=True)
            return 0
    print(f"{name}: NOT found within {_FOUND_WITHIN} schedules", flush=True)
    return 1


def _tell(seed: int, plant: str | None) -> int:
    with planted(PLANTS[plant] if plant else None) as served:
        host = Host(served)
        outcome = one(seed, host, told=True)
        host.close()
    print(*outcome.trace, "", f"trace {outcome.hash}", *(outcome.broken or ("every law held",)), sep="\n")
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
