"""Who said what of a person, and what is known when all of it is laid one over the other.

Whoever corrects a report repeats what they said before: only what they changed counts as said anew, so that an officer who mends an address
does not take back the phone that a clinician found out since. Pure. Public: Said, Change, known, said,
corrections, is_newest_behind, NAMED.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

# What can be said of a person, in the order in which it is read.
NAMED = {
    "name": "Name",
    "known_as": "Also called",
    "born_on": "Born",
    "age": "Age",
    "sex": "Sex",
    "phone": "Phone",
    "address": "Address",
    "language": "Language",
    "contact_rules": "Safe contact",
}
_PARTS = ("family_name", "given_name")
# What a correction may take away; a name that it leaves blank was not said to be wrong.
_MAY_BE_TAKEN_AWAY = frozenset(("known_as", "born_on", "age", "phone", "address", "contact_rules"))


class Row(Protocol):
    """A row of PersonDetails: `whole` where it says all there is to know, and so its blanks count too."""

    contact: str
    revision: int
    at: datetime
    author: str
    told_by: str
    wall: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that was said anew; "" for what was not known before, or is no longer."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that one person said at one time, where anything of it was new. `wall`: behind which it was said; `corrects`: at the desk,
    over what was known."""

    at: datetime
    author: str
    told_by: str
    wall: str
    corrects: bool
    changes: tuple[Change, ...]


@dataclass
class _Laid:
    """What is known so far, and what each report said last."""

    known: dict[str, Any] = field(default_factory=dict)
    by_contact: dict[str, dict[str, Any]] = field(default_factory=dict)

    def lay(self, row: Row) -> Iterator[Change]:
        stated = {name: getattr(row, name) for name in (*NAMED, *_PARTS)}
        before = self.by_contact.get(row.contact)
        self.by_contact[row.contact] = stated
        for name, value in stated.items():
            if value != self.known.get(name, _blank(value)) and _is_said(name, value, before, whole=row.whole):
                if name in NAMED:
                    yield Change(NAMED[name], _words(self.known.get(name)), _words(value))
                self.known[name] = value


def known(rows: Iterable[Row]) -> dict[str, Any]:
    """The facts as they stand after all of it; what nobody said is left out."""
    laid = _Laid()
    for row in _in_time(rows):
        list(laid.lay(row))
    return laid.known


def said(rows: Iterable[Row]) -> tuple[Said, ...]:
    """Who said what, newest first."""
    laid = _Laid()
    told = [Said(row.at, row.author, row.told_by, row.wall, row.whole, tuple(laid.lay(row))) for row in _in_time(rows)]
    return tuple(reversed([one for one in told if one.changes]))


def corrections(rows: Iterable[Row]) -> tuple[Said, ...]:
    """Those of them that the desk entered as corrections."""
    return tuple(one for one in said(rows) if one.corrects)


def is_newest_behind(wall: str, name: str, rows: Iterable[Row]) -> bool:
    """Whether what is known under this name was last said behind this wall."""
    label = NAMED[name]
    last = next((one for one in said(rows) if any(change.label == label for change in one.changes)), None)
    return last is not None and last.wall == wall


def _in_time(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.at, row.whole, row.revision, row.contact))


def _is_said(name: str, value: Any, before: dict[str, Any] | None, *, whole: bool) -> bool:
    if before is not None:
        return bool(value != before[name])
    return value not in ("", None) or (whole and name in _MAY_BE_TAKEN_AWAY)


def _blank(value: Any) -> Any:
    return None if value is None else ""


def _words(value: Any) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return "" if value is None else str(value)
