"""The table of what expressions mean in repeats and lists, through both evaluators: each stands as a calculation where its row says."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fieldform.forms import Choice, Form, Group, Question, evaluate_form, value_at
from fieldform.forms.expression import ExpressionProblem, Names, Tree, Where, parse
from fieldform.forms.order import evaluation_order
from tests.forms.browser import Browser, needs_node
from tests.forms.sheets import NOON, ZONE, form_of

TABLE = json.loads((Path(__file__).parents[1] / "cases" / "repeats.json").read_text(encoding="utf-8"))
CASES = [pytest.param(*row, id=f"{part}: {row[0]} {row[1]}") for part, rows in TABLE["cases"].items() for row in rows]
LISTS = {
    "places": (
        Choice("westland", "Westland", {"county": "wayne"}),
        Choice("wayne_city", "Wayne", {"county": "wayne"}),
        Choice("canton", "Canton", {"county": "elsewhere"}),
    ),
    "sexes": (Choice("f", "Woman"), Choice("m", "Man")),
    "marks": (Choice("a", "First"), Choice("b", "Second")),
}
_PLACES = {"": "/x", "person": "/house/person/x_person", "pet": "/house/person/pet/x_pet", "visit": "/visit/x_visit"}


@pytest.fixture(scope="module")
def base() -> Form:
    return base_form()


def base_form() -> Form:
    """The form of the table, with calculations that say nothing yet."""
    rows = [row | {"calculation": "''"} if row["type"] == "calculate" else row for row in TABLE["form"]]
    plain = form_of(*({key: _plain(value) for key, value in row.items()} for row in rows))
    return Form.of("test", "Test", tuple(_listed(child, rows) for child in plain.children), LISTS, plain.order)


def names_of(form: Form) -> Names:
    columns = {
        name: {"name", "label", *(column for choice in listed for column in choice.columns)} for name, listed in form.choices.items()
    }
    return Names(
        {node.name: node.path for node in form.nodes()},
        groups={node.path for node in form.nodes() if isinstance(node, Group)},
        repeats={node.path for node in form.nodes() if isinstance(node, Group) and node.repeat},
        lists=columns | {name: set(rows[0]) for name, rows in TABLE["lists"].items()},
    )


def with_calculation(form: Form, path: str, tree: Tree) -> Form:
    """The same form with another calculation at a path."""
    children = tuple(_with(child, path, tree) for child in form.children)
    unordered = Form.of(form.form_id, form.title, children, form.choices, ())
    return Form.of(form.form_id, form.title, children, form.choices, evaluation_order(unordered.nodes()))


def asked(form: Form, where: str, text: str) -> tuple[Form, str]:
    """The form with this calculation, and the path of the instance in which it is looked at."""
    kind = where.rpartition("/")[2].partition("[")[0]
    path = _PLACES[kind]
    instance = {"": "/x", "visit": f"/{where}/x_visit"}.get(kind, f"/house/{where}/x_{kind}")
    return with_calculation(form, path, parse(text, Where(names_of(form), path))), instance


def at(answers: Mapping[str, Any], instance: str) -> Any:
    """The answer at an instance's path."""
    found: Any = answers
    for part in instance.split("/")[1:]:
        name, _, index = part.partition("[")
        found = value_at(found, f"/{name}") if isinstance(found, Mapping) else None
        if index and found is not None:
            found = found[int(index.rstrip("]"))]
    return found


def same(found: Any, expected: Any) -> bool:
    return (
        type(found) is type(expected) and found == expected if isinstance(expected, bool) or isinstance(found, bool) else found == expected
    )


@pytest.mark.parametrize(("where", "text", "expected"), CASES)
def test_it_means_in_python_what_the_table_says(base: Form, where: str, text: str, expected: Any) -> None:
    form, instance = asked(base, where, text)
    filled = evaluate_form(form, TABLE["answers"], NOON, ZONE, lists=TABLE["lists"], chance=lambda: 0.25)
    assert filled.problems == ()
    assert same(at(filled.answers, instance), expected)


@needs_node
@pytest.mark.parametrize(("where", "text", "expected"), CASES)
def test_it_means_in_the_browser_what_the_table_says(browser: Browser, base: Form, where: str, text: str, expected: Any) -> None:
    form, instance = asked(base, where, text)
    now = int(NOON.timestamp() * 1000)
    found = browser.ask(definition=form.definition(), now=now, zone=ZONE, answers=TABLE["answers"], lists=TABLE["lists"])
    assert found["problems"] == []
    assert same(at(found["answers"], instance), expected)


