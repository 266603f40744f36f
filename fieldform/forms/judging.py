"""Whether each answer of a form that is worked out fits: what is wrong, what is missing, and which choices are left.

The twin of `static/js/forms/judging.js`. Public: Judged, judge, filtered.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from fieldform.forms.answers import MESSAGES
from fieldform.forms.expression import Truth, Value, to_text
from fieldform.forms.frames import Frame
from fieldform.forms.plan import Step
from fieldform.forms.problems import Problem


@dataclass(slots=True)
class Judged:
    problems: list[Problem]
    missing: list[str] = field(default_factory=list)
    essential: list[str] = field(default_factory=list)


def judge(steps: tuple[Step, ...], frame: Frame, judged: Judged) -> None:
    for step in steps:
        path, node, constraint, required, _, choice_filter, _, asked, *_ = step
        if step.inside is not None:
            if path in frame.given.wrong and path in frame.relevant:
                judged.problems.append(Problem(frame.at(path), "limit", MESSAGES["limit"]))
            for inner in frame.instances_of(path):
                judge(step.inside, inner, judged)
        elif not asked:
            continue
        elif path in frame.values:
            if node.is_unanswerable:
                judged.problems.append(Problem(frame.at(path), "readonly", MESSAGES["readonly"]))
            elif (choice_filter is not None or (node.is_select and not node.choices)) and not _passes(step, frame):
                judged.problems.append(Problem(frame.at(path), "choice", MESSAGES["choice"]))
            elif constraint is not None and not _holds(constraint, path, frame):
                judged.problems.append(Problem(frame.at(path), "constraint", node.constraint_message or MESSAGES["constraint"]))
        elif path in frame.relevant:
            if code := frame.given.wrong.get(path):
                judged.problems.append(Problem(frame.at(path), code, MESSAGES[node.type]))
            elif required is not None and required(frame):
                judged.missing.append(frame.at(path))
                judged.essential += [frame.at(path)] if node.essential else []


def _holds(constraint: Truth, path: str, frame: Frame) -> bool:
    frame.own = frame.visible[path]
    holds = constraint(frame)
    frame.own = ""
    return holds


def _passes(step: Step, frame: Frame) -> bool:
    """Whether each name that was chosen is one that the choice_filter leaves. Of a list whose rows are not at hand, every one is."""
    value = frame.values[step.path]
    if step.choices_from is not None:
        return set(_answers_offered(step.choices_from, frame)).issuperset([value] if isinstance(value, str) else value)
    column, _ = step.node.list_columns
    rows = frame.rows.get(step.node.list_name)
    if rows is None:
        return True
    return all(
        any(row.get(column) == name and _left(step, frame, row) for row in rows) for name in ([value] if isinstance(value, str) else value)
    )


def filtered(steps: tuple[Step, ...], frame: Frame) -> Iterator[tuple[str, Iterator[Mapping[str, str]]]]:
    for step in steps:
        for inner in frame.instances_of(step.path) if step.inside is not None else ():
            yield from filtered(step.inside or (), inner)
        if step.choices_from is not None:
            yield frame.at(step.path), ({"name": name, "label": name} for name in _answers_offered(step.choices_from, frame))
        elif step.choice_filter is not None:
            rows = frame.rows.get(step.node.list_name, ())
            yield frame.at(step.path), filter(partial(_counted_left, step, frame), rows)


def _answers_offered(choices_from: Callable[[Frame], list[Value]], frame: Frame) -> dict[str, None]:
    """Each once; an answer that is not given is no choice."""
    return dict.fromkeys(text for value in choices_from(frame) if (text := to_text(value)))


def _counted_left(step: Step, frame: Frame, row: Mapping[str, str]) -> bool:
    frame.tally.one_more()
    return _left(step, frame, row)


def _left(step: Step, frame: Frame, row: Mapping[str, str]) -> bool:
    frame.row = row
    return step.choice_filter is None or step.choice_filter(frame)
