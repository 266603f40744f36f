"""The expression tree: nested JSON arrays, the one shape that both evaluators read.

    ("lit", "text" | 3.5 | true)   ("ref", "/who/age")   ("self",)
    ("or" | "and" | "+", a, b, …)  ("=" | "!=" | "<" | "<=" | ">" | ">=" | "-" | "*" | "div" | "mod", a, b)  ("neg", a)
    ("call", name, argument, …)    ("regex", text, program)   the program of pattern.py

Repeats and lists add (a frame is one instance of a repeat, or the form itself; `up` counts frames outwards and is left out where 0):

    ("ref", "/house/age", up)      ("position", up)   the instance's number, from 1
    ("nodes", up, path, step, …)   the answers at `path` in the frames that the steps lead to, from the one `up` frames out
    ("at", path, number)           into one instance of the repeat at `path`, by its number from 1
    ("step", path, predicate, …)   into all instances of the repeat at `path`, or past a group or question, where the predicates hold
    ("list", name, column, predicate, …)   the column of the rows of a list where the predicates hold; "" for the rows themselves
    ("column", name)               of the row or choice that is looked at
    ("nth",) ("last",)             of the candidate that a predicate looks at: its number from 1, and how many there are
    ("outer", tree)                what stands outside a predicate over instances, in the frame of the whole expression

Public: Tree, ExpressionProblem, references, same_frame, calls, lists_in, reads_itself, with_itself, keeps_itself, depends_on_row,
yields_nodes, depth_of, tree_of.
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
    """Every path that the tree reads, as often as it is read; of a repeat on the way to an answer the repeat as well."""
    for node in _nodes(tree):
        if node[0] == "ref":
            yield node[1]
        elif node[0] == "nodes":
            yield node[2]
        elif node[0] in ("step", "at"):
            yield node[1]


def same_frame(tree: Tree | None) -> Iterator[str]:
    """Every path whose answer the tree reads in its own frame."""
    return (node[1] for node in _nodes(tree) if node[0] == "ref" and len(node) == 2)


def calls(tree: Tree | None) -> Iterator[str]:
    """The name of every function that the tree calls."""
    return (node[1] for node in _nodes(tree) if node[0] == "call")


def lists_in(tree: Tree | None) -> Iterator[str]:
    """The name of every list that the tree looks into."""
    return (node[1] for node in _nodes(tree) if node[0] == "list")


def reads_itself(tree: Tree | None) -> bool:
    """Whether it reads the answer that it would replace."""
    return any(node[0] == "self" for node in _nodes(tree))


def with_itself(tree: Tree, path: str) -> Tree:
    """The rule of the question at `path`, in which its own answer is ("self",), however it was named."""
    if tree == ("ref", path):
        return ("self",)
    if tree[0] in ("nodes", "list", "outer", "regex"):
        return tree
    return tuple(with_itself(part, path) if isinstance(part, tuple) else part for part in tree)


def keeps_itself(tree: Tree) -> bool:
    """Whether what was there before stays as it is or gives way, so that working it out once more changes nothing."""
    if tree == ("self",) or not reads_itself(tree):
        return True
    if tree[:3] in (("call", "string", ("self",)), ("call", "concat", ("self",))):
        return all(part == ("lit", "") for part in tree[3:])
    parts = {"if": tree[3:], "coalesce": tree[2:], "once": tree[2:]}.get(tree[1], ()) if tree[0] == "call" else ()
    return bool(parts) and all(keeps_itself(part) for part in parts)


def depends_on_row(tree: Tree) -> bool:
    """Whether it may give something else for each row or candidate."""
    return any(node[0] in ("column", "nth", "last") for node in _nodes(tree))


def yields_nodes(tree: Tree) -> bool:
    """Whether it yields a node set and no single value."""
    if tree[0] == "outer":
        return yields_nodes(tree[1])
    return tree[0] in ("nodes", "list") or (tree[:2] == ("call", "if") and any(yields_nodes(part) for part in tree[3:]))


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


def _nodes(tree: Tree | None) -> Iterator[Tree]:
    """Every node, from the left."""
    waiting = [] if tree is None else [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(_parts(node))


def _parts(node: Tree) -> list[Tree]:
    """The trees inside a node; a regex's program is none."""
    return [part for part in (node[1:2] if node[0] == "regex" else node[1:]) if isinstance(part, tuple)]
