"""What came in as answers, read once: each by its question's type, each instance of a repeat by itself. Judges nothing else.

Public: Given, Read, read_answers, MOST_INSTANCES, MOST_ANSWERS.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldform.forms.answers import MESSAGES
from fieldform.forms.expression import Clock
from fieldform.forms.plan import Field, Plan
from fieldform.forms.problems import Problem

MOST_INSTANCES = 200
MOST_ANSWERS = 5_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}\Z")


@dataclass(slots=True)
class Given:
    """Of one frame: values by path, codes of what is wrong by path, and the instances of each repeat."""

    values: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    instances: dict[str, list["Given"]] = field(default_factory=dict)

    def instances_of(self, path: str) -> list["Given"]:
        """The instances of a repeat."""
        return self.instances.get(path, [])


@dataclass(slots=True)
class Read:
    """`broken`: parts that are no groups, or too large; `unknown`: what the form has no question for."""

    given: Given
    broken: list[Problem]
    unknown: list[Problem]


def read_answers(plan: Plan, answers: Mapping[str, Any], clock: Clock) -> Read:
    """Nested JSON, from anyone."""
    reading = _Reading(clock)
    given = Given()
    reading.group("", plan.fields, answers, given)
    if reading.count > MOST_ANSWERS:
        reading.broken.append(Problem("/", "limit", MESSAGES["answers"]))
    return Read(given, reading.broken, reading.unknown)


class _Reading:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.count = 0
        self.broken: list[Problem] = []
        self.unknown: list[Problem] = []

    def group(self, above: str, known: Mapping[str, Field], answers: Mapping[str, Any], given: Given) -> None:
        """`above`: the path of the instance that the answers stand in."""
        for name, raw in answers.items():
            one = known.get(name)
            if one is None:
                self.unknown.append(Problem(f"{above}/{name if _NAME.match(name) else '?'}", "unknown", MESSAGES["unknown"]))
            elif one.read is not None:
                value, code = one.read(raw, self.clock)
                self.count += value is not None or bool(code)
                if value is not None:
                    given.values[one.path] = value
                elif code:
                    given.wrong[one.path] = code
            elif one.inside is not None:
                self.part(f"{above}/{name}", one, raw, given)

    def part(self, path: str, one: Field, raw: Any, given: Given) -> None:
        assert one.inside is not None
        if getattr(one.node, "repeat", False) and isinstance(raw, list) and all(isinstance(each, Mapping) for each in raw):
            self.instances(path, one, raw, given)
        elif not getattr(one.node, "repeat", False) and isinstance(raw, Mapping):
            self.group(path, one.inside, raw, given)
        elif raw is not None:
            self.broken.append(Problem(path, "type", MESSAGES["group"]))

    def instances(self, path: str, one: Field, raw: list[Mapping[str, Any]], given: Given) -> None:
        assert one.inside is not None
        if len(raw) > MOST_INSTANCES:
            self.broken.append(Problem(path, "limit", MESSAGES["limit"]))
        room = max(min(MOST_INSTANCES, MOST_ANSWERS - self.count), 0)
        self.count += len(raw)
        found = given.instances[one.path] = [Given() for _ in raw[:room]]
        for place, (answers, inner) in enumerate(zip(raw, found, strict=False)):
            self.group(f"{path}[{place}]", one.inside, answers, inner)
