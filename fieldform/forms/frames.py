"""The frames in which a form is answered: the form itself, and each instance of a repeat. What stands in one, how one begins, and how
what stands in all of them is told. Decides nothing.

The twin of `static/js/forms/frames.js`. Public: Frame, root_of, begun, nested, relevant_in.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fieldform.forms.answers import seen, stored
from fieldform.forms.expression import Chance, Clock, Rows, Scope
from fieldform.forms.given import Given
from fieldform.forms.model import Question
from fieldform.forms.plan import Plan, Step


class Frame(Scope):
    """The form itself, or one instance of a repeat. `values`: as they are stored; `prefix`: the instance's path, in the place of the
    first `cut` characters of a path of the definition."""

    __slots__ = ("cut", "given", "prefix", "values")
    given: Given
    values: dict[str, Any]
    prefix: str
    cut: int

    def at(self, path: str) -> str:
        return self.prefix + path[self.cut :]

    def repeat(self, plan: Plan, path: str, place: int, given: Given) -> "Frame":
        frame = self.instance(place)
        assert isinstance(frame, Frame)
        return frame.ready(plan, path, f"{self.at(path)}[{place}]", given)

    def instances_of(self, path: str) -> list["Frame"]:
        """The instances of a repeat in this frame."""
        return [inner for inner in self.inside[path] if isinstance(inner, Frame)]

    def ready(self, plan: Plan, path: str, prefix: str, given: Given) -> "Frame":
        self.given, self.values, self.prefix, self.cut = given, {}, prefix, len(path)
        self.relevant = {path}
        self.inside = {repeat: [] for repeat in plan.repeats[path]}
        return self


def root_of(plan: Plan, clock: Clock, lists: Rows | None, chance: Chance, about: Mapping[str, str] | None, given: Given) -> Frame:
    rows = {**plan.rows, **lists} if lists else plan.rows
    labels = plan.labels if not lists else {**plan.labels, **{one.path: _labels(one, rows) for one in plan.attached}}
    return Frame({}, clock, labels, rows, chance, about).ready(plan, "", "", given)


def _labels(question: Question, rows: Rows) -> dict[str, str]:
    """Of choices that come from a file, by name."""
    name, label = question.list_columns
    return {row.get(name, ""): row.get(label, "") for row in rows.get(question.list_name, ())}


def begun(plan: Plan, steps: tuple[Step, ...], frame: Frame) -> Given:
    """What stands in a new frame: every default, and one instance of each repeat that does not count."""
    given = Given()
    for step in steps:
        if step.inside is not None:
            if step.node.count is None:
                given.instances[step.path] = [begun(plan, step.inside, frame.repeat(plan, step.path, 0, Given()))]
        elif step.default is not None and step.taken:
            value = stored(step.node, step.default(frame), frame.clock)
            if value is not None:
                given.values[step.path] = value
                frame.visible[step.path] = seen(value)
    return given


def relevant_in(frame: Frame) -> Iterator[str]:
    for path in frame.relevant:
        if path:
            yield frame.at(path) if frame.cut else path
    for path in frame.inside:
        for inner in frame.instances_of(path):
            yield from relevant_in(inner)


def nested(steps: tuple[Step, ...], held: Frame | Given) -> dict[str, Any]:
    """Groups as objects, repeats as lists of them."""
    answers: dict[str, Any] = {}
    for step in steps:
        if step.inside is not None:
            found: Any = [nested(step.inside, one) for one in held.instances_of(step.path)] or None
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
