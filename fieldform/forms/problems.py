"""What is wrong with one answer, in words for the person who gave it. Public: Problem."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`path`: of the instance. `code`: type, choice, constraint, limit or unknown; `message` says what to do and never repeats the
    answer."""

    path: str
    code: str
    message: str
