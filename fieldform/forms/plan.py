"""A form made ready to be filled: each rule compiled once for each version, in the order in which it is asked. Knows no answer.

`fields` is what may be answered, by name; `turns` is the order of evaluation; `steps` the form's own order. A repeat stands in `steps`
with what is inside it; a turn names the repeat whose instances it is for ("" for the form itself).
Public: Plan, Field, Turn, Step, plan_of.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from fieldform.forms.answers import Reader, reader_of, seen
from fieldform.forms.expression import Compiled, Scope, Tree, Truth, Value, calls, compile_nodes, compile_tree, truth_of
from fieldform.forms.expression.tree import reads_itself
from fieldform.forms.model import Form, Group, Question, QuestionType
from fieldform.forms.order import peeked

_KEEPING = frozenset(("once", "random", "uuid"))


class Field(NamedTuple):
    """What may be answered under one name: a question (`read` is None where nothing is taken), or a group with what is `inside`."""

    path: str
    node: Group | Question
    read: Reader | None
    inside: Mapping[str, "Field"] | None


class Turn(NamedTuple):
    """One place in the order of evaluation. `keeps`: what was there before has a say in its calculation; `inside`: of a repeat."""

    path: str
    above: str
    relevant: Truth | None
    calculation: Compiled | None
    node: Any
    repeat: str
    keeps: bool
    inside: tuple["Step", ...]


class Step(NamedTuple):
    """One question or one repeat, in the form's order. `taken`: an answer of it is taken from outside. `groups` and `name`: where its
    answer stands in its frame's answers."""

    path: str
    node: Any
    constraint: Truth | None
    required: Truth | None
    default: Compiled | None
    choice_filter: Truth | None
    choices_from: Callable[[Scope], list[Value]] | None
    asked: bool
    taken: bool
    groups: tuple[str, ...]
    name: str
    inside: tuple["Step", ...] | None


class Plan(NamedTuple):
    """`repeats`: inside each repeat ("" for the form itself) the paths of those next to it. `rows`: of the form's own lists;
    `attached`: the questions whose choices come with the form as a file."""

    fields: Mapping[str, Field]
    labels: Mapping[str, Mapping[str, str]]
    turns: tuple[Turn, ...]
    steps: tuple[Step, ...]
    repeats: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[Mapping[str, str], ...]]
    attached: tuple[Question, ...]


@lru_cache(maxsize=128)
def plan_of(form: Form) -> Plan:
    around = _repeats_around(form)
    return Plan(
        fields=_fields(form.children),
        labels=form.labels,
        turns=tuple(_turn(form.by_path[path], around[path]) for path in form.order),
        steps=tuple(_steps(form.children, ())),
        repeats=_next_repeats(form, around),
        rows={name: tuple({"name": c.name, "label": c.label, **c.columns} for c in listed) for name, listed in form.choices.items()},
        attached=tuple(question for question in form.questions() if question.is_select and not question.choices),
    )


def _repeats_around(form: Form) -> dict[str, str]:
    """The nearest repeat around each path."""
    around: dict[str, str] = {}
    for node in form.nodes():
        above = form.by_path.get(node.path.rpartition("/")[0])
        around[node.path] = "" if above is None else above.path if _is_repeat(above) else around[above.path]
    return around


def _next_repeats(form: Form, around: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    repeats = [node.path for node in form.nodes() if _is_repeat(node)]
    return {within: tuple(one for one in repeats if around[one] == within) for within in ("", *repeats)}


def _is_repeat(node: Group | Question) -> bool:
    return isinstance(node, Group) and node.repeat


def _fields(children: Iterable[Group | Question]) -> dict[str, Field]:
    return {child.name: _field(child) for child in children}


def _field(node: Group | Question) -> Field:
    if isinstance(node, Group):
        return Field(node.path, node, read=None, inside=_fields(node.children))
    return Field(node.path, node, read=reader_of(node) if _takes(node) else None, inside=None)


def _turn(node: Group | Question, repeat: str) -> Turn:
    if isinstance(node, Group):
        relevant = _peeking(_truth(node.relevant), peeked(node))
        inside = tuple(_steps(node.children, ())) if node.repeat else ()
        return Turn(node.path, _above(node), relevant, _compiled(node.count), node, repeat, keeps=False, inside=inside)
    settled = _compiled(node.default) if node.is_settled else None
    calculation = settled if node.is_asked else _METADATA.get(node.type) or _compiled(node.calculation)
    return Turn(
        node.path, _above(node), _truth(node.relevant), calculation, node, repeat, keeps=not node.is_asked and _keeps(node), inside=()
    )


def _peeking(relevant: Truth | None, paths: tuple[str, ...]) -> Truth | None:
    """The relevance of a group with what was given inside it, which nobody else sees yet."""
    if relevant is None or not paths:
        return relevant

    def holds(frame: Any) -> bool:
        given = {path: seen(frame.given.values[path]) for path in paths if path in frame.given.values}
        frame.visible.update(given)
        found = relevant(frame)
        for path in given:
            del frame.visible[path]
        return found

    return holds


def _takes(question: Question) -> bool:
    """Whether what comes in has a say."""
    return _keeps(question) or (question.is_asked and not question.is_settled)


def _keeps(question: Question) -> bool:
    """Whether it is worked out and yet keeps what it had: the time of the start, a number by chance, what a trigger left,
    what it says of itself."""
    in_metadata = question.type in _METADATA and question.type is not QuestionType.END
    return (
        in_metadata or bool(question.trigger) or reads_itself(question.calculation) or not _KEEPING.isdisjoint(calls(question.calculation))
    )


def _above(node: Group | Question) -> str:
    return node.path.rpartition("/")[0]


def _steps(children: Iterable[Group | Question], groups: tuple[str, ...]) -> Iterable[Step]:
    for child in children:
        if isinstance(child, Question):
            yield _step(child, groups)
        elif child.repeat:
            inside = tuple(_steps(child.children, ()))
            yield Step(
                child.path, child, None, None, None, None, None, asked=False, taken=False, groups=groups, name=child.name, inside=inside
            )
        else:
            yield from _steps(child.children, (*groups, child.name))


def _step(question: Question, groups: tuple[str, ...]) -> Step:
    return Step(
        question.path,
        question,
        _truth(question.constraint),
        _truth(question.required),
        _compiled(question.default),
        _truth(question.choice_filter),
        None if question.choices_from is None else compile_nodes(question.choices_from),
        question.is_asked,
        question.is_asked or _keeps(question),
        groups,
        question.name,
        inside=None,
    )


def _compiled(tree: Tree | None) -> Compiled | None:
    return None if tree is None else compile_tree(tree)


def _truth(tree: Tree | None) -> Truth | None:
    return None if tree is None else truth_of(tree)


def _kept_or(fresh: Callable[[Scope], str]) -> Compiled:
    return lambda scope: scope.own or fresh(scope)


_METADATA: Mapping[QuestionType, Compiled] = {
    QuestionType.START: _kept_or(lambda scope: scope.clock.now),
    QuestionType.END: lambda scope: scope.clock.now,
    QuestionType.TODAY: _kept_or(lambda scope: scope.clock.today),
    QuestionType.DEVICE_ID: _kept_or(lambda scope: scope.about.get("deviceid", "")),
    QuestionType.USERNAME: _kept_or(lambda scope: scope.about.get("username", "")),
}
