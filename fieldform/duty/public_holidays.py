"""The public holidays that a calendar proposes, by state; which of them an office keeps is its own business (changes.py).

The library behind it takes a tenth of a second to load, so it is loaded when a calendar is first looked at.
Public: proposed, states.
"""

from datetime import date
from functools import cache


@cache
def states() -> tuple[tuple[str, str], ...]:
    """Code and name of every state, by name; the territories come along."""
    import holidays

    aliases = holidays.country_holidays("US").subdivisions_aliases
    return tuple(sorted(((code, name) for name, code in aliases.items()), key=lambda one: one[1]))


@cache
def proposed(state: str, year: int) -> dict[date, str]:
    """Day and name, as the state keeps them (observed days included); an empty state has the federal ones."""
    import holidays

    found = holidays.country_holidays("US", subdiv=state if state in dict(states()) else None, years=year)
    return dict(sorted(found.items()))
