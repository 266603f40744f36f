"""What a path in an expression means: one answer, or a node set from several instances of a repeat. Knows no text and no token.

Paths are those of the definition, without instances. A repeat that holds both the place where the expression stands and what it names
is shared: its own instance is meant, unless the path climbs out of it or puts a condition on it. Within a condition over instances the
candidate's own answers come first, then those of where the whole expression stands. This is how ODK reads such paths.
Public: Names, Where, Stand, Place, stand_at, candidate_at, answers_at, number_of, choice_of.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from fieldform.forms.expression.tree import Tree


@dataclass(frozen=True)
class Names:
    """What a form's expressions may name. `paths`: by the name of a question, group or repeat; `groups` and `repeats`: those of them
    that are one (a repeat is a group, too); `lists`: the columns of each list, None where they are not known; `root`: /data, mostly;
    `absent`: lists that only another program has."""

    paths: Mapping[str, str]
    groups: Collection[str] = frozenset()
    repeats: Collection[str] = frozenset()
    lists: Mapping[str, Collection[str] | None] = field(default_factory=dict)
    root: str = "data"
    absent: Collection[str] = frozenset()
    all_paths: Collection[str] = ()

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.all_paths or self.paths.values())

    def repeats_of(self, path: str) -> tuple[str, ...]:
        """The repeats around a path and the one at it, from the outside in."""
        parts = path.split("/")
        above = ("/".join(parts[:end]) for end in range(2, len(parts) + 1))
        return tuple(one for one in above if one in self.repeats)


@dataclass(frozen=True, slots=True)
class Where:
    """`path`: of the question or group whose rule it is; `choices`: a choice_filter, in which a bare name is a choice's column; `warn`:
    is told of a path that leads nowhere: XPath makes nothing of it, as of an answer that is not given."""

    names: Names
    path: str = ""
    choices: bool = False
    warn: Callable[[str], None] | None = None


class Stand(NamedTuple):
    """`repeats`: whose instances are given here; `row`: a bare name is a column; `inside`: this is a condition in [ ]; `candidate`: the
    instances are those of a candidate, not those of where the whole expression stands."""

    path: str
    repeats: tuple[str, ...]
    row: bool = False
    inside: bool = False
    candidate: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A path that is being read. `conditions` and `numbers`: what is asked of the instances at a path on the way; `low`: how far it
    climbed, None where it came from the top; `from_here`: it began with current(); `nowhere`: the form has no such place."""

    path: str
    conditions: Mapping[str, tuple[Tree, ...]] = field(default_factory=dict)
    numbers: Mapping[str, Tree] = field(default_factory=dict)
    low: str | None = None
    from_here: bool = False
    nowhere: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def down(self, path: str) -> "Place":
        return replace(self, path=path)

    def above(self) -> "Place":
        path = self.path.rpartition("/")[0]
        return replace(self, path=path, low=path if self.low is None or len(path) < len(self.low) else self.low)

    def where(self, condition: Tree) -> "Place":
        return replace(self, conditions={**self.conditions, self.path: (*self.conditions.get(self.path, ()), condition)})

    def number(self, repeat: str, number: Tree) -> "Place":
        return replace(self, numbers={**self.numbers, repeat: number})


def stand_at(names: Names, path: str, *, row: bool = False) -> Stand:
    """Of a whole rule. A repeat's own rules are asked once, around it."""
    around = names.repeats_of(path)
    return Stand(path, around[:-1] if path in names.repeats else around, row)


def candidate_at(names: Names, path: str) -> Stand:
    """Of a condition in [ ] that is asked of what stands at `path`."""
    return Stand(path, names.repeats_of(path), inside=True, candidate=True)


def answers_at(names: Names, place: Place, stands: list[Stand], *, always_nodes: bool = False) -> Tree:
    """One answer where all its repeats are shared, a node set otherwise."""
    here, top = stands[-1], stands[0]
    if place.path == place.low == top.path and not place.conditions and not always_nodes and (place.from_here or not here.candidate):
        return ("outer", ("self",)) if here.candidate else ("self",)
    nearer = place.low is None and _shared(names, place, top) > _shared(names, place, here)
    if here.candidate and not place.numbers and (place.from_here or nearer):
        return ("outer", _tree(names, place, top, always_nodes))
    return _tree(names, place, here, always_nodes)


def number_of(place: Place, stands: list[Stand]) -> Tree | None:
    """The number of the instance that a path names, where it stands in one; None where it does not."""
    here = stands[0] if place.from_here else stands[-1]
    if place.path in here.repeats:
        tree: Tree = ("position", len(here.repeats) - 1 - here.repeats.index(place.path))
    elif here.path == place.path or here.path.startswith(f"{place.path}/"):
        return ("lit", 1)
    else:
        return None
    return ("outer", tree) if place.from_here and stands[-1].candidate else tree


def choice_of(names: Names, text: str) -> str | None:
    """The path of the question that jr:choice-name names by its path."""
    path = text.removeprefix(f"/{names.root}").removeprefix("/data")
    return path if path in names.known else None


def _tree(names: Names, place: Place, stand: Stand, always_nodes: bool) -> Tree:
    shared = _shared(names, place, stand)
    up = len(stand.repeats) - shared
    marked = sorted({*names.repeats_of(place.path)[shared:], *place.conditions}, key=len)
    if not marked and not always_nodes:
        return ("ref", place.path, up) if up else ("ref", place.path)
    return ("nodes", up, place.path, *(_step(place, path) for path in marked))


def _step(place: Place, path: str) -> Tree:
    if path in place.numbers:
        return ("at", path, place.numbers[path])
    return ("step", path, *place.conditions.get(path, ()))


def _shared(names: Names, place: Place, stand: Stand) -> int:
    """How many repeats, from the outside in, have their own instance meant."""
    ways = names.repeats_of(place.path)
    count = 0
    for way, around in zip(ways[:-1] if place.path in names.repeats else ways, stand.repeats, strict=False):
        left = place.low is not None and place.low != way and not place.low.startswith(f"{way}/")
        if way != around or way in place.conditions or way in place.numbers or left:
            break
        count += 1
    return count
