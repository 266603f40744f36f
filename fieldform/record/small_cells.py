"""Small numbers that leave the house could tell of one person: they are held back, and so is what would give them away. Pure.

Public: LEAST, is_small, guarded.
"""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")

# The customary threshold for tables about health: below five, a neighbor could know who is meant.
LEAST = 5


def is_small(number: int) -> bool:
    """Nothing is not small: that nobody was hurt tells of nobody."""
    return 0 < number < LEAST


def guarded(cells: Mapping[Key, int]) -> dict[Key, int | None]:
    """None for what is held back: every small cell, and where that is only one, the next smallest too.

    Otherwise whoever knows the sum would only have to subtract.
    """
    held = {key for key, number in cells.items() if is_small(number)}
    others = sorted((number, str(key), key) for key, number in cells.items() if number >= LEAST)
    if len(held) == 1 and others:
        held.add(others[0][2])
    return {key: None if key in held else number for key, number in cells.items()}
