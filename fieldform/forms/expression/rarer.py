"""The functions that few forms call: of node sets, of chance, checklists, powers, times. Registered beside those of functions.py.

The twin of `static/js/forms/rarer.js`, which a page loads only for a form that needs it. Public: nothing; it fills FUNCTIONS.
"""

import functools
import math
import operator
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

from fieldform.forms.expression.functions import function
from fieldform.forms.expression.moments import DAY, MINUTE, Clock, date_text, moment_of_days, moment_text
from fieldform.forms.expression.values import NAN, Value, divide, ten_digits, to_number

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_EPOCH = date(1970, 1, 1).toordinal()
_MOST_ADDED = 1e7


@function("count", "nodes")
def _count(found: list[Value]) -> float:
    return float(len(found))


@function("count-non-empty", "nodes")
def _count_non_empty(found: list[Value]) -> float:
    return float(sum(value != "" for value in found))


@function("sum", "number*")
def _sum(*numbers: float) -> float:
    """0 of none; NaN where any of them is unanswered."""
    return functools.reduce(operator.add, numbers, 0.0)


@function("checklist", "number number any*")
def _checklist(least: float, most: float, *responses: Value) -> bool:
    """Whether so many are true, or "yes"; -1 sets no limit."""
    return _within(least, most, float(sum(_is_yes(response) for response in responses)))


@function("weighted-checklist", "number number any* clock")
def _weighted_checklist(least: float, most: float, *given: Any) -> bool:
    """The same of the weights: response, weight, response, weight …"""
    *pairs, clock = given
    weights = [to_number(weight, clock) for response, weight in zip(pairs[::2], pairs[1::2], strict=False) if _is_yes(response)]
    return _within(least, most, functools.reduce(operator.add, weights, 0.0))


@function("pow", "number number")
def _pow(base: float, exponent: float) -> float:
    """Whole exponents by multiplying, so that every machine gives the same; others to 10 digits."""
    if exponent == math.trunc(exponent if math.isfinite(exponent) else 0.5) and abs(exponent) <= 1024:
        power = functools.reduce(operator.mul, [base] * int(abs(exponent)), 1.0)
        return power if exponent >= 0 else divide(1.0, power)
    if base == 1.0:  # What Python calls 1, JavaScript does not: to the power of infinity, or of no number.
        return NAN if not math.isfinite(exponent) else 1.0
    try:
        return ten_digits(base**exponent) if base >= 0 or base != base else NAN
    except (OverflowError, ZeroDivisionError):
        return math.inf


@function("sqrt", "number")
def _sqrt(number: float) -> float:
    return math.sqrt(number) if number >= 0 else NAN


def _mathematical(name: str, call: Callable[[float], float], at_infinity: tuple[float, float] = (NAN, NAN)) -> None:
    """`at_infinity`: its values there, on the left and on the right; where it has none it is NaN."""

    def apply(number: float) -> float:
        if math.isinf(number):
            return at_infinity[number > 0]
        try:
            return ten_digits(call(number))
        except OverflowError:
            return math.inf
        except ValueError:
            return NAN

    apply.__annotations__["return"] = float
    function(name, "number")(apply)


def _logarithm(call: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: call(number) if number != 0 else -math.inf


_mathematical("sin", math.sin)
_mathematical("cos", math.cos)
_mathematical("tan", math.tan)
_mathematical("asin", math.asin)
_mathematical("acos", math.acos)
_mathematical("atan", math.atan, (ten_digits(-math.pi / 2), ten_digits(math.pi / 2)))
_mathematical("exp", math.exp, (0.0, math.inf))
_mathematical("exp10", lambda number: 10.0**number, (0.0, math.inf))
_mathematical("log", _logarithm(math.log), (NAN, math.inf))
_mathematical("log10", _logarithm(math.log10), (NAN, math.inf))


@function("atan2", "number number")
def _atan2(y: float, x: float) -> float:
    return ten_digits(math.atan2(y, x))


@function("pi")
def _pi() -> float:
    return math.pi


# Of the CHT, where they may stand with or without “cht:”


@function("difference-in-days", "any any clock")
def _difference_in_days(start: Value, end: Value, clock: Clock) -> float:
    """From one date to another, NaN where one is no date."""
    return _days_between(start, end, clock)


def _days_between(start: Value, end: Value, clock: Clock) -> float:
    first, last = date_text(to_number(start, clock)), date_text(to_number(end, clock))
    return float(date.fromisoformat(last).toordinal() - date.fromisoformat(first).toordinal()) if first and last else NAN


@function("difference-in-weeks", "any any clock")
def _difference_in_weeks(start: Value, end: Value, clock: Clock) -> float:
    return _whole(_days_between(start, end, clock) / 7)


@function("difference-in-months", "any any clock")
def _difference_in_months(start: Value, end: Value, clock: Clock) -> float:
    """Whole months from one date to another, NaN where one is no date."""
    return _months_between(start, end, clock)


def _months_between(start: Value, end: Value, clock: Clock) -> float:
    first, last = date_text(to_number(start, clock)), date_text(to_number(end, clock))
    if not first or not last:
        return NAN
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])
    if months > 0 and last[8:] < first[8:]:
        return months - 1.0
    return months + 1.0 if months < 0 and last[8:] > first[8:] else float(months)


