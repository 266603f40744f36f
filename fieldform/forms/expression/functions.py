"""Every function that an expression may call: one registry, one small pure function each.

The twin of `static/js/forms/functions.js`, name for name and signature for signature. A signature says what the arguments are turned
into: `text`, `number`, `boolean`, `any` or `nodes` (a node set as it is); `?` after one that may be left out, `+` after one that may
come again, `*` after one that may come again and of which a node set gives each of its values; `clock`, `labels` and `chance` are handed
in and not written by the author. `if`, `coalesce` and `once` evaluate only what they need, so their bodies stand in evaluate.py;
`regex` is a tree node of its own; position, indexed-repeat, instance, current and pulldata become trees of their own (calls.py).
To add one: write it here and there, and add its cases.
What few forms call stands in rarer.py.
Public: FUNCTIONS, Function, function.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldform.forms.expression import moments
from fieldform.forms.expression.moments import Clock
from fieldform.forms.expression.values import NAN, SPACE, Value, rounded, to_number, words

Labels = Mapping[str, Mapping[str, str]]
_UPPER = {**{code: code - 32 for code in range(97, 123)}, **{code: code - 32 for code in range(0xE0, 0xFF) if code != 0xF7}}
_LOWER = {upper: lower for lower, upper in _UPPER.items()}
_POWERS = tuple(float(f"1e{digits}") for digits in range(16))


@dataclass(frozen=True, slots=True)
class Function:
    """`kinds`: what each argument becomes; `least` to `most` (None: any number) are written; `given`: what is handed in after them;
    `truth`: it yields true or false; `text`: it yields text; `spreads`: a node set gives each of its values."""

    kinds: tuple[str, ...]
    least: int
    most: int | None
    given: tuple[str, ...]
    call: Callable[..., Value]
    truth: bool
    text: bool
    spreads: bool

    def kind(self, index: int) -> str:
        return self.kinds[min(index, len(self.kinds) - 1)]


FUNCTIONS: dict[str, Function] = {}


def function(name: str, signature: str = "") -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Enters a function under its name."""

    def register(call: Callable[..., Value]) -> Callable[..., Value]:
        words_of = signature.split()
        given = tuple(word for word in words_of if word in ("clock", "labels", "chance"))
        written = words_of[: len(words_of) - len(given)]
        least = sum(not word.endswith("?") for word in written)
        most = None if written and written[-1].endswith(("+", "*")) else len(written)
        yields = call.__annotations__["return"]
        kinds = tuple(word.rstrip("?+*") for word in written)
        spreads = any(word.endswith("*") for word in written)
        FUNCTIONS[name] = Function(kinds, least, most, given, call, truth=yields is bool, text=yields is str, spreads=spreads)
        return call

    return register


@function("if", "boolean any any")
def _if(condition: bool, then: Value, otherwise: Value) -> Value:
    return then if condition else otherwise


@function("coalesce", "any+")
def _coalesce(*values: Value) -> Value:
    return next((value for value in values if value != ""), "")


@function("once", "any")
def _once(value: Value) -> Value:
    """The answer that is there already, or else this."""
    return value


# Truth


@function("true")
def _true() -> bool:
    return True


@function("false")
def _false() -> bool:
    return False


@function("not", "boolean")
def _not(value: bool) -> bool:
    return not value


@function("boolean", "boolean")
def _boolean(value: bool) -> bool:
    return value


@function("boolean-from-string", "text")
def _boolean_from_string(text: str) -> bool:
    return text in ("true", "1")


# Text


@function("string", "text")
def _string(text: str) -> str:
    return text


@function("concat", "text*")
def _concat(*parts: str) -> str:
    return "".join(parts)


@function("join", "text text*")
def _join(separator: str, *parts: str) -> str:
    return separator.join(parts)


@function("contains", "text text")
def _contains(text: str, part: str) -> bool:
    return part in text


@function("starts-with", "text text")
def _starts_with(text: str, part: str) -> bool:
    return text.startswith(part)


@function("ends-with", "text text")
def _ends_with(text: str, part: str) -> bool:
    return text.endswith(part)


@function("substring", "text number number?")
def _substring(text: str, start: float, length: float = math.inf) -> str:
    """XPath 1.0 §4.2: the first character is number 1; start and length are rounded."""
    first = rounded(start)
    return _slice(text, first - 1, first + rounded(length) - 1)


@function("substr", "text number number?")
def _substr(text: str, start: float, end: float = math.inf) -> str:
    """ODK: from `start` up to, not including, `end`; the first character is number 0, a negative number counts from the end."""
    first, after = _whole(start), _whole(end)
    return _slice(text, first + len(text) if first < 0 else first, after + len(text) if after < 0 else after)


