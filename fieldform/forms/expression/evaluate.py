"""Trees become closures, once for each form; a closure asks its scope for the answers and gives one value.

Pure: the answers, the clock and the labels of choices come in with the scope; nothing is read from the machine.
Public: Scope, Compiled, Truth, compile_tree, truth_of.
"""

import operator
from collections.abc import Callable, Mapping
from functools import partial, reduce
from typing import Any

from fieldform.forms.expression import values
from fieldform.forms.expression.functions import FUNCTIONS
from fieldform.forms.expression.moments import Clock, is_moment
from fieldform.forms.expression.pattern import Automaton
from fieldform.forms.expression.tree import Tree
from fieldform.forms.expression.values import Value, equal, to_boolean, to_number, to_text


class Scope:
    """What an expression sees. `visible`: every relevant, answered question's value by path. `own`: the answer being judged (`.`)."""

    __slots__ = ("clock", "labels", "own", "visible")

    def __init__(self, visible: dict[str, Value], clock: Clock, labels: Mapping[str, Mapping[str, str]]) -> None:
        self.visible = visible
        self.clock = clock
        self.labels = labels
        self.own: Value = ""


Compiled = Callable[[Scope], Value]
Truth = Callable[[Scope], bool]


def compile_tree(tree: Tree) -> Compiled:
    """The closure of a tree that `parse` made."""
    return _BY_NODE[tree[0]](tree)


def truth_of(tree: Tree) -> Truth:
    """The same as true or false, turned only where the tree could yield anything else."""
    part: Any = compile_tree(tree)
    if tree[0] in _TRUTHS or (tree[0] == "call" and FUNCTIONS[tree[1]].truth):
        return part  # type: ignore[no-any-return]
    return lambda scope: to_boolean(part(scope))


def _literal(tree: Tree) -> Compiled:
    value: Value = float(tree[1]) if isinstance(tree[1], int) and not isinstance(tree[1], bool) else tree[1]
    return lambda _scope: value


def _reference(tree: Tree) -> Compiled:
    path: str = tree[1]
    return lambda scope: scope.visible.get(path, "")


def _own(_tree: Tree) -> Compiled:
    return lambda scope: scope.own


def _or(tree: Tree) -> Compiled:
    parts = [truth_of(part) for part in tree[1:]]

    def either(scope: Scope) -> bool:
        for part in parts:  # noqa: SIM110 (any() and its generator take twice the time)
            if part(scope):
                return True
        return False

    return either


def _and(tree: Tree) -> Compiled:
    parts = [truth_of(part) for part in tree[1:]]

    def all_of(scope: Scope) -> bool:
        for part in parts:  # noqa: SIM110 (the same)
            if not part(scope):
                return False
        return True

    return all_of


def _comparison(compare: Callable[[Value, Value, Clock], bool], tree: Tree) -> Compiled:
    left, right = compile_tree(tree[1]), compile_tree(tree[2])
    return lambda scope: compare(left(scope), right(scope), scope.clock)


def _reversed(compare: Callable[[Value, Value, Clock], bool], tree: Tree) -> Compiled:
    return _comparison(compare, (tree[0], tree[2], tree[1]))


def _equality(tree: Tree, *, same: bool) -> Compiled:
    left, right = compile_tree(tree[1]), compile_tree(tree[2])
    if not (tree[2][0] == "lit" and isinstance(tree[2][1], str) and not is_moment(tree[2][1])):
        return lambda scope: equal(left(scope), right(scope), scope.clock) is same
    if tree[1][0] == "ref":
        return _answer_equality(tree[1][1], tree[2][1], same=same)
    literal: str = tree[2][1]

    def against_text(scope: Scope) -> bool:
        value = left(scope)
        return ((value == literal) if isinstance(value, str) else equal(value, literal, scope.clock)) is same

    return against_text


def _answer_equality(path: str, literal: str, *, same: bool) -> Compiled:
    """The short way for what most of a form's conditions say, seventy times in one report: ${question} = 'name'."""

    def compare(scope: Scope) -> bool:
        value = scope.visible.get(path, "")
        return ((value == literal) if isinstance(value, str) else equal(value, literal, scope.clock)) is same

    return compare


