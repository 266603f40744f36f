"""A form and somebody's answers → what is relevant, what follows, what is missing, what is wrong. Pure.

The twin of `static/js/forms/logic.js`: `tests/cases/forms.json` holds the two together. Each form version is compiled once (plan.py).
Steps: read every answer by its question's type (given.py); work the form out in its order (relevance, then calculation; an irrelevant
answer is seen by nobody and pruned); judge what is relevant. What stands in a repeat is told by the path of its instance:
/house/person[0]/age. Public: evaluate_form, first_answers, rows_left, Filled, Problem.
"""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from fieldform.forms.answers import MESSAGES, seen, stored
from fieldform.forms.expression import Chance, Clock, Rows, Scope, Truth
from fieldform.forms.expression.scope import TooMuchWork
from fieldform.forms.expression.values import to_number
from fieldform.forms.given import MOST_ANSWERS, MOST_INSTANCES, Given, read_answers
from fieldform.forms.model import Form, Question
from fieldform.forms.plan import Plan, Step, Turn, plan_of
from fieldform.forms.problems import Problem

_CHANCE: Chance = random.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Filled:
    """`answers`: typed, pruned, calculated, nested. `missing`: relevant, required, unanswered; `missing_essential` are those of them
    without which the report is unusable. `relevant` holds groups and instances of repeats too. All in the form's order."""

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


def evaluate_form(
    form: Form,
    answers: Mapping[str, Any],
    at: datetime,
    zone: str,
    *,
    lists: Rows | None = None,
    chance: Chance | None = None,
    about: Mapping[str, str] | None = None,
) -> Filled:
    """Judge `answers` (nested JSON, from anyone) as of `at` (aware) in the IANA zone `zone`. `lists`: the rows of attached lists, as far
    as they are at hand; `about`: the deviceid and the username. Without a `chance` the same answers always draw the same."""
    plan, clock = plan_of(form), Clock.at(at, zone)
    read = read_answers(plan, answers, clock)
    root = _root(plan, clock, lists, chance or _settled(form, answers), about, read.given)
    judged = _Judged(problems=list(read.broken))
    try:
        _work_out(plan, root)
        _judge(plan.steps, root, judged)
    except TooMuchWork:
        return Filled({}, frozenset(), (), (), (Problem("/", "limit", MESSAGES["work"]),))
    return Filled(
        answers=_nested(plan.steps, root),
        relevant=frozenset(_relevant(root)),
        missing=tuple(judged.missing),
        missing_essential=tuple(judged.essential),
        problems=(*judged.problems, *read.unknown),
    )


