"""In which order a form is worked out: everything after what it reads, otherwise as the form stands.

A question stands after its group, and after every question that its relevance or its calculation reads; a repeat after those that its
number reads. Where that runs in a circle, also by way of other instances, no order exists. A choice_filter changes no answer, so it has
no part in the order; but choices that wait for each other could never be made, so a circle by way of one is a Circle too.
Counted once, when a workbook is read; both languages follow it. Public: evaluation_order, peeked, Circle.
"""

from collections.abc import Iterable, Mapping

from fieldform.forms.expression.tree import references, same_frame
from fieldform.forms.model import Group, Question, QuestionType


class Circle(ValueError):
    """Answers that depend on each other. Likely cause: a calculation that reads itself by way of others. `paths` ends as it starts."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(" → ".join(path.rsplit("/", 1)[1] for path in paths))
        self.paths = paths


def evaluation_order(nodes: Iterable[Group | Question]) -> tuple[str, ...]:
    """Every path of `nodes`, dependencies first; Circle where there is none, or where choices wait for each other."""
    nodes = tuple(nodes)
    reads = {node.path: _reads(node) for node in nodes}
    order = _ordered(reads)
    if choosing := {node.path: read for node in nodes if isinstance(node, Question) and (read := _chosen_by(node))}:
        _ordered({path: (*read, *choosing.get(path, ())) for path, read in reads.items()})
    return order


def _ordered(reads: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    order: dict[str, None] = {}
    for path in reads:
        if path not in order:
            _visit(path, reads, order)
    return tuple(order)


def _visit(first: str, reads: Mapping[str, tuple[str, ...]], order: dict[str, None]) -> None:
    """Depth first without recursion: `trail` is the chain of those that wait for the next."""
    trail = {first: iter(reads[first])}
    while trail:
        path = next(reversed(trail))
        needed = next((one for one in trail[path] if one not in order), None)
        if needed is None:
            order[path] = None
            del trail[path]
        elif needed in trail:
            waiting = tuple(trail)
            raise Circle((*waiting[waiting.index(needed) :], needed))
        else:
            trail[needed] = iter(reads[needed])


def _chosen_by(question: Question) -> tuple[str, ...]:
    """What its choices depend on; a choice may depend on what was chosen before (“none of these”)."""
    return tuple(path for tree in (question.choice_filter, question.choices_from) for path in references(tree) if path != question.path)


def peeked(node: Group | Question) -> tuple[str, ...]:
    """The hidden answers of a group that its own relevance reads: as they were given, since nobody types them. CHT writes so the group
    of what a form is begun with; it would else be a circle."""
    if not isinstance(node, Group):
        return ()
    hidden = {one.path for one in node.children if isinstance(one, Question) and _is_given_alone(one)}
    return tuple(path for path in same_frame(node.relevant) if path in hidden)


def _is_given_alone(question: Question) -> bool:
    return question.type is QuestionType.HIDDEN and question.relevant is None and question.calculation is None


def _reads(node: Group | Question) -> tuple[str, ...]:
    above = node.path.rpartition("/")[0]
    worked_out = node.calculation if isinstance(node, Question) else node.count
    inside = peeked(node)
    conditions = (path for path in references(node.relevant) if path not in inside)
    return (*([above] if above else []), *conditions, *references(worked_out))
