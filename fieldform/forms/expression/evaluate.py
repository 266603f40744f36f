"""Trees become closures, once for each form; a closure asks its scope for the answers and gives one value.

Pure: the answers, the clock and the labels of choices come in with the scope; nothing is read from the machine.
Public: Compiled, Truth, compile_tree, compile_nodes, truth_of.
"""

import operator
from collections.abc import Callable
from functools import partial, reduce
from typing import Any

from fieldform.forms.expression import nodesets, values
from fieldform.forms.expression.functions import FUNCTIONS, Function
from fieldform.forms.expression.moments import Clock, is_moment
from fieldform.forms.expression.pattern import Automaton
from fieldform.forms.expression.scope import Scope
from fieldform.forms.expression.tree import Tree, yields_nodes
from fieldform.forms.expression.values import Value, equal, to_boolean, to_number, to_text

Compiled = Callable[[Scope], Value]
Truth = Callable[[Scope], bool]


def compile_tree(tree: Tree) -> Compiled:
    """The closure of a tree that `parse` made; of a node set its first value is taken."""
    part = _part(tree)
    return nodesets.first(part) if yields_nodes(tree) else part


def compile_nodes(tree: Tree) -> Callable[[Scope], nodesets.NodeSet]:
    """The closure of a tree that yields a node set: all its values."""
    found: Callable[[Scope], nodesets.NodeSet] = _part(tree)
    return found


def truth_of(tree: Tree) -> Truth:
    """The same as true or false, turned only where the tree could yield anything else."""
    part: Truth = _part(tree)
    if yields_nodes(tree):
        return nodesets.exists(part)
    if tree[0] in _TRUTHS or (tree[0] == "call" and FUNCTIONS[tree[1]].truth):
        return part
    return lambda scope: to_boolean(part(scope))


def _part(tree: Tree) -> Any:
    """The closure as it is: its value may be a node set, a list."""
    return _BY_NODE[tree[0]](tree)


def _literal(tree: Tree) -> Compiled:
    value: Value = float(tree[1]) if isinstance(tree[1], int) and not isinstance(tree[1], bool) else tree[1]
    return lambda _scope: value


def _reference(tree: Tree) -> Compiled:
    path: str = tree[1]
    if len(tree) == 2:
        return lambda scope: scope.visible.get(path, "")
    up: int = tree[2]
    return lambda scope: scope.out(up).visible.get(path, "")


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


def _column(tree: Tree) -> Compiled:
    name: str = tree[1]
    return lambda scope: scope.row.get(name, "")


def _comparison(compare: Callable[[Value, Value, Clock], bool], tree: Tree) -> Compiled:
    if yields_nodes(tree[1]) or yields_nodes(tree[2]):
        return nodesets.compared(compare, _part(tree[1]), _part(tree[2]))
    left, right = compile_tree(tree[1]), compile_tree(tree[2])
    return lambda scope: compare(left(scope), right(scope), scope.clock)


def _reversed(compare: Callable[[Value, Value, Clock], bool], tree: Tree) -> Compiled:
    return _comparison(compare, (tree[0], tree[2], tree[1]))


def _equality(tree: Tree, *, same: bool) -> Compiled:
    if yields_nodes(tree[1]) or yields_nodes(tree[2]):
        return nodesets.compared(values.equal if same else values.unequal, _part(tree[1]), _part(tree[2]))
    left, right = compile_tree(tree[1]), compile_tree(tree[2])
    if not (tree[2][0] == "lit" and isinstance(tree[2][1], str) and not is_moment(tree[2][1])):
        return lambda scope: equal(left(scope), right(scope), scope.clock) is same
    if _is_here(tree[1]):
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
    if function.spreads and any(yields_nodes(argument) for argument in arguments):
        return _spread(function, arguments)
    if name == "if":
        return _if(truth_of(arguments[0]), _part(arguments[1]), _part(arguments[2]))
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


def _spread(function: Function, arguments: list[Tree]) -> Compiled:
    kinds = [function.kind(index) for index in range(len(arguments))]
    parts = [(_part(argument), _TURNS[kind]) for argument, kind in zip(arguments, kinds, strict=True)]
    return nodesets.spread(function.call, parts, [_GIVEN[name] for name in function.given])


def _turned(kind: str, tree: Tree) -> Callable[[Scope], Any]:
    if kind == "boolean":
        return truth_of(tree)
    if kind == "nodes":
        return _part(tree)  # type: ignore[no-any-return]
    part = compile_tree(tree)
    match kind:
        case "text":
            return part if _is_text(tree) else _texted(tree, part)
        case "number":
            return lambda scope: to_number(part(scope), scope.clock)
        case _:
            return part


def _is_here(tree: Tree) -> bool:
    """Whether it is an answer in the same frame."""
    return tree[0] == "ref" and len(tree) == 2


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

    return answer if _is_here(tree) else any_other


def _if(condition: Truth, then: Compiled, otherwise: Compiled) -> Compiled:
    return lambda scope: then(scope) if condition(scope) else otherwise(scope)


def _once(parts: list[Compiled]) -> Compiled:
    """What was there before; with it the whole calculation stays as it was, or it would grow by itself each time it is asked."""

    def evaluate(scope: Scope) -> Value:
        if scope.own == "":
            return parts[0](scope)
        scope.drew = True
        return scope.own

    return evaluate


def _coalesce(parts: list[Compiled]) -> Compiled:
    def evaluate(scope: Scope) -> Value:
        return next((value for part in parts if (value := part(scope)) != ""), "")

    return evaluate


_TRUTHS = frozenset(("or", "and", "=", "!=", "<", "<=", ">", ">=", "regex"))
_GIVEN: dict[str, Callable[[Scope], Any]] = {
    "clock": operator.attrgetter("clock"),
    "labels": operator.attrgetter("labels"),
    "chance": operator.attrgetter("draw"),
}
_LAZY: dict[str, Callable[[list[Compiled]], Compiled]] = {"coalesce": _coalesce, "once": _once}
_TURNS: dict[str, Callable[[Value, Scope], Any]] = {
    "text": lambda value, _scope: to_text(value),
    "number": lambda value, scope: to_number(value, scope.clock),
    "boolean": lambda value, _scope: to_boolean(value),
    "any": lambda value, _scope: value,
}
_BY_NODE: dict[str, Callable[[Any], Compiled]] = {
    "lit": _literal,
    "ref": _reference,
    "self": _own,
    "column": _column,
    "nth": lambda _tree: lambda scope: float(scope.nth),
    "last": lambda _tree: lambda scope: float(scope.last),
    "position": nodesets.position,
    "nodes": lambda tree: nodesets.nodes(tree, _part),
    "list": lambda tree: nodesets.rows(tree, _part),
    "outer": lambda tree: nodesets.outer(tree, _part),
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
