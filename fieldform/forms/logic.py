"""A form and somebody's answers → what is relevant, what follows, what is missing, what is wrong. Pure.

The twin of `static/js/forms/logic.js`: `tests/cases/forms.json` holds the two together. Each form version is compiled once.
Steps: read every answer by its question's type; work the form out in its order (relevance, then calculation; an irrelevant answer is
seen by nobody and pruned); judge what is relevant. Public: evaluate_form, first_answers, Filled, Problem.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from fieldform.forms.answers import MESSAGES, Reader, reader_of, seen, stored
from fieldform.forms.expression import Clock, Compiled, Scope, Tree, Truth, Value, compile_tree, truth_of
from fieldform.forms.model import Form, Group, Question

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}\Z")


@dataclass(frozen=True, slots=True)
class Problem:
    """`code`: type, choice, constraint or unknown; `message` says what to do and never repeats the answer."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Filled:
    """`answers`: typed, pruned, calculated, nested. `missing`: relevant, required, unanswered; `missing_essential` are those of them
    without which the report is unusable. `relevant` holds groups too. All in the form's order."""

    answers: dict[str, Any]
    relevant: frozenset[str]
    missing: tuple[str, ...]
    missing_essential: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether it may enter the record; otherwise a person looks at it first."""
        return not self.problems and not self.missing_essential

    @property
    def complete(self) -> bool:
        return self.usable and not self.missing


def evaluate_form(form: Form, answers: Mapping[str, Any], at: datetime, zone: str) -> Filled:
    """Judge `answers` (nested JSON, from anyone) as of `at` (aware) in the IANA zone `zone`."""
    plan, clock = _plan(form), Clock.at(at, zone)
    given = _Given(clock)
    given.read("", plan.root, answers)
    values, relevant, scope = _worked_out(plan, given.values, clock)
    missing, problems = [], list(given.broken)
    for step in plan.asked:
        path, _, constraint, required, _ = step
        if path in values:
            if constraint is not None and not _holds(constraint, path, scope):
                problems.append(Problem(path, "constraint", step.node.constraint_message or MESSAGES["constraint"]))
        elif path in relevant:
            if problem := given.wrong.get(path):
                problems.append(problem)
            elif required is not None and required(scope):
                missing.append(step)
    return Filled(
        answers=_nested(plan, values),
        relevant=frozenset(relevant),
        missing=tuple(step.path for step in missing),
        missing_essential=tuple(step.path for step in missing if step.node.essential),
        problems=(*problems, *given.unknown),
    )


def first_answers(form: Form, at: datetime, zone: str) -> dict[str, Any]:
    """The answers that a new form starts with: every default, relevant or not."""
    plan, clock = _plan(form), Clock.at(at, zone)
    scope = Scope({}, clock, form.labels)
    values: dict[str, Any] = {}
    for step in plan.asked:
        if step.default is not None:
            value = stored(step.node, step.default(scope), clock)
            if value is not None:
                values[step.path] = value
                scope.visible[step.path] = seen(value)
    return _nested(plan, values)


class _Step(NamedTuple):
    """One question, compiled."""

    path: str
    node: Question
    constraint: Truth | None
    required: Truth | None
    default: Compiled | None


class _Turn(NamedTuple):
    """One place in the form's order."""

    path: str
    above: str
    relevant: Truth | None
    calculation: Compiled | None
    node: Group | Question


class _Entry(NamedTuple):
    """What may be answered under one name: a question (`read` is None where nobody asks it), or a group with what is `inside`."""

    path: str
    node: Group | Question
    read: Reader | None
    inside: Mapping[str, "_Entry"] | None


class _Plan(NamedTuple):
    """A form, compiled. `root` is what may be answered. `asked` and `places` are in the form's order, `turns` in that of evaluation."""

    root: Mapping[str, _Entry]
    labels: Mapping[str, Mapping[str, str]]
    turns: tuple[_Turn, ...]
    asked: tuple[_Step, ...]
    places: tuple[tuple[str, tuple[str, ...], str], ...]


