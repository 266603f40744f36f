"""What there is no question for here, written out as questions that there are: a ranking as a choice for each place, a line or an area
on a map as its points, typed.

Pure: pyxform's descriptions in, the same out. Public: ranked, as_points, LINES, MOST_PLACES.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Described = Mapping[str, Any]
MOST_PLACES = 30
LINES = {"geotrace": "a line", "geoshape": "an area"}
_POINT = r"-?[0-9]{1,3}(\.[0-9]+)?[, ] *-?[0-9]{1,3}(\.[0-9]+)?( +-?[0-9]+(\.[0-9]+)?){0,2}"
_POINTS = f"regex(., '{_POINT}( *; *{_POINT})+[; ]*')"
_HINT = "Latitude and longitude of each point, with ; between them: 42.32 -83.40; 42.33 -83.41"
_TAKEN = "Choose another: this one has its place already."


def ranked(said: Described, count: int) -> Iterator[Described]:
    """A choice for each of `count` places, the first one first, in a group of its own; and under the ranking's name the names in order.
    One with a constraint, or with too many places, is left as it is: it is refused."""
    bind = said.get("bind", {})
    if "constraint" in bind or not 0 < count <= MOST_PLACES:
        yield said
        return
    name = said["name"]
    places = [f"{name}_{number}" for number in range(1, count + 1)]
    common = {key: said[key] for key in ("itemset", "list_name", "choice_filter") if key in said}
    about = {key: said[key] for key in ("label", "hint", "guidance_hint") if key in said}
    shown = {key: bind[key] for key in bind if key == "relevant" or key.startswith("ff:")}
    asked = [
        {
            **common,
            "type": "select one",
            "name": place,
            "label": f"{number}.",
            "control": {"appearance": "minimal"},
            "bind": _place_rules(places[: number - 1], bind),
        }
        for number, place in enumerate(places, start=1)
    ]
    yield {"type": "group", "name": f"{name}_places", **about, "bind": shown, "children": asked}
    in_order = ", ' ', ".join(f"${{{place}}}" for place in places)
    yield {"type": "calculate", "name": name, "bind": {**shown, "calculate": f"normalize-space(concat({in_order}, ''))"}}


def as_points(said: Described) -> Described:
    bind = said.get("bind", {})
    own = bind.get("constraint")
    constraint = f"{_POINTS} and ({own})" if own else _POINTS
    told = {} if bind.get("jr:constraintMsg") else {"jr:constraintMsg": _HINT}
    hint = {} if said.get("hint") else {"hint": _HINT}
    return {**said, **hint, "type": "text", "bind": {**bind, **told, "constraint": constraint}}


def _place_rules(before: list[str], bind: Described) -> dict[str, Any]:
    required = {key: bind[key] for key in ("required", "jr:requiredMsg") if key in bind}
    taken = " and ".join(f". != ${{{place}}}" for place in before)
    return required | ({"constraint": taken, "jr:constraintMsg": _TAKEN} if taken else {})
