"""What a row of the table is, and how large everything is made.

Public: Row, Scale, FULL, TINY, Ground.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

Measure = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Scale:
    """`batches` of a hundred reports and `singles` are sent in one round; `queued` wait on one phone; lists have `follow_ups`."""

    batches: int
    singles: int
    queued: int
    follow_ups: tuple[int, ...]
    looks: int


FULL = Scale(batches=6, singles=60, queued=500, follow_ups=(1_000, 10_000, 100_000), looks=3)
TINY = Scale(batches=1, singles=2, queued=3, follow_ups=(20, 30, 40), looks=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a row may put its files."""

    folder: Path
    scale: Scale


@dataclass(frozen=True, slots=True)
class Row:
    """`prepare` makes everything ready and yields what is called once a round, which answers a number in `unit`.

    `does` says what is inside the number, `not_` what is not; `aim` is in words. `against` names the row of which it is a fraction.
    """

    name: str
    unit: str
    aim: str
    does: str
    not_: str
    prepare: Callable[[Ground], AbstractContextManager[Measure]]
    against: str = ""
