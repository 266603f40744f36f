"""Paths with the numbers of repeats: /house/person[1]/age is what the second person's age is called. Pure.

In a field's name the number is a part of its own: house.person.1.age. Public: template_path, field_name, asked_rows, first_rows,
counts_in, counts_of, value_in, put, put_rows, without_row, MOST_ROWS.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fieldform.forms.model import Group, Question

MOST_ROWS = 200
_NUMBER = re.compile(r"\[[0-9#]+\]")
_STEP = re.compile(r"/([^/\[\]]+)(?:\[([0-9]+)\])?")


def template_path(path: str) -> str:
    """/house/person[1]/age → /house/person/age: as the form's definition calls it."""
    return _NUMBER.sub("", path) if "[" in path else path


def field_name(path: str) -> str:
    """/who/family_name → who.family_name; /house/person[1]/age → house.person.1.age."""
    return path[1:].replace("/", ".").replace("[", ".").replace("]", "")


def asked_rows(children: Iterable[Group | Question], counts: Mapping[str, int], at: str = "") -> Iterator[Question]:
    """Every asked question, called by its path with numbers, as often as its repeats have rows; `counts`: by a repeat's own path."""
    for child in children:
        path = f"{at}/{child.name}"
        if isinstance(child, Question):
            if child.is_asked:
                yield child if child.path == path else replace(child, path=path)
        elif child.repeat:
            for row in range(counts.get(path, first_rows(child))):
                yield from asked_rows(child.children, counts, f"{path}[{row}]")
        else:
            yield from asked_rows(child.children, counts, path)


def first_rows(repeat: Group) -> int:
    """How many rows a page is drawn with where nobody has counted yet."""
    fixed = repeat.count[1] if repeat.count is not None and repeat.count[0] == "lit" else 1
    return min(int(fixed), MOST_ROWS) if isinstance(fixed, int | float) else 1


def counts_in(rows: Iterable[str]) -> dict[str, int]:
    """From the paths of rows (/house/person[1]) how many there are of each repeat; what is no such path counts for nothing."""
    counts: dict[str, int] = {}
    for row in rows:
        repeat, _, number = row.rpartition("[")
        if number[:-1].isascii() and number[:-1].isdigit() and number.endswith("]") and len(number) <= 4:
            counts[repeat] = min(max(counts.get(repeat, 0), int(number[:-1]) + 1), MOST_ROWS)
    return counts


def counts_of(children: Iterable[Group | Question], answers: Any, at: str = "") -> dict[str, int]:
    """How many rows there are of each repeat in nested answers."""
    counts: dict[str, int] = {}
    given = answers if isinstance(answers, Mapping) else {}
    for child in children:
        path, inner = f"{at}/{child.name}", given.get(child.name)
        if isinstance(child, Question):
            continue
        if child.repeat:
            rows = inner if isinstance(inner, list) else []
            counts[path] = len(rows[:MOST_ROWS])
            for number, row in enumerate(rows[:MOST_ROWS]):
                counts |= counts_of(child.children, row, f"{path}[{number}]")
        else:
            counts |= counts_of(child.children, inner, path)
    return counts


def value_in(answers: Mapping[str, Any], path: str) -> Any:
    """The answer at a path with numbers, or None."""
    value: Any = answers
    for name, number in _STEP.findall(path):
        value = value.get(name) if isinstance(value, Mapping) else None
        if number:
            value = value[int(number)] if isinstance(value, list) and int(number) < len(value) else None
    return value


def put(answers: dict[str, Any], path: str, value: Any) -> None:
    """Nested as answers are; rows before one that is put are there, empty."""
    steps = _STEP.findall(path)
    inner = answers
    for name, number in steps[:-1]:
        inner = _row(inner.setdefault(name, []), int(number)) if number else inner.setdefault(name, {})
    inner[steps[-1][0]] = value


def put_rows(answers: dict[str, Any], counts: Mapping[str, int]) -> None:
    """Every counted row is there, if only empty."""
    for repeat, count in counts.items():
        if count:
            steps = _STEP.findall(f"{repeat}[{count - 1}]")
            inner = answers
            for name, number in steps:
                inner = _row(inner.setdefault(name, []), int(number)) if number else inner.setdefault(name, {})


def without_row(answers: dict[str, Any], row: str) -> None:
    """Takes /house/person[1] out; the later ones move up."""
    repeat, _, number = row.rpartition("[")
    rows = value_in(answers, repeat)
    if isinstance(rows, list) and int(number[:-1]) < len(rows):
        del rows[int(number[:-1])]


def _row(rows: list[dict[str, Any]], number: int) -> dict[str, Any]:
    while len(rows) <= number:
        rows.append({})
    return rows[number]
