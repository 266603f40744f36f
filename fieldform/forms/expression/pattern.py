"""A form's regular expressions, in a subset that cannot hang: a pattern becomes a small program that reads each character once.

Thompson's construction (CACM 11(6), 1968): no backtracking, so nested repetition is harmless, and both languages run the same
program. A lazy repetition is one like any other, since the whole text must match. Refused by name: look-around, back references,
possessive repetition, flags, \\b and \\p. \\d \\w \\s mean their ASCII sets.
A program is a list of steps: ("set", lo, hi, …) ("split", a, b) ("jump", a) ("start",) ("finish",) ("match",).
Public: compile_pattern, Automaton, PatternProblem.
"""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

Program = tuple[tuple[Any, ...], ...]
MAX_STEPS = 5_000
MAX_WORK = 500_000
_LAST = 0x10FFFF
_SETS = {
    "d": ((48, 57),),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "s": ((9, 13), (32, 32)),
}
_CONTROLS = {"t": 9, "n": 10, "r": 13, "f": 12, "v": 11}
_MOST_KNOWN = 4_000
_Places = tuple[int, ...]
_Ranges = tuple[tuple[int, int], ...]
_Build = list[tuple[Any, ...]]


class PatternProblem(ValueError):
    """A regular expression outside the subset. Likely cause: one written for another engine. `place` counts characters from 1."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


def compile_pattern(pattern: str) -> Program:
    """The program of a pattern; PatternProblem for what is outside the subset or grows beyond 5,000 steps."""
    parser = _Parser(pattern)
    steps = parser.alternatives(0)
    if parser.here < len(pattern):
        parser.refuse("a ) without its (")
    return (*steps, ("match",))


class Automaton:
    """A program made ready: which steps follow which on which character is worked out when first met, and kept."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[tuple[_Places, int, bool], tuple[_Places, int]] = {}

    def matches(self, text: str) -> bool:
        """Whether the whole text matches. One that takes too much work (500,000 steps that are gone through) does not."""
        current, work = _closure(self._program, [0], at_start=True, at_end=not text)
        last = len(text) - 1
        for index, character in enumerate(text):
            current, steps = self._after(current, ord(character), index == last)
            work += steps
            if not current or work > MAX_WORK:
                return False
        return any(self._program[place][0] == "match" for place in current)

    def _after(self, current: _Places, code: int, at_end: bool) -> tuple[_Places, int]:
        key = (current, code, at_end)
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            moved = [place + 1 for place in current if _accepts(self._program[place], code)]
            self._known[key] = _closure(self._program, moved, at_start=False, at_end=at_end)
        return self._known[key]


def _closure(program: Program, places: list[int], at_start: bool, at_end: bool) -> tuple[_Places, int]:
    """The steps that read a character, or match, and are reached from `places` without reading one; and how many were gone through."""
    seen: set[int] = set()
    waiting, reached = places, []
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        step = program[place]
        if step[0] == "split":
            waiting += (step[2], step[1])
        elif step[0] == "jump":
            waiting.append(step[1])
        elif step[0] == "start" or step[0] == "finish":
            if at_start if step[0] == "start" else at_end:
                waiting.append(place + 1)
        else:
            reached.append(place)
    return tuple(reached), len(seen)


def _accepts(step: Sequence[Any], code: int) -> bool:
    return step[0] == "set" and any(step[k] <= code <= step[k + 1] for k in range(1, len(step), 2))


