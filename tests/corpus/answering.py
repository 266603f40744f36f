"""What somebody in a hurry might enter into any form: right answers mostly, in any order, with rows added and taken out. Pure, from a seed.

Public: steps_for.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from fieldform.forms import Form, Group, Question

MOST = 400
Step = tuple[Any, ...]
_WORDS = ("Ann", "the second door", "12", "yes", "0", "2026-11-20", "ß é 🚓", "a b", "-3.5", "__proto__")
_BY_TYPE = {
    "integer": ("0", "1", "7", "30", "130", "-2"),
    "decimal": ("0", "0.5", "2.5", "37.2", "-1"),
    "date": ("1990-02-28", "2026-11-20", "2026-11-01", "2031-01-01"),
    "time": ("00:00", "21:04"),
    "dateTime": ("2026-11-20T21:04", "2026-11-01T01:30"),
    "acknowledge": ("OK",),
    "geopoint": ("42.32 -83.40 180 5", "0 0"),
    "phone_number": ("734-555-0142",),
    "email": ("name@example.org",),
    "range": ("0", "1", "5"),
}
_WRONG = ("x", "", "2026-02-30", "99999999999999999999")


def steps_for(form: Form, seed: int) -> list[Step]:
    """[path, answer] or ["add" | "remove", path, …], as tests/forms/run_cases.mjs takes them."""
    chance = Random(seed)
    nodes = [node for node in form.nodes() if (node.repeat if isinstance(node, Group) else node.is_asked)]
    repeats = {node.path for node in nodes if isinstance(node, Group)}
    rounds = [node for _ in range(2) for node in chance.sample(nodes, len(nodes))]
    return [step for node in rounds[:MOST] for step in _steps(node, repeats, chance)]


def _steps(node: Group | Question, repeats: set[str], chance: Random) -> Iterator[Step]:
    path = _placed(node.path, repeats - {node.path}, chance)
    if isinstance(node, Question):
        yield (path, _answer(node, chance))
    elif node.count is None:
        yield ("remove", path, 0) if chance.random() < 0.2 else ("add", path)


def _placed(path: str, repeats: set[str], chance: Random) -> str:
    """In one of the first two rows of each repeat around it."""
    around = [repeat for repeat in repeats if path.startswith(f"{repeat}/")]
    for repeat in sorted(around, key=len, reverse=True):
        path = f"{repeat}[{int(chance.random() < 0.3)}]{path[len(repeat) :]}"
    return path


def _answer(question: Question, chance: Random) -> Any:
    if chance.random() < 0.08:
        return chance.choice(_WRONG)
    names = [choice.name for choice in question.choices] or ["nobody"]
    if question.type == "select_one":
        return chance.choice(names)
    if question.type == "select_multiple":
        return chance.sample(names, min(len(names), chance.randint(1, 3)))
    return chance.choice(_BY_TYPE.get(question.type, _WORDS))