def _arithmetic(operate: Callable[[float, float], float], tree: Tree) -> Compiled:
    parts = [compile_tree(part) for part in tree[1:]]
    return lambda scope: reduce(operate, [to_number(part(scope), scope.clock) for part in parts]) + 0.0


def _minus(tree: Tree) -> Compiled:
    left, right = compile_tree(tree[1]), compile_tree(tree[2])
    return lambda scope: values.minus(left(scope), right(scope), scope.clock)


def _negative(tree: Tree) -> Compiled:
    operand = compile_tree(tree[1])
    return lambda scope: 0.0 - to_number(operand(scope), scope.clock)


def _regex(tree: Tree) -> Compiled:
    text, automaton = compile_tree(tree[1]), Automaton(tree[2])
    return lambda scope: automaton.matches(to_text(text(scope)))


def _call(tree: Tree) -> Compiled:
    name, *arguments = tree[1:]
    function = FUNCTIONS[name]
    parts = [_turned(function.kind(index), argument) for index, argument in enumerate(arguments)]
    if name in _LAZY:
        return _LAZY[name](parts)
    call = function.call
    parts += [_GIVEN[name] for name in function.given]
    match parts:
        case [only]:
            return lambda scope: call(only(scope))
        case [first, second]:
            return lambda scope: call(first(scope), second(scope))
        case _:
            return lambda scope: call(*[part(scope) for part in parts])


def _turned(kind: str, tree: Tree) -> Callable[[Scope], Any]:
    if kind == "boolean":
        return truth_of(tree)
    part = compile_tree(tree)
    match kind:
        case "text":
            return part if _is_text(tree) else _texted(tree, part)
        case "number":
            return lambda scope: to_number(part(scope), scope.clock)
        case _:
            return part


def _is_text(tree: Tree) -> bool:
    """Whether it yields text, whatever the answers."""
    return (tree[0] == "lit" and isinstance(tree[1], str)) or (tree[0] == "call" and FUNCTIONS[tree[1]].text)


def _texted(tree: Tree, part: Compiled) -> Callable[[Scope], str]:
    """What it yields as text; most answers are text already."""

    def answer(scope: Scope) -> str:
        value = scope.visible.get(tree[1], "")
        return value if isinstance(value, str) else to_text(value)

    def any_other(scope: Scope) -> str:
        value = part(scope)
        return value if isinstance(value, str) else to_text(value)

    return answer if tree[0] == "ref" else any_other


def _if(parts: list[Callable[[Scope], Any]]) -> Compiled:
    condition, then, otherwise = parts
    return lambda scope: then(scope) if condition(scope) else otherwise(scope)


def _coalesce(parts: list[Compiled]) -> Compiled:
    def evaluate(scope: Scope) -> Value:
        return next((value for part in parts if (value := part(scope)) != ""), "")

    return evaluate


_TRUTHS = frozenset(("or", "and", "=", "!=", "<", "<=", ">", ">=", "regex"))
_GIVEN: dict[str, Callable[[Scope], Any]] = {"clock": operator.attrgetter("clock"), "labels": operator.attrgetter("labels")}
_LAZY: dict[str, Callable[[list[Compiled]], Compiled]] = {"if": _if, "coalesce": _coalesce}
_BY_NODE: dict[str, Callable[[Any], Compiled]] = {
    "lit": _literal,
    "ref": _reference,
    "self": _own,
    "or": _or,
    "and": _and,
    "=": partial(_equality, same=True),
    "!=": partial(_equality, same=False),
    "<": partial(_comparison, values.less),
    "<=": partial(_comparison, values.at_most),
    ">": partial(_reversed, values.less),
    ">=": partial(_reversed, values.at_most),
    "+": partial(_arithmetic, operator.add),
    "-": _minus,
    "*": partial(_arithmetic, operator.mul),
    "div": partial(_arithmetic, values.divide),
    "mod": partial(_arithmetic, values.remainder),
    "neg": _negative,
    "call": _call,
    "regex": _regex,
}
