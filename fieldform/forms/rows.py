"""Paths with the numbers of repeats: /house/person[1]/age is what the second person's age is called. Pure.

In a field's name the number is a part of its own: house.person.1.age. Public: field_name, path_of, every_row, asked_rows,
first_rows, counts_in, counts_of, rows_in, value_in, put, put_rows, without_row, number_of, numbered, trimmed, MOST_ROWS.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fieldform.forms.model import Group, Question, template_path

MOST_ROWS = 200
_LONGEST_PATH = 1_000
_NUMBERED = re.compile(r"\[([0-9]{1,4})\]")
_IN_NAME = re.compile(r"\.([0-9]+)(?=\.|\Z)")
_STEP = re.compile(r"/([^/\[\]]+)(?:\[([0-9]+)\])?")


def field_name(path: str) -> str:
    """/who/family_name → who.family_name; /house/person[1]/age → house.person.1.age."""
    return path[1:].replace("/", ".").replace("[", ".").replace("]", "")


def asked_rows(children: Iterable[Group | Question], counts: Mapping[str, int]) -> Iterator[Question]:
    """Every asked question, called by its path with numbers, as often as its repeats have rows; `counts`: by a repeat's own path."""
    return (node for node in every_row(children, counts) if isinstance(node, Question) and node.is_asked)


def path_of(name: str) -> str:
    """house.person.1.age → /house/person[1]/age."""
    return _IN_NAME.sub(r"[\1]", f".{name}").replace(".", "/")


def every_row(children: Iterable[Group | Question], counts: Mapping[str, int], at: str = "") -> Iterator[Group | Question]:
    """Every question, and before those of a repeat's row the repeat itself, called by the row's path."""
    for child in children:
        path = f"{at}/{child.name}"
        if isinstance(child, Question):
            yield child if child.path == path else replace(child, path=path)
        elif child.repeat:
            for row in range(counts.get(path, first_rows(child))):
                yield replace(child, path=f"{path}[{row}]")
                yield from every_row(child.children, counts, f"{path}[{row}]")
        else:
            yield from every_row(child.children, counts, path)


def first_rows(repeat: Group) -> int:
    """How many rows a page is drawn with where nobody has counted yet."""
    fixed = repeat.count[1] if repeat.count is not None and repeat.count[0] == "lit" else 1
    return min(int(fixed), MOST_ROWS) if isinstance(fixed, int | float) else 1


def counts_in(rows: Iterable[str]) -> dict[str, int]:
    """From the paths of rows, or the names of fields in them (house.person.1.age), how many there are of each repeat; what is neither
    counts for nothing."""
    counts: dict[str, int] = {}
    for row in rows:
        if len(row) > _LONGEST_PATH:
            continue
        path = row if row.startswith("/") else path_of(row)
        for found in _NUMBERED.finditer(path):
            repeat = path[: found.start()]
            counts[repeat] = min(max(counts.get(repeat, 0), int(found[1]) + 1), MOST_ROWS)
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


def rows_in(answers: Mapping[str, Any], path: str) -> int:
    """How many rows there are of one repeat."""
    found = value_in(answers, path)
    return len(found[:MOST_ROWS]) if isinstance(found, list) else 0


def put(answers: dict[str, Any], path: str, value: Any) -> None:
    """Nested as answers are; rows before one that is put are there, empty. None takes the answer away."""
    above, _, name = path.rpartition("/")
    inner = _inside(answers, above)
    if value is None:
        inner.pop(name, None)
    else:
        inner[name] = value


def put_rows(answers: dict[str, Any], counts: Mapping[str, int]) -> None:
    """Every counted row is there, if only empty."""
    for repeat, count in counts.items():
        if count:
            _inside(answers, f"{repeat}[{count - 1}]")


def without_row(answers: dict[str, Any], row: str) -> None:
    """Takes /house/person[1] out; the later ones move up."""
    repeat, _, number = row.rpartition("[")
    rows = value_in(answers, repeat)
    if isinstance(rows, list) and int(number[:-1]) < len(rows):
        del rows[int(number[:-1])]


def numbered(path: str, at: str, repeats: Collection[str]) -> str:
    """A path of the definition as it is called at a place (/house/person[1]/age): by the rows that both stand in, of other rows the
    first."""
    around = at.split("/")[1:]
    found, plain, shared = "", "", True
    for place, name in enumerate(path.split("/")[1:]):
        plain += f"/{name}"
        step = around[place] if place < len(around) else ""
        shared = shared and template_path(step) == name
        found += f"/{step}" if shared else f"/{name}[0]" if plain in repeats else f"/{name}"
    return found


def number_of(row: str) -> int:
    """/house/person[1] → 2: as people count."""
    return int(row[row.rindex("[") + 1 : -1]) + 1


def trimmed(rows: Any) -> Any:
    """Without the empty rows at the end of any repeat."""
    if isinstance(rows, dict):
        return {name: trimmed(inner) for name, inner in rows.items()}
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return rows
    kept = [trimmed(row) for row in rows]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _inside(answers: dict[str, Any], path: str) -> dict[str, Any]:
    """The group or row at a path, made where it is not; what stands in the way and is no group makes way."""
    inner = answers
    for name, number in _STEP.findall(path):
        if not number:
            if not isinstance(inner.get(name), dict):
                inner[name] = {}
            inner = inner[name]
            continue
        rows = inner.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            rows = inner[name] = []
        rows.extend({} for _ in range(int(number) + 1 - len(rows)))
        inner = rows[int(number)]
    return inner
