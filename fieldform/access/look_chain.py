"""The seals on the log of looks: each row's says what the row says, where it stands, and what stood before it.

HMAC-SHA-256 under a key that is not in the database (keys_folder.Keys.look_key): whoever may write the database can neither change a row
nor make one without the chain saying where it breaks. Pure: knows no table. Public: Link, End, Break, How, Said, seal, first_break, START.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.encoding import b64, compact_json

Said = tuple[str | int, ...]

# Of a row that was renumbered after some were deleted, so many are looked for.
_MOST_RENUMBERED = 1000


class How(StrEnum):
    """What became of the first row that is not as it was written, in words that follow its number."""

    CHANGED = "was changed after it was written"
    INSERTED = "was put in by something other than Fieldform"
    MOVED = "stood in another place when it was written"
    DELETED = "is missing: it was deleted"
    CUT_OFF = "is missing, and so is all that came after it: the end was cut off, or older records were put back"
    REWRITTEN = "is not the one that was anchored: the log was written anew from some row up to here, or older records were put back"
    END_CHANGED = "is the last, and the row that says where the log ends was changed"


@dataclass(frozen=True, slots=True)
class Link:
    """A row as it is found: its number in its chain, its id, what it says, its seal."""

    sequence: int
    id: str
    says: Said
    seal: str


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain ends: the number and the seal of its last row."""

    sequence: int
    seal: str


START = End(0, "")


@dataclass(frozen=True, slots=True)
class Break:
    """The first row that is not as it should be; `id` is empty where it is not there."""

    sequence: int
    how: How
    id: str = ""


def seal(key: bytes, before: End, chain: str, says: Said) -> str:
    """Of the row that follows `before` in `chain`."""
    return b64(hmac.digest(key, compact_json([chain, before.sequence + 1, before.seal, *says]), "sha256"))


def first_break(key: bytes, chain: str, links: Iterable[Link], end: End, anchored: Mapping[int, str]) -> Break | None:
    """Walks all of a chain: `links` in order up to `end`, which is where the database says that it ends, `anchored` the seals that were
    kept elsewhere, by number."""
    rest, here = iter(links), START
    for link in rest:
        how = _fault(key, chain, here, link, rest)
        if how is not None:
            return Break(here.sequence + 1, how) if how is How.DELETED else Break(link.sequence, how, link.id)
        here = End(link.sequence, link.seal)
        if anchored.get(here.sequence, here.seal) != here.seal:
            return Break(here.sequence, How.REWRITTEN, link.id)
    return _break_at_end(here, end, anchored)


def _break_at_end(here: End, end: End, anchored: Mapping[int, str]) -> Break | None:
    if max((end.sequence, *anchored)) > here.sequence:
        return Break(here.sequence + 1, How.CUT_OFF)
    return None if here == end else Break(here.sequence, How.END_CHANGED)


def _fault(key: bytes, chain: str, here: End, link: Link, rest: Iterator[Link]) -> How | None:
    if link.sequence > here.sequence + 1:
        return How.DELETED
    if link.sequence <= here.sequence:
        return How.INSERTED
    if hmac.compare_digest(seal(key, here, chain, link.says), link.seal):
        return None
    return _why(key, chain, here, link, rest)


def _why(key: bytes, chain: str, here: End, bad: Link, rest: Iterator[Link]) -> How:
    """What was done to a row whose seal does not fit; its neighbours tell."""
    after = next(rest, None)
    if after is None:
        return How.CHANGED
    if _fits_later(key, chain, bad, after, rest):
        return How.MOVED
    if seal(key, here, chain, after.says) == after.seal:
        return How.INSERTED
    return How.DELETED if _was_renumbered(key, chain, bad, after) else How.CHANGED


def _was_renumbered(key: bytes, chain: str, bad: Link, after: Link) -> bool:
    """Rows before it were deleted and the numbers closed up: the next one's seal still tells its old number."""
    old = (End(bad.sequence + gone, bad.seal) for gone in range(1, _MOST_RENUMBERED))
    return any(seal(key, end, chain, after.says) == after.seal for end in old)


def _fits_later(key: bytes, chain: str, bad: Link, after: Link, rest: Iterator[Link]) -> bool:
    before = bad
    while True:
        there = End(after.sequence - 1, before.seal), End(after.sequence - 1, after.seal)
        if any(seal(key, place, chain, bad.says) == bad.seal for place in there):
            return True
        before, following = after, next(rest, None)
        if following is None:
            return False
        after = following