@function("difference-in-years", "any any clock")
def _difference_in_years(start: Value, end: Value, clock: Clock) -> float:
    return _whole(_months_between(start, end, clock) / 12)


@function("add-date", "any number? number? number? number? number? clock")
def _add_date(value: Value, *given: Any) -> str:
    """The date so many years, months, days, hours and minutes later; with a time where it began with one or hours are added. An amount
    that is not given adds nothing, and where none is given nothing follows; the 31st becomes the last day of a shorter month."""
    *amounts, clock = given
    from_day = to_number(value, clock)
    if (amounts and all(map(math.isnan, amounts))) or any(abs(amount) > _MOST_ADDED for amount in amounts):
        return ""
    years, months, days, hours, minutes = [0 if math.isnan(amount) else int(amount) for amount in (*amounts, 0, 0, 0, 0, 0)[:5]]
    day = _months_later(date_text(from_day), years * 12 + months)
    if day is None:
        return ""
    if not (hours or minutes or (isinstance(value, str) and "T" in value)):
        return date_text(day + days)
    since_midnight = math.floor((from_day - math.floor(from_day)) * DAY + 0.5)
    return moment_of_days(day + days + (since_midnight + (hours * 60 + minutes) * MINUTE) / DAY, clock)


def _months_later(start: str, months: int) -> int | None:
    """Days since 1970 of the date so many months after it; None outside the calendar."""
    if not start:
        return None
    year, month = divmod(int(start[:4]) * 12 + int(start[5:7]) - 1 + months, 12)
    if not 1000 <= year <= 9999:
        return None
    return date(year, month + 1, min(int(start[8:]), monthrange(year, month + 1)[1])).toordinal() - _EPOCH


@function("parse-timestamp-to-date", "number clock")
def _parse_timestamp_to_date(milliseconds: float, clock: Clock) -> str:
    """The date with time of an instant in milliseconds since 1970."""
    return moment_text(int(milliseconds), clock) if abs(milliseconds) < 1e15 else ""


@function("time", "any clock")
def _time(value: Value, clock: Clock) -> str:
    """The time of day of a time, of a date with time by the wall clock, or of a part of a day; "" otherwise."""
    days = to_number(value, clock)
    if not abs(days) < 1e7:
        return ""
    minutes = int((days * DAY + 0.5) // 1) % DAY // MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"


@function("decimal-time", "any clock")
def _decimal_time(value: Value, clock: Clock) -> float:
    """The same as a part of a day: noon is 0.5."""
    days = to_number(value, clock)
    return days - math.floor(days) if math.isfinite(days) else NAN


@function("random", "chance")
def _random(draw: Callable[[], float]) -> float:
    return draw()


@function("uuid", "number? chance")
def _uuid(*given: Any) -> str:
    """RFC 9562 version 4; with a length, so many letters and digits."""
    *length, draw = given
    if length:
        return "".join(_LETTERS[int(draw() * 62)] for _ in range(int(min(max(length[0], 0), 200)) if length[0] == length[0] else 0))
    digits = [int(draw() * 16) for _ in range(32)]
    digits[12], digits[16] = 4, 8 + digits[16] % 4
    text = "".join("0123456789abcdef"[digit] for digit in digits)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _whole(number: float) -> float:
    """Towards zero."""
    return float(math.trunc(number)) if math.isfinite(number) else number


def _within(least: float, most: float, count: float) -> bool:
    return (least < 0 or count >= least) and (most < 0 or count <= most)


def _is_yes(response: Value) -> bool:
    return response is True or response == "yes"
