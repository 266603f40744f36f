"""Takes back what pyxform writes out for an XForm and this engine says in one word: table lists, and the count of a repeat; and writes
out the loops of older workbooks, as pyxform would: a group for each choice.

Pure: nested descriptions in, the same out. Public: tidied.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sized
from typing import Any

from fieldform.forms.written_out import ranked

Described = Mapping[str, Any]
_TITLE = "generated_table_list_label_"
_HEADER = "reserved_name_for_field_list_labels_"
_NAME = re.compile(r"\$\{\s*([^}\s]+)\s*\}\Z")


def tidied(children: Iterable[Described], choices: Mapping[str, Sized]) -> list[Described]:
    """The survey's children as their author wrote them, and rankings as they are asked here; `choices`: of each list."""
    described = [one for child in children for one in _ranked(_looped(child), choices)]
    return _tidied(described, dict(_mentions(described)))


def _looped(said: Described) -> Described:
    if said["type"] == "loop":
        groups = [_round(said, column) for column in said.get("columns", ()) if isinstance(column, Mapping)]
        return {**said, "type": "group", "children": groups}
    return {**said, "children": [_looped(child) for child in said["children"]]} if isinstance(said.get("children"), list) else said


def _ranked(said: Described, choices: Mapping[str, Sized]) -> Iterator[Described]:
    if said["type"] == "rank":
        yield from ranked(said, len(choices.get(str(said.get("list_name") or said.get("itemset") or ""), ())))
    elif isinstance(said.get("children"), list) and said["type"] in ("group", "repeat"):
        yield {**said, "children": [one for child in said["children"] for one in _ranked(child, choices)]}
    else:
        yield said


def _round(loop: Described, column: Described) -> Described:
    """What is asked of one choice; its name and label stand where the questions call for them."""
    words = {"name": str(column["name"]), "label": column.get("label", column["name"])}
    children = [_looped(_about(child, words)) for child in loop.get("children", ())]
    return {"type": "group", "name": column["name"], "label": words["label"], "children": children}


def _about(said: Any, words: Mapping[str, Any]) -> Any:
    if isinstance(said, str):
        label = words["label"] if isinstance(words["label"], str) else next(iter(words["label"].values()), "")
        return said.replace("%(name)s", words["name"]).replace("%(label)s", label)
    if isinstance(said, Mapping):
        return {key: _about(part, words) for key, part in said.items()}
    return [_about(part, words) for part in said] if isinstance(said, list) else said


def _tidied(children: list[Described], mentions: Mapping[str, int]) -> list[Described]:
    counts = {count: repeat["name"] for repeat in children if repeat["type"] == "repeat" and (count := _generated(repeat, children))}
    spoken = {name for name in counts if mentions.get(name, 0) <= 1}
    calculations = {child["name"]: child["bind"]["calculate"] for child in children if child["name"] in counts}
    by_repeat = {repeat: calculations[count] for count, repeat in counts.items() if count in spoken}
    return [_one(child, by_repeat.get(child["name"]), mentions) for child in children if child["name"] not in spoken]


def _one(child: Described, count: str | None, mentions: Mapping[str, int]) -> Described:
    if child["type"] not in ("group", "repeat"):
        return child
    inside = child.get("children", [])
    if inside and str(inside[0]["name"]).startswith(_TITLE):
        child = {**child, "label": inside[0].get("label", ""), "hint": inside[0].get("hint", ""), "control": _as_table(child)}
    kept = [one for one in inside if not str(one["name"]).startswith((_TITLE, _HEADER))]
    counted = {"control": {**child.get("control", {}), "jr:count": count}} if count is not None else {}
    return {**child, **counted, "children": _tidied(kept, mentions)}


def _as_table(group: Described) -> dict[str, Any]:
    return {**group.get("control", {}), "appearance": "table-list"}


def _generated(repeat: Described, siblings: list[Described]) -> str:
    """The name of the calculation that pyxform made for its repeat_count; "" where there is none."""
    found = _NAME.match(str(repeat.get("control", {}).get("jr:count", "")))
    name = found[1] if found else ""
    made = (one for one in siblings if one["name"] == name and one["type"] == "calculate" and name == f"{repeat['name']}_count")
    return name if any("label" not in one and "calculate" in one.get("bind", {}) for one in made) else ""


def _mentions(children: Iterable[Described]) -> Iterator[tuple[str, int]]:
    """How often each name stands in any cell."""
    found: dict[str, int] = {}
    for text in _texts(children):
        for name in re.findall(r"\$\{\s*([^}\s]+)\s*\}", text):
            found[name] = found.get(name, 0) + 1
    yield from found.items()


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for part in said.values():
            yield from _texts(part)
    elif isinstance(said, list):
        for part in said:
            yield from _texts(part)
