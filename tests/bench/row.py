"""What a row of the table is, and how large everything is made.

Public: Row, Scale, FULL, TINY, Ground, Measure.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Playwright

Measure = Callable[[], float]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scale:
    """In one round `batches` of `size` reports and `singles` are sent, `queued` wait on one phone, every page of a list is asked for
    `looks` times; `whole` is False where lists are short."""

    batches: int
    size: int
    singles: int
    queued: int
    looks: int
    whole: bool


FULL = Scale(batches=8, size=100, singles=80, queued=500, looks=3, whole=True)
TINY = Scale(batches=1, size=3, singles=2, queued=3, looks=1, whole=False)


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder of the row's own, and Chromium's driver, started when first asked for. `shared` enters what several rows stand on: once
    for a run, and left at its end; it is prepared with a folder of its own."""

    folder: Path
    scale: Scale
    playwright: Callable[[], Playwright]
    enter: Callable[[AbstractContextManager[Any]], Any]
    kept: dict[Any, Any] = field(default_factory=dict)

    def shared(self, prepare: Callable[["Ground"], AbstractContextManager[T]]) -> T:
        if prepare not in self.kept:
            own = replace(self, folder=self.folder.with_name(prepare.__name__))
            self.kept[prepare] = self.enter(prepare(own))
        found: T = self.kept[prepare]
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """`prepare` makes everything ready and yields what is called once a round, which answers a number in `unit`.

    `does` says what is inside the number, `leaves_out` what is not; `aim` is in words. `against` names the row of which it is a fraction;
    `packages` is the folder of other people's code without which it cannot be measured.
    """

    name: str
    unit: str
    aim: str
    does: str
    leaves_out: str
    prepare: Callable[[Ground], AbstractContextManager[Measure]]
    against: str = ""
    packages: Path | None = None
