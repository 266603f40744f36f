"""Node sets: the answers of several instances of a repeat, or a column of a list, and how XPath compares them (XPath 1.0 §3.4).

A node set is a list of values. Trees that cannot yield one never come here, so that forms without them pay nothing. The twin of
`static/js/forms/nodesets.js`. Public: NodeSet, nodes, rows, position, compared, first, exists, spread.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from fieldform.forms.expression.moments import Clock, is_moment
from fieldform.forms.expression.scope import Scope
from fieldform.forms.expression.tree import Tree, depends_on_row, yields_nodes
from fieldform.forms.expression.values import Value, to_boolean, to_number

NodeSet = list[Value]
Part = Callable[[Scope], Any]
Compile = Callable[[Tree], Part]
_Step = Callable[[list[Scope], Scope], list[Scope]]


def nodes(tree: Tree, compile_part: Compile) -> Part:
    """("nodes", up, path, step, …): of the frames that the steps lead to, the answers that are relevant; "" where one is not given."""
    up, path = tree[1], tree[2]
    steps = [_STEPS[step[0]](step, compile_part) for step in tree[3:]]

    def found(scope: Scope) -> NodeSet:
        frames = [scope.out(up)]
        for step in steps:
            frames = step(frames, scope)
        return [frame.visible.get(path, "") for frame in frames if path in frame.relevant]

    return found


def rows(tree: Tree, compile_part: Compile) -> Part:
    """("list", name, column, predicate, …): the column of the rows where every predicate holds."""
    name, column = tree[1], tree[2]
    key = _key(tree[3:4])
    wanted = None if key is None else compile_part(key[1])
    tests = [_test(part, compile_part) for part in tree[3:]]

    def found(scope: Scope) -> NodeSet:
        kept, left = scope.rows.get(name, ()), tests
        value = None if wanted is None else wanted(scope)
        if key is not None and isinstance(value, str) and not is_moment(value):
            kept, left = _index(_Same(kept), key[0]).get(value, ()), tests[1:]
        before = scope.row, scope.nth, scope.last
        for test in left:
            scope.last, looked_at, kept = len(kept), kept, []
            for scope.nth, scope.row in enumerate(looked_at, start=1):
                scope.tally.one_more()
                if test(scope):
                    kept.append(scope.row)
        scope.row, scope.nth, scope.last = before
        return [row.get(column, "") for row in kept]

    return found


def _key(first: tuple[Tree, ...]) -> tuple[str, Tree] | None:
    """(column, value) of a first condition that asks for a text in a column, whatever the row: such rows are looked up, not searched."""
    match first:
        case (("=", ("column", str(column)), value),) if not depends_on_row(value) and not yields_nodes(value):
            return column, value
    return None


class _Same:
    """A list's rows as a key: the same only as themselves, since nobody changes them."""

    __slots__ = ("rows",)

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        self.rows = rows

    def __hash__(self) -> int:
        return id(self.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.rows is other.rows


@lru_cache(maxsize=64)
def _index(same: _Same, column: str) -> Mapping[str, list[Mapping[str, str]]]:
    """The rows by what stands in one column."""
    index: dict[str, list[Mapping[str, str]]] = {}
    for row in same.rows:
        index.setdefault(row.get(column, ""), []).append(row)
    return index


def position(tree: Tree) -> Part:
    up: int = tree[1]
    return lambda scope: float(scope.out(up).place + 1)


def outer(tree: Tree, compile_part: Compile) -> Part:
    part = compile_part(tree[1])
    return lambda scope: part(scope.outer or scope)


def compared(compare: Callable[[Value, Value, Clock], bool], left: Part, right: Part) -> Part:
    """Whether any of the one side and any of the other compare so; beside a truth value a node set counts as whether there is one."""

    def holds(scope: Scope) -> bool:
        one, other = left(scope), right(scope)
        if isinstance(one, bool) or isinstance(other, bool):
            return compare(_truth(one), _truth(other), scope.clock)
        return any(compare(value, against, scope.clock) for value in _listed(one) for against in _listed(other))

    return holds


def first(part: Part) -> Part:
    """As a single value: the first, or "" of none."""

    def value(scope: Scope) -> Value:
        found = part(scope)
        if not isinstance(found, list):
            return found  # type: ignore[no-any-return]
        return found[0] if found else ""

    return value


def exists(part: Part) -> Part:
    """As true or false: whether there is one."""
    return lambda scope: _truth(part(scope))


def spread(call: Callable[..., Value], parts: list[tuple[Part, Callable[[Value, Scope], Any]]], rest: list[Part]) -> Part:
    """A call whose arguments may be node sets: each value of one is an argument. `parts`: the argument, and what its values become."""

    def evaluate(scope: Scope) -> Value:
        given = [turn(value, scope) for part, turn in parts for value in _listed(part(scope))]
        return call(*given, *[part(scope) for part in rest])

    return evaluate


def _listed(value: Any) -> Iterable[Value]:
    return value if isinstance(value, list) else (value,)


def _truth(value: Any) -> bool:
    return bool(value) if isinstance(value, list) else to_boolean(value)


def _into(tree: Tree, compile_part: Compile) -> _Step:
    """Into the instances of a repeat, or past a group or question in each frame, keeping those where the predicates hold."""
    path = tree[1]
    tests = [_test(part, compile_part) for part in tree[2:]]

    def step(frames: list[Scope], scope: Scope) -> list[Scope]:
        if frames and path not in frames[0].inside:
            return [frame for frame in frames if path in frame.relevant and _kept([frame], tests, scope, path)]
        return [one for frame in frames for one in _kept(frame.inside[path], tests, scope, path)]

    return step


def _at(tree: Tree, compile_part: Compile) -> _Step:
    """Into one instance, by its number from 1."""
    path, number = tree[1], first(compile_part(tree[2]))

    def step(frames: list[Scope], scope: Scope) -> list[Scope]:
        wanted = to_number(number(scope), scope.clock)
        return [one for frame in frames for one in frame.inside[path] if one.place + 1 == wanted]

    return step


def _kept(candidates: list[Scope], tests: list[Part], scope: Scope, path: str) -> list[Scope]:
    for test in tests:
        looked_at, candidates = candidates, []
        for nth, candidate in enumerate(looked_at, start=1):
            if _asked(candidate, test, scope, path, nth, len(looked_at)):
                candidates.append(candidate)
    return candidates


def _asked(candidate: Scope, test: Part, scope: Scope, path: str, nth: int, last: int) -> bool:
    """The test, asked of a candidate; what the frame was before is put back, for it may be asking itself."""
    scope.tally.one_more()
    before = candidate.outer, candidate.nth, candidate.last, candidate.own
    candidate.outer, candidate.nth, candidate.last = scope.outer or scope, nth, last
    candidate.own = candidate.visible.get(path, "")
    holds: bool = test(candidate)
    candidate.outer, candidate.nth, candidate.last, candidate.own = before
    return holds


def _test(tree: Tree, compile_part: Compile) -> Part:
    """XPath 1.0 §2.4: a number asks for the candidate with that number."""
    part = compile_part(tree)

    def test(scope: Scope) -> bool:
        value = part(scope)
        return value == scope.nth if isinstance(value, float) else _truth(value)

    return test


_STEPS = {"step": _into, "at": _at}