class _Parser:
    """Recursive descent over the pattern; every method answers steps whose jumps count from their own first step."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.here = 0

    def refuse(self, message: str, back: int = 0) -> NoReturn:
        """Of the character that comes next, or of one `back` from there."""
        raise PatternProblem(message, self.here + 1 - back)

    def peek(self) -> str:
        return self.pattern[self.here] if self.here < len(self.pattern) else ""

    def take(self) -> str:
        character = self.peek()
        if not character:
            self.refuse("the pattern ends too early")
        self.here += 1
        return character

    def alternatives(self, depth: int) -> _Build:
        if depth > 20:
            self.refuse("too many groups inside each other")
        steps = self.sequence(depth)
        while self.peek() == "|":
            self.here += 1
            steps = self.checked(_either(steps, self.sequence(depth)))
        return steps

    def sequence(self, depth: int) -> _Build:
        steps: _Build = []
        while self.peek() not in ("", "|", ")"):
            steps = self.checked(_joined(steps, self.repeated(depth)))
        return steps

    def repeated(self, depth: int) -> _Build:
        one = self.single(depth)
        least, most = self.bounds()
        if (least, most) == (1, 1):
            return one
        if self.peek() == "?":
            self.here += 1
        if self.peek() in ("?", "+", "*", "{"):
            self.refuse("a repetition of a repetition")
        if len(one) * max(least, most or 0, 1) > MAX_STEPS:
            self.refuse("the pattern repeats too much")
        return _repeat(one, least, most)

    def bounds(self) -> tuple[int, int | None]:
        match self.peek():
            case "?":
                bounds: tuple[int, int | None] = (0, 1)
            case "*":
                bounds = (0, None)
            case "+":
                bounds = (1, None)
            case "{":
                return self.counted()
            case _:
                return (1, 1)
        self.here += 1
        return bounds

    def counted(self) -> tuple[int, int | None]:
        self.here += 1
        least = self.count()
        most: int | None = least
        if self.peek() == ",":
            self.here += 1
            most = None if self.peek() == "}" else self.count()
        if self.take() != "}" or (most is not None and most < least):
            self.refuse("a repetition is written {2}, {2,} or {2,5}")
        return least, most

    def count(self) -> int:
        start = self.here
        while self.peek() and self.peek() in "0123456789":
            self.here += 1
        if not 1 <= self.here - start <= 4:
            self.refuse("a repetition is written {2}, {2,} or {2,5}")
        return int(self.pattern[start : self.here])

    def single(self, depth: int) -> _Build:
        character = self.take()
        if character == "(":
            return self.group(depth)
        if character == "[":
            return [_set_step(self.bracket())]
        if character == ".":
            return [_set_step(_complement(((10, 10), (13, 13))))]
        if character in "^$":
            return [("start",)] if character == "^" else [("finish",)]
        if character in "?*+{":
            self.refuse("a repetition of nothing", back=1)
        return [_set_step(self.escape() if character == "\\" else _one(character))]

    def group(self, depth: int) -> _Build:
        if self.peek() == "?":
            self.here += 1
            if self.peek() != ":":
                self.refuse("look-around, flags and named groups are not supported: use ( ) or (?: )")
            self.here += 1
        steps = self.alternatives(depth + 1)
        if self.peek() != ")":
            self.refuse("a ( without its )")
        self.here += 1
        return steps

    def bracket(self) -> _Ranges:
        negated = self.peek() == "^"
        self.here += negated
        ranges: list[tuple[int, int]] = []
        while self.peek() != "]" or not ranges:
            ranges += self.member()
        self.here += 1
        return _complement(tuple(ranges)) if negated else tuple(ranges)

    def member(self) -> _Ranges:
        first = self.set_character()
        if self.peek() != "-" or self.pattern[self.here + 1 : self.here + 2] in ("]", "") or _is_class(first):
            return first  # After a class such as \\w a dash is itself, as the older engines have it.
        self.here += 1
        last = self.set_character()
        if len(first) != 1 or len(last) != 1 or first[0][0] != first[0][1] or last[0][0] != last[0][1] or first[0][0] > last[0][0]:
            self.refuse("a range is written from the smaller to the larger character, such as a-z")
        return ((first[0][0], last[0][0]),)

    def set_character(self) -> _Ranges:
        character = self.take()
        if character == "[" or (character == "&" and self.peek() == "&"):
            self.refuse(f"{character} inside [ ] is written \\{character}", back=1)
        return self.escape() if character == "\\" else _one(character)

    def escape(self) -> _Ranges:
        character = self.take()
        if character.lower() in _SETS:
            ranges = _SETS[character.lower()]
            return ranges if character.islower() else _complement(ranges)
        if character in _CONTROLS:
            return ((_CONTROLS[character], _CONTROLS[character]),)
        if character.isalnum():
            self.refuse(f"\\{character} is not supported", back=2)
        return _one(character)

    def checked(self, steps: _Build) -> _Build:
        if len(steps) > MAX_STEPS:
            self.refuse("the pattern is too long")
        return steps


def _is_class(ranges: _Ranges) -> bool:
    return len(ranges) != 1 or ranges[0][0] != ranges[0][1]


def _one(character: str) -> _Ranges:
    return ((ord(character), ord(character)),)


def _set_step(ranges: _Ranges) -> tuple[Any, ...]:
    return ("set", *(end for pair in sorted(ranges) for end in pair))


def _complement(ranges: _Ranges) -> _Ranges:
    gaps, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            gaps.append((start, low - 1))
        start = max(start, high + 1)
    return (*gaps, (start, _LAST)) if start <= _LAST else tuple(gaps)


def _moved(steps: _Build, by: int) -> _Build:
    shift: dict[str, Callable[[tuple[Any, ...]], tuple[Any, ...]]] = {
        "split": lambda step: ("split", step[1] + by, step[2] + by),
        "jump": lambda step: ("jump", step[1] + by),
    }
    return [shift[step[0]](step) if step[0] in shift else step for step in steps]


def _joined(first: _Build, second: _Build) -> _Build:
    return first + _moved(second, len(first))


def _either(first: _Build, second: _Build) -> _Build:
    middle, end = len(first) + 2, len(first) + len(second) + 2
    return [("split", 1, middle), *_moved(first, 1), ("jump", end), *_moved(second, middle)]


def _repeat(one: _Build, least: int, most: int | None) -> _Build:
    steps = [step for copy in range(least) for step in _moved(one, copy * len(one))]
    if most is None:
        return _joined(steps, [("split", 1, len(one) + 2), *_moved(one, 1), ("jump", 0)])
    size, copies = len(one) + 1, most - least
    optional: _Build = []
    for copy in range(copies):
        optional += [("split", copy * size + 1, copies * size), *_moved(one, copy * size + 1)]
    return _joined(steps, optional)
