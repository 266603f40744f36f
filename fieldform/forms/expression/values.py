"""XPath's three kinds of value and how one becomes another, as ODK reads them.

An unanswered question is "". Text that is a date or a time counts as days where a number is wanted. There is no negative zero.
Public: Value, to_text, to_number, to_boolean, equal, less, minus, divide, remainder, rounded, ten_digits, words.
"""

import math
import re
from decimal import Decimal

from fieldform.forms.expression.moments import Clock, days_of, instant_of, is_moment

Value = str | float | bool
NAN = math.nan
SPACE = " \t\r\n"
_WORD = re.compile("[^ \t\r\n]+")
_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*\Z")


def to_text(value: Value) -> str:
    """XPath 1.0 §4.2 string(): whole numbers without a point, never an exponent."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number_text(value)


def to_number(value: Value, clock: Clock) -> float:
    """XPath 1.0 §4.4 number(), and days for dates; "" is NaN."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if not value:
        return NAN
    found = _NUMBER.match(value)
    return float(found[1]) + 0.0 if found else days_of(value, clock)


def to_boolean(value: Value) -> bool:
    """XPath 1.0 §4.3 boolean(): any text but "" is true, "false" and "0" included."""
    if isinstance(value, float):
        return value != 0 and value == value
    return bool(value)


def equal(left: Value, right: Value, clock: Clock) -> bool:
    """XPath 1.0 §3.4, and two dates with time are equal when they are the same instant."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right or _same_moment(left, right, clock)
    return to_number(left, clock) == to_number(right, clock)


def unequal(left: Value, right: Value, clock: Clock) -> bool:
    return not equal(left, right, clock)


def less(left: Value, right: Value, clock: Clock) -> bool:
    """left < right, as numbers; two dates with time as instants."""
    instants = _instants(left, right, clock)
    return instants[0] < instants[1] if instants else to_number(left, clock) < to_number(right, clock)


def at_most(left: Value, right: Value, clock: Clock) -> bool:
    instants = _instants(left, right, clock)
    return instants[0] <= instants[1] if instants else to_number(left, clock) <= to_number(right, clock)


def minus(left: Value, right: Value, clock: Clock) -> float:
    """left - right; two dates with time give the days that really passed."""
    instants = _instants(left, right, clock)
    return (instants[0] - instants[1]) / 86_400_000 if instants else to_number(left, clock) - to_number(right, clock)


def divide(left: float, right: float) -> float:
    if right != 0:
        return left / right + 0.0
    return NAN if left == 0 or left != left else math.copysign(math.inf, left)


def remainder(left: float, right: float) -> float:
    """XPath's mod: the sign of the left side."""
    if right == 0 or left != left or right != right or math.isinf(left):
        return NAN
    return math.fmod(left, right) + 0.0


def rounded(number: float) -> float:
    """XPath 1.0 §4.4 round(): halves go up, towards plus infinity."""
    if not math.isfinite(number):
        return number
    whole = math.floor(number)
    return float(whole + 1 if number - whole >= 0.5 else whole)


def ten_digits(number: float) -> float:
    """What two machines' libraries agree on."""
    return float(f"{number:.10g}") + 0.0


def words(value: Value) -> list[str]:
    """The names in the text of a select_multiple."""
    return _WORD.findall(to_text(value))


def _number_text(number: float) -> str:
    if number != number:
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if abs(number) < 1e15 and number == int(number):
        return str(int(number))
    written = repr(number)
    if "e" not in written:
        return written.removesuffix(".0")
    return format(Decimal(written), "f").removesuffix(".0")


def _same_moment(left: str, right: str, clock: Clock) -> bool:
    instants = _instants(left, right, clock)
    if instants:
        return instants[0] == instants[1]
    return is_moment(left) and is_moment(right) and days_of(left, clock) == days_of(right, clock)


def _instants(left: Value, right: Value, clock: Clock) -> tuple[int, int] | None:
    if not (isinstance(left, str) and isinstance(right, str) and "T" in left and "T" in right):
        return None
    first, second = instant_of(left, clock), instant_of(right, clock)
    return None if first is None or second is None else (first, second)