def first_answers(
    form: Form,
    at: datetime,
    zone: str,
    *,
    lists: Rows | None = None,
    chance: Chance = _CHANCE,
    about: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The answers that a new form starts with: every default, relevant or not, and one instance of each repeat that counts itself."""
    plan = plan_of(form)
    root = _root(plan, Clock.at(at, zone), lists, chance, about, Given())
    return _nested(plan.steps, _begun(plan, plan.steps, root))


def rows_left(form: Form, answers: Mapping[str, Any], at: datetime, zone: str, lists: Rows) -> dict[str, Iterator[Mapping[str, str]]]:
    """Of every question with a choice_filter, by its path: the rows that pass it now. Looked at one by one, when they are asked for;
    TooMuchWork where that takes too much."""
    plan, clock = plan_of(form), Clock.at(at, zone)
    root = _root(plan, clock, lists, _settled(form, answers), None, read_answers(plan, answers, clock).given)
    try:
        _work_out(plan, root)
    except TooMuchWork:
        return {}
    return dict(_filtered(plan.steps, root))


def _settled(form: Form, answers: Mapping[str, Any]) -> Chance:
    """Chance that is settled by what came in: a report that was kept is read again for years, and must not change by that."""
    drawn: list[random.Random] = []

    def draw() -> float:
        if not drawn:
            drawn.append(random.Random(f"{form.version} {json.dumps(answers, sort_keys=True, default=str)}"))  # noqa: S311
        return drawn[0].random()

    return draw


class _Frame(Scope):
    """The form itself, or one instance of a repeat. `values`: as they are stored; `prefix`: the instance's path, in the place of the
    first `cut` characters of a path of the definition."""

    __slots__ = ("cut", "given", "prefix", "values")
    given: Given
    values: dict[str, Any]
    prefix: str
    cut: int

    def at(self, path: str) -> str:
        return self.prefix + path[self.cut :]

    def repeat(self, plan: Plan, path: str, place: int, given: Given) -> "_Frame":
        frame = self.instance(place)
        assert isinstance(frame, _Frame)
        return frame.ready(plan, path, f"{self.at(path)}[{place}]", given)

    def instances_of(self, path: str) -> list["_Frame"]:
        """The instances of a repeat in this frame."""
        return [inner for inner in self.inside[path] if isinstance(inner, _Frame)]

    def ready(self, plan: Plan, path: str, prefix: str, given: Given) -> "_Frame":
        self.given, self.values, self.prefix, self.cut = given, {}, prefix, len(path)
        self.relevant = {path}
        self.inside = {repeat: [] for repeat in plan.repeats[path]}
        return self


@dataclass(slots=True)
class _Judged:
    problems: list[Problem]
    missing: list[str] = field(default_factory=list)
    essential: list[str] = field(default_factory=list)


def _root(plan: Plan, clock: Clock, lists: Rows | None, chance: Chance, about: Mapping[str, str] | None, given: Given) -> _Frame:
    rows = {**plan.rows, **lists} if lists else plan.rows
    labels = plan.labels if not lists else {**plan.labels, **{one.path: _labels(one, rows) for one in plan.attached}}
    return _Frame({}, clock, labels, rows, chance, about).ready(plan, "", "", given)


def _labels(question: Question, rows: Rows) -> dict[str, str]:
    """Of choices that come from a file, by name."""
    name, label = question.list_columns
    return {row.get(name, ""): row.get(label, "") for row in rows.get(question.list_name, ())}


def _work_out(plan: Plan, root: _Frame) -> None:
    """What is relevant in each frame, and what it then says."""
    frames: dict[str, list[_Frame]] = {path: [] for path in plan.repeats}
    frames[""].append(root)
    for turn in plan.turns:
        path, above, condition, calculation, node, repeat, keeps, _ = turn
        for frame in frames[repeat]:
            relevant = frame.relevant
            if above not in relevant or (condition is not None and not condition(frame)):
                continue
            relevant.add(path)
            if path in frames:
                frames[path] += _instances(plan, turn, frame, MOST_ANSWERS - sum(map(len, frames.values())))
                continue
            if calculation is None:
                value = frame.given.values.get(path)
            else:
                value = _kept(turn, frame) if keeps else stored(node, calculation(frame), frame.clock)
            if value is not None:
                frame.values[path] = value
                frame.visible[path] = value if type(value) is str else seen(value)


def _instances(plan: Plan, turn: Turn, frame: _Frame, room: int) -> list[_Frame]:
    """Those that were given; where the form counts, as many as it counts: what is given beyond is kept by nobody here. `room`: for how
    many there is still room in the whole form."""
    path, given = turn.path, frame.given.instances_of(turn.path)
    count = len(given) if turn.calculation is None else _count(turn, frame, room)
    made = [frame.repeat(plan, path, place, one) for place, one in enumerate(given[:count])]
    frame.inside[path] = list(made)
    for place in range(len(made), count):
        begun = _begun(plan, turn.inside, frame.repeat(plan, path, place, Given()))
        made.append(frame.repeat(plan, path, place, begun))
        frame.inside[path] = list(made)
    return made


def _count(turn: Turn, frame: _Frame, room: int) -> int:
    assert turn.calculation is not None
    number = to_number(turn.calculation(frame), frame.clock)
    if number > min(MOST_INSTANCES, room):
        frame.given.wrong[turn.path] = "limit"
    return int(min(max(number, 0), MOST_INSTANCES, room)) if number == number else 0


def _kept(turn: Turn, frame: _Frame) -> Any:
    """What was there before where it was kept on purpose: by once(), by chance, by a trigger; else what follows now."""
    before = frame.given.values.get(turn.path)
    if turn.node.trigger and (before is not None or not any(_is_answered(path, frame) for path in turn.node.trigger)):
        return before
    assert turn.calculation is not None
    frame.own, frame.drew = "" if before is None else seen(before), False
    value = stored(turn.node, turn.calculation(frame), frame.clock)
    frame.own = ""
    return before if frame.drew and before is not None else value


def _is_answered(path: str, frame: Scope) -> bool:
    around: Scope | None = frame
    while around is not None:
        if path in around.visible:
            return True
        around = around.up
    return False


def _begun(plan: Plan, steps: tuple[Step, ...], frame: _Frame) -> Given:
    """What stands in a new frame: every default, and one instance of each repeat that does not count."""
    given = Given()
    for step in steps:
        if step.inside is not None:
            if step.node.count is None:
                given.instances[step.path] = [_begun(plan, step.inside, frame.repeat(plan, step.path, 0, Given()))]
        elif step.default is not None and step.taken:
            value = stored(step.node, step.default(frame), frame.clock)
            if value is not None:
                given.values[step.path] = value
                frame.visible[step.path] = seen(value)
    return given


def _judge(steps: tuple[Step, ...], frame: _Frame, judged: _Judged) -> None:
    for step in steps:
        path, node, constraint, required, _, choice_filter, asked, *_ = step
        if step.inside is not None:
            if path in frame.given.wrong and path in frame.relevant:
                judged.problems.append(Problem(frame.at(path), "limit", MESSAGES["limit"]))
            for inner in frame.instances_of(path):
                _judge(step.inside, inner, judged)
        elif not asked:
            continue
        elif path in frame.values:
            if (choice_filter is not None or (node.is_select and not node.choices)) and not _passes(step, frame):
                judged.problems.append(Problem(frame.at(path), "choice", MESSAGES["choice"]))
            elif constraint is not None and not _holds(constraint, path, frame):
                judged.problems.append(Problem(frame.at(path), "constraint", node.constraint_message or MESSAGES["constraint"]))
        elif path in frame.relevant:
            if code := frame.given.wrong.get(path):
                judged.problems.append(Problem(frame.at(path), code, MESSAGES[node.type]))
            elif required is not None and required(frame):
                judged.missing.append(frame.at(path))
                judged.essential += [frame.at(path)] if node.essential else []


def _holds(constraint: Truth, path: str, frame: _Frame) -> bool:
    frame.own = frame.visible[path]
    holds = constraint(frame)
    frame.own = ""
    return holds


def _passes(step: Step, frame: _Frame) -> bool:
    """Whether each name that was chosen is one that the choice_filter leaves. Of a list whose rows are not at hand, every one is."""
    value = frame.values[step.path]
    column, _ = step.node.list_columns
    rows = frame.rows.get(step.node.list_name)
    if rows is None:
        return True
    return all(
        any(row.get(column) == name and _left(step, frame, row) for row in rows) for name in ([value] if isinstance(value, str) else value)
    )


def _filtered(steps: tuple[Step, ...], frame: _Frame) -> Iterator[tuple[str, Iterator[Mapping[str, str]]]]:
    for step in steps:
        for inner in frame.instances_of(step.path) if step.inside is not None else ():
            yield from _filtered(step.inside or (), inner)
        if step.choice_filter is not None:
            rows = frame.rows.get(step.node.list_name, ())
            yield frame.at(step.path), filter(partial(_counted_left, step, frame), rows)


def _counted_left(step: Step, frame: _Frame, row: Mapping[str, str]) -> bool:
    frame.tally.one_more()
    return _left(step, frame, row)


def _left(step: Step, frame: _Frame, row: Mapping[str, str]) -> bool:
    frame.row = row
    return step.choice_filter is None or step.choice_filter(frame)


def _relevant(frame: _Frame) -> Iterator[str]:
    for path in frame.relevant:
        if path:
            yield frame.at(path) if frame.cut else path
    for path in frame.inside:
        for inner in frame.instances_of(path):
            yield from _relevant(inner)


def _nested(steps: tuple[Step, ...], held: _Frame | Given) -> dict[str, Any]:
    """Groups as objects, repeats as lists of them."""
    answers: dict[str, Any] = {}
    for step in steps:
        if step.inside is not None:
            found: Any = [_nested(step.inside, one) for one in held.instances_of(step.path)] or None
        else:
            found = held.values.get(step.path)
        if found is not None:
            _put(answers, step, found)
    return answers


def _put(answers: dict[str, Any], step: Step, found: Any) -> None:
    inner = answers
    for group in step.groups:
        inner = inner.setdefault(group, {})
    inner[step.name] = found
