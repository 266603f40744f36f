"""How urgent, and by when: the four acuities, their rank and hours, and the ladder of tries.

Pure: times come in, times go out. Agencies will set these numbers later; they are read here and nowhere else.
Public: Acuity, acuity_named, rank, deadline, next_try, REACHED.
"""

from datetime import datetime, timedelta
from enum import StrEnum


class Acuity(StrEnum):
    NOW = "now"
    DAY = "24h"
    THREE_DAYS = "72h"
    WEEK = "7d"


REACHED = "reached"

_HOURS = {Acuity.NOW: 1, Acuity.DAY: 24, Acuity.THREE_DAYS: 72, Acuity.WEEK: 7 * 24}
_RANKS = {acuity: number for number, acuity in enumerate(Acuity, start=1)}

# Hours until the next try after the first, the second, and every later one that did not reach the person: the more urgent, the closer
# together; later tries fall on other days, so that three tries span days and not one afternoon.
_LADDER = {
    Acuity.NOW: (1, 4, 24),
    Acuity.DAY: (4, 24, 48),
    Acuity.THREE_DAYS: (24, 48, 72),
    Acuity.WEEK: (48, 72, 7 * 24),
}
# Reached is not linked: look again within the week that the linkage measure counts, after a "Now" the next day.
_AFTER_REACHED = {Acuity.NOW: 24, Acuity.DAY: 72, Acuity.THREE_DAYS: 7 * 24, Acuity.WEEK: 7 * 24}


def acuity_named(word: str) -> Acuity:
    """The acuity a form's calculation yields. A word that is not one of the four counts as Now: better one call too many."""
    try:
        return Acuity(word)
    except ValueError:
        return Acuity.NOW


def rank(acuity: Acuity) -> int:
    """1 for the most urgent to 4."""
    return _RANKS[acuity]


def deadline(acuity: Acuity, since: datetime) -> datetime:
    """By when the first try is due."""
    return since + timedelta(hours=_HOURS[acuity])


def next_try(acuity: Acuity, result: str, tries: int, at: datetime) -> datetime:
    """When to try again where nobody said: `tries` counts the one just made, `at` is when it was made."""
    if result == REACHED:
        return at + timedelta(hours=_AFTER_REACHED[acuity])
    rungs = _LADDER[acuity]
    return at + timedelta(hours=rungs[min(tries, len(rungs)) - 1])
