"""The expression tree: nested JSON arrays, the one shape that both evaluators read.

    ("lit", "text" | 3.5 | true)   ("ref", "/who/age")   ("self",)
    ("or" | "and" | "+", a, b, …)  ("=" | "!=" | "<" | "<=" | ">" | ">=" | "-" | "*" | "div" | "mod", a, b)  ("neg", a)
    ("call", name, argument, …)    ("regex", text, program)   the program of pattern.py

Public: Tree, ExpressionProblem, references, depth_of, tree_of.
"""

from collections.abc import Iterator
from typing import Any

Tree = tuple[Any, ...]


class ExpressionProblem(ValueError):
    """An expression that cannot be used. Likely cause: a typing mistake in the workbook. `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


def references(tree: Tree | None) -> Iterator[str]:
    """Every path that the tree reads, as often as it is read."""
    if tree is None or tree[0] == "lit":
        return
    if tree[0] == "ref":
        yield tree[1]
        return
    for part in _parts(tree):
        yield from references(part)


def depth_of(tree: Tree) -> int:
    """How many nodes stand inside each other; counted without recursion, so that any tree may be asked."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(part, depth + 1) for part in _parts(node)]
    return deepest


def tree_of(arrays: Any) -> Tree:
    """The frozen tree of nested JSON arrays."""
    return tuple(tree_of(part) if isinstance(part, list | tuple) else part for part in arrays)


def _parts(node: Tree) -> list[Tree]:
    """The trees inside a node; a regex's program is none."""
    return [part for part in (node[1:2] if node[0] == "regex" else node[1:]) if isinstance(part, tuple)]
