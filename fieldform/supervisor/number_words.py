"""Numbers as a supervisor reads them: “5 h 20 min”, “78%”, “5 more than in October”. Pure.

Public: value_words, change_words, length_words, HELD_BACK.
"""

from fieldform.record.counts import Unit, Value
from fieldform.record.small_cells import LEAST

HELD_BACK = f"fewer than {LEAST}, or held back"
_NOTHING = "–"
_LENGTHS = (Unit.HALF, Unit.NINE_OF_TEN)


def value_words(unit: Unit, number: float | None) -> str:
    if number is None:
        return _NOTHING
    if unit in _LENGTHS:
        return length_words(number)
    return f"{number:.0%}" if unit is Unit.SHARE else f"{number:,.0f}"


def length_words(seconds: float) -> str:
    """In the two units that matter: minutes below an hour, hours and minutes below two days, then days."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{seconds / 86_400:.1f} days"


def change_words(unit: Unit, now: Value, before: Value, than: str) -> str:
    """Against the month before: how much more or less, and what it was. `than` says “in October”."""
    if now.number is None or before.number is None:
        return f"Nothing to compare with {than}."
    difference, was = now.number - before.number, value_words(unit, before.number)
    amount = _amount(unit, abs(difference))
    if amount in ("0", "0 min", "0 points"):
        return f"As {than} ({was})."
    return f"{amount} {_direction(unit, more=difference > 0)} than {than} ({was})."


def _amount(unit: Unit, difference: float) -> str:
    if unit is Unit.SHARE:
        points = round(difference * 100)
        return f"{points} point{'' if points == 1 else 's'}"
    return length_words(difference) if unit in _LENGTHS else f"{difference:,.0f}"


def _direction(unit: Unit, *, more: bool) -> str:
    if unit in _LENGTHS:
        return "longer" if more else "shorter"
    return "more" if more else "fewer" if unit is not Unit.SHARE else "less"
