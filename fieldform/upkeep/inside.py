"""What is inside a set of records, as a backup's manifest says it and as reading it back finds it. Public: Inside, release."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldform import __version__


@dataclass(frozen=True, slots=True)
class Inside:
    """`schema`: the migrations applied, sorted. `instance`: which life of the database. `counts`: rows by table."""

    schema: tuple[str, ...]
    instance: str
    counts: Mapping[str, int]

    @property
    def envelopes(self) -> int:
        return self.counts.get("envelope", 0)


def release() -> str:
    return __version__
