"""Which of the backups in a folder are kept: the newest of each of the last days and weeks that have one. Pure.

Public: Keep, kept, file_name, made_at, parse_keep.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_NAME = re.compile(r"fieldform-(\d{8}T\d{6}Z)\.backup\Z")
_KEEP = re.compile(r"([1-9]\d{0,3})(?:,(\d{1,4}))?\Z")
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days and how many weeks are kept; a backup may stand for both."""

    daily: int = 7
    weekly: int = 4


def parse_keep(text: str) -> Keep | None:
    """`7` or `7,4`; None for anything else. At least one day is kept."""
    found = _KEEP.match(text)
    return Keep(int(found[1]), int(found[2] or 0)) if found else None


def kept(names: Iterable[str], keep: Keep) -> set[str]:
    """Of the names that are backups', those to keep. The newest is always among them."""
    dated = sorted(((made, name) for name in names if (made := made_at(name))), reverse=True)
    days = _newest_of_each((f"{made:%Y-%m-%d}", name) for made, name in dated)
    weeks = _newest_of_each((f"{made:%G-%V}", name) for made, name in dated)
    return {*days[: keep.daily], *weeks[: keep.weekly]}


def file_name(made: datetime) -> str:
    return f"fieldform-{made.astimezone(UTC).strftime(_STAMP)}.backup"


def made_at(name: str) -> datetime | None:
    """When it was made, by its name; None for a file that is no backup's."""
    found = _NAME.match(name)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _newest_of_each(labelled: Iterable[tuple[str, str]]) -> list[str]:
    """The first of each label, in order."""
    first: dict[str, str] = {}
    for label, name in labelled:
        first.setdefault(label, name)
    return list(first.values())