@function("substring-before", "text text")
def _substring_before(text: str, part: str) -> str:
    return text.partition(part)[0] if part and part in text else ""


@function("substring-after", "text text")
def _substring_after(text: str, part: str) -> str:
    return text.partition(part)[2] if part else text


@function("string-length", "text")
def _string_length(text: str) -> float:
    return float(len(text))


@function("normalize-space", "text")
def _normalize_space(text: str) -> str:
    return " ".join(words(text))


@function("translate", "text text text")
def _translate(text: str, letters: str, others: str) -> str:
    table: dict[str, str] = {}
    for index, letter in enumerate(letters):
        table.setdefault(letter, others[index : index + 1])
    return "".join(table.get(letter, letter) for letter in text)


@function("upper-case", "text")
def _upper_case(text: str) -> str:
    """Only a-z and the letters of Latin-1: what the rest of Unicode does differs between browsers."""
    return text.translate(_UPPER)


@function("lower-case", "text")
def _lower_case(text: str) -> str:
    return text.translate(_LOWER)


# Choices


@function("selected", "text text")
def _selected(chosen: str, name: str) -> bool:
    return name.strip(SPACE) in words(chosen)


@function("selected-at", "text number")
def _selected_at(chosen: str, index: float) -> str:
    names = words(chosen)
    return names[math.trunc(index)] if 0 <= index < len(names) else ""


@function("count-selected", "text")
def _count_selected(chosen: str) -> float:
    return float(len(words(chosen)))


@function("jr:choice-name", "text text labels")
def _choice_name(chosen: str, path: str, labels: Labels) -> str:
    """The labels of what was chosen in the question at `path`, joined by ", "."""
    named = labels.get(path, {})
    return ", ".join(named[name] for name in words(chosen) if name in named)


# Numbers


@function("number", "number")
def _number(number: float) -> float:
    return number


@function("int", "number")
def _int(number: float) -> float:
    return _whole(number)


@function("round", "number number?")
def _round(number: float, digits: float = 0.0) -> float:
    """Halves go up; `digits` after the point (ODK), -15 to 15."""
    if not -15 <= digits <= 15:
        return NAN
    power = _POWERS[abs(math.trunc(digits))]
    scaled = rounded(number * power) / power if digits >= 0 else rounded(number / power) * power
    return scaled if math.isfinite(scaled) else number


@function("floor", "number")
def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


@function("ceiling", "number")
def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


@function("abs", "number")
def _abs(number: float) -> float:
    return abs(number)


@function("min", "number*")
def _min(*numbers: float) -> float:
    """NaN of none, and where any of them is unanswered (ODK)."""
    return min(numbers) if numbers and not any(number != number for number in numbers) else NAN


@function("max", "number*")
def _max(*numbers: float) -> float:
    return max(numbers) if numbers and not any(number != number for number in numbers) else NAN


# Dates


@function("today", "clock")
def _today(clock: Clock) -> str:
    return clock.today


@function("now", "clock")
def _now(clock: Clock) -> str:
    return clock.now


@function("date", "any clock")
def _date(value: Value, clock: Clock) -> str:
    """The date of a date, of a date with time, or of a number of days; "" otherwise."""
    if isinstance(value, str) and moments.is_moment(value):
        return moments.local_date(value, clock)
    return moments.date_text(to_number(value, clock))


@function("date-time", "any clock")
def _date_time(value: Value, clock: Clock) -> str:
    """A date with time of the same, of a date (its first minute) or of a number of days; "" otherwise."""
    known = moments.normal_moment(value, clock) if isinstance(value, str) else ""
    return known or moments.moment_of_days(to_number(value, clock), clock)


@function("decimal-date-time", "number")
def _decimal_date_time(days: float) -> float:
    return days


@function("format-date", "any text clock")
def _format_date(value: Value, layout: str, clock: Clock) -> str:
    known = isinstance(value, str) and moments.is_moment(value)
    return moments.formatted(str(value) if known else moments.date_text(to_number(value, clock)), layout, clock)


@function("format-date-time", "any text clock")
def _format_date_time(value: Value, layout: str, clock: Clock) -> str:
    known = isinstance(value, str) and moments.is_moment(value)
    return moments.formatted(str(value) if known else moments.moment_of_days(to_number(value, clock), clock), layout, clock)


def _whole(number: float) -> float:
    """Towards zero."""
    return float(math.trunc(number)) if math.isfinite(number) else number


def _slice(text: str, first: float, after: float) -> str:
    """The characters whose number, counted from 0, is at least `first` and less than `after`; "" where either is NaN."""
    if first != first or after != after:
        return ""
    return text[int(min(max(first, 0), len(text))) : int(min(max(after, 0), len(text)))]
