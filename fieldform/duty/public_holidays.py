"""The public holidays that a calendar proposes, by state; which of them an office keeps is its own business (changes.py).

Public: proposed, STATES.
"""

from datetime import date
from functools import cache

import holidays

# Code and name of every state, by name; the territories come along.
STATES: tuple[tuple[str, str], ...] = tuple(
    sorted(((code, name) for name, code in holidays.country_holidays("US").subdivisions_aliases.items()), key=lambda one: one[1])
)


@cache
def proposed(state: str, year: int) -> dict[date, str]:
    """Day and name, as the state keeps them (observed days included); an empty state has the federal ones."""
    known = dict(STATES)
    found = holidays.country_holidays("US", subdiv=state if state in known else None, years=year)
    return dict(sorted(found.items()))