@pytest.mark.parametrize(
    ("where", "text", "words"),
    [
        ("", "${person}", "is a group"),
        ("", "${house} = ''", "is a group"),
        ("", "position(${person})", "position(..)"),
        ("person[0]", "position(${pet})", "position(..)"),
        ("person[0]", "position()", "only in [ ]"),
        ("", "last()", "only in [ ]"),
        ("", "indexed-repeat(${n}, ${person}, 1)", "its repeat"),
        ("", "indexed-repeat(${name}, ${house}, 1)", "its repeat"),
        ("", "${person}[nobody = 1]/name", "no “nobody”"),
        ("", "${person}/nobody", "no “nobody”"),
        ("", "${name} | ${pname}", "a union"),
        ("", "${person}/*", "a path with *"),
        ("", "/data//name", "a path with //"),
        ("", "${person}/@name", "an attribute"),
        ("", "${person}[1", "“]” is missing"),
        ("", "instance('fruits')/root/item/nothing", "no column “nothing”"),
        ("", "instance(${who})/root/item/name", "instance('list')"),
        ("", "pulldata('fruits', 'nothing', 'name', 'x')", "no column “nothing”"),
        ("", "pulldata(${who}, 'price', 'name', 'x')", "pulldata('file'"),
        ("", "instance('fruits')/root/item[../name = 'x']/name", "current()/.."),
        ("", "count('x')", "asked of a repeat"),
    ],
)
def test_it_refuses_in_words(base: Form, where: str, text: str, words: str) -> None:
    with pytest.raises(ExpressionProblem) as refused:
        asked(base, where, text)
    assert words in refused.value.message


def _plain(value: str) -> str:
    """The lists of sheets.py stand in for those of this table, until they are put in."""
    return value.replace("places", "colour").replace("sexes", "colour").replace("marks", "colour")


def _listed(node: Group | Question, rows: list[dict[str, str]]) -> Group | Question:
    if isinstance(node, Group):
        return replace(node, children=tuple(_listed(child, rows) for child in node.children))
    said = next(row for row in rows if row.get("name") == node.name)["type"].partition(" ")[2]
    return replace(node, list_name=said, choices=LISTS[said]) if said else node


def _with(node: Group | Question, path: str, tree: Tree) -> Group | Question:
    if isinstance(node, Group):
        return replace(node, children=tuple(_with(child, path, tree) for child in node.children))
    return replace(node, calculation=tree) if node.path == path else node


@pytest.mark.parametrize(
    "text", ["count(${person}[count(/data/house/person[age > 5]) > 0])", "instance('long')/root/item[label = position()]/name"]
)
def test_it_stops_where_conditions_are_asked_without_end(base: Form, text: str) -> None:
    names = replace(names_of(base), lists={"long": {"name", "label"}})
    form = with_calculation(base, "/house/person/pet/x_pet", parse(text, Where(names, "/house/person/pet/x_pet")))
    answers = {"house": {"person": [{"age": 7, "pet": [{}] * 20} for _ in range(150)]}}
    filled = evaluate_form(form, answers, NOON, ZONE, lists={"long": [{"name": "x", "label": "y"}] * 300})
    assert [problem.code for problem in filled.problems] == ["limit"]


def test_it_makes_no_more_instances_than_a_form_can_take(base: Form) -> None:
    form = with_calculation(base, "/x", parse("count(${pet})", Where(names_of(base), "/x")))
    filled = evaluate_form(form, {"house": {"person": [{"pet": [{}] * 200} for _ in range(200)]}}, NOON, ZONE)
    assert "limit" in {problem.code for problem in filled.problems}
    assert filled.answers["x"] < 5_000


def test_it_looks_a_row_up_and_does_not_search_for_it(base: Form) -> None:
    form, _ = asked(base, "", "pulldata('fruits', 'price', 'name', '9999')")
    rows = [{"name": "0", "price": "0"}] * 500_001 + [{"name": "9999", "price": "1"}]
    assert evaluate_form(form, {}, NOON, ZONE, lists={"fruits": rows}).answers["x"] == "1"
