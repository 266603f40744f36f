"""What a run of real faults has found: how many cases, what they broke, and the figures. Public: Found, Task, spread, milliseconds."""

import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Tell = Callable[[str], None]


@dataclass
class Found:
    """`broken` names each oracle (O1 to O6 of the page of faults) that did not hold, in words; `figures` are for people."""

    what: str
    cases: int = 0
    broken: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)

    def told(self) -> str:
        lines = [f"{self.what}: {self.cases} cases, {len(self.broken)} broken"]
        lines += [f"  {name}: {figure}" for name, figure in self.figures.items()]
        return "\n".join([*lines, *(f"  BROKEN {words}" for words in self.broken[:20])])


@dataclass(frozen=True)
class Task:
    """`folder` is empty and the run's own; `tell` is called with each step. No case begins past `until` (monotonic)."""

    folder: Path
    times: int
    seed: int
    tell: Tell
    until: float = math.inf

    def cases(self) -> Iterator[int]:
        """1, 2, 3 … for as long as there is time."""
        for case in range(1, self.times + 1):
            if time.monotonic() > self.until:
                return
            yield case


def spread(seconds: Sequence[float]) -> str:
    """Median and range, of however many there are."""
    if not seconds:
        return "none"
    return f"median {statistics.median(seconds):.2f} s, {min(seconds):.2f} to {max(seconds):.2f} s, n = {len(seconds)}"


def milliseconds(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return (
        f"median {1000 * statistics.median(ordered):.0f} ms, 95 % within {1000 * ordered[int(0.95 * (len(ordered) - 1))]:.0f}, "
        f"longest {1000 * ordered[-1]:.0f}, n = {len(ordered)}"
    )