class _Given:
    """What came in, read once: values by path, and what could not be read."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.values: dict[str, Any] = {}
        self.wrong: dict[str, Problem] = {}
        self.broken: list[Problem] = []
        self.unknown: list[Problem] = []

    def read(self, above: str, known: Mapping[str, _Entry], answers: Mapping[str, Any]) -> None:
        for name, raw in answers.items():
            entry = known.get(name)
            if entry is None:
                shown = name if _NAME.match(name) else "?"
                self.unknown.append(Problem(f"{above}/{shown}", "unknown", MESSAGES["unknown"]))
            elif entry.read is not None:
                value, code = entry.read(raw, self.clock)
                if value is not None:
                    self.values[entry.path] = value
                elif code:
                    self.wrong[entry.path] = Problem(entry.path, code, MESSAGES[_question(entry.node).type])
            elif entry.inside is not None:
                self.group(entry.path, entry.inside, raw)

    def group(self, path: str, inside: Mapping[str, _Entry], raw: Any) -> None:
        if isinstance(raw, Mapping):
            self.read(path, inside, raw)
        elif raw is not None:
            self.broken.append(Problem(path, "type", MESSAGES["group"]))


def _worked_out(plan: _Plan, given: Mapping[str, Any], clock: Clock) -> tuple[dict[str, Any], set[str], Scope]:
    """(the values that can be seen, calculations included; the paths that are relevant; the scope with them)."""
    relevant: set[str] = {""}
    values: dict[str, Any] = {}
    visible: dict[str, Value] = {}
    scope = Scope(visible, clock, plan.labels)
    for path, above, condition, calculation, node in plan.turns:
        if above not in relevant or (condition is not None and not condition(scope)):
            continue
        relevant.add(path)
        value = given.get(path) if calculation is None else stored(_question(node), calculation(scope), clock)
        if value is not None:
            values[path] = value
            visible[path] = value if type(value) is str else seen(value)
    relevant.discard("")
    return values, relevant, scope


def _holds(constraint: Truth, path: str, scope: Scope) -> bool:
    scope.own = scope.visible[path]
    return constraint(scope)


def _nested(plan: _Plan, values: Mapping[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for path, groups, name in plan.places:
        if path in values:
            inner = answers
            for group in groups:
                inner = inner.setdefault(group, {})
            inner[name] = values[path]
    return answers


def _question(node: Group | Question) -> Question:
    assert isinstance(node, Question)
    return node


@lru_cache(maxsize=128)
def _plan(form: Form) -> _Plan:
    return _Plan(
        root=_entries(form.children),
        labels=form.labels,
        turns=tuple(_turn(form.by_path[path]) for path in form.order),
        asked=tuple(_step(question) for question in form.questions() if question.is_asked),
        places=tuple(_places(form)),
    )


def _entries(children: tuple[Group | Question, ...]) -> dict[str, _Entry]:
    return {child.name: _entry(child) for child in children}


def _entry(node: Group | Question) -> _Entry:
    if isinstance(node, Group):
        return _Entry(node.path, node, read=None, inside=_entries(node.children))
    return _Entry(node.path, node, read=reader_of(node) if node.is_asked else None, inside=None)


def _turn(node: Group | Question) -> _Turn:
    calculation = node.calculation if isinstance(node, Question) else None
    return _Turn(node.path, node.path.rpartition("/")[0], _truth(node.relevant), _compiled(calculation), node)


def _step(question: Question) -> _Step:
    return _Step(question.path, question, _truth(question.constraint), _truth(question.required), _compiled(question.default))


def _places(form: Form) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for question in form.questions():
        *groups, name = question.path.split("/")[1:]
        yield question.path, tuple(groups), name


def _compiled(tree: Tree | None) -> Compiled | None:
    return None if tree is None else compile_tree(tree)


def _truth(tree: Tree | None) -> Truth | None:
    return None if tree is None else truth_of(tree)
