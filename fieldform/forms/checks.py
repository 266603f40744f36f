"""What must hold between the questions of a form: one question a role, nothing through a wall, no circle.

Pure. Public: broken_rules, order_of.
"""

import re
from collections.abc import Iterable, Iterator

from fieldform.forms.expression.tree import references
from fieldform.forms.model import Group, Question
from fieldform.forms.order import Circle, evaluation_order
from fieldform.forms.roles import DEFAULT_WALL

Node = Group | Question
Broken = tuple[str, str]
"""(the path, what is wrong there)"""

_SHOWN = re.compile(r"\$\{([^}]+)\}")


def broken_rules(nodes: tuple[Node, ...]) -> Iterator[Broken]:
    yield from _roles(nodes)
    yield from _walls(nodes)


def order_of(nodes: tuple[Node, ...]) -> tuple[tuple[str, ...], tuple[Broken, ...]]:
    """(the order of evaluation, none) or (none, why there is none)."""
    try:
        return evaluation_order(nodes), ()
    except Circle as circle:
        return (), ((circle.paths[0], f"these answers depend on each other in a circle: {circle}"),)


def _roles(nodes: Iterable[Node]) -> Iterator[Broken]:
    seen: set[str] = set()
    repeats: set[str] = set()
    for node in nodes:
        if isinstance(node, Group):
            repeats |= {node.path + "/"} if node.repeat else set()
        elif node.role:
            if node.role in seen:
                yield node.path, f"the role “{node.role}” is given twice"
            if any(node.path.startswith(repeat) for repeat in repeats):
                yield node.path, f"the role “{node.role}” is answered once: it cannot stand inside a repeat"
            seen.add(node.role)


def _walls(nodes: Iterable[Node]) -> Iterator[Broken]:
    """What stands in front of a wall may not carry out what stands behind it."""
    walls = {node.path: node.wall for node in nodes}
    for node in nodes:
        for read in _carried(node):
            if walls.get(read, DEFAULT_WALL) not in (DEFAULT_WALL, node.wall):
                yield node.path, f"this reads {read}, which stands behind the {walls[read]} wall: put both behind it"


def _carried(node: Node) -> Iterator[str]:
    if isinstance(node, Group):
        yield from references(node.count)
    else:
        yield from (*references(node.calculation), *references(node.default), *references(node.choices_from))
    for said in (node, *(node.choices if isinstance(node, Question) else ())):
        for text in (said.label, getattr(said, "hint", ""), *(words for texts in said.translations.values() for words in texts.values())):
            yield from _SHOWN.findall(text)
