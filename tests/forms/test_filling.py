"""Laws of a form that is filled, with repeats: both languages judge it alike, and what a tap works out is what everything would give.

`pytest --hypothesis-profile=long tests/forms/test_filling.py` tries twenty thousand forms, not a hundred.
"""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from fieldform.forms import Form, Group, Question, evaluate_form
from fieldform.forms.expression import Tree, Where, parse
from fieldform.forms.nodes import ALWAYS
from fieldform.forms.order import Circle, evaluation_order
from tests.forms.browser import Browser, needs_node
from tests.forms.sheets import NOON, ZONE
from tests.forms.test_repeats import LISTS, TABLE, base_form, names_of

BASE = base_form()
NAMES = names_of(BASE)

names = st.sampled_from(
    ("name", "age", "sex", "tags", "school", "height", "pname", "weight", "day", "n", "who", "place", "address", "nothing")
)
references = st.one_of(
    names.map(lambda name: f"${{{name}}}"),
    names.map(lambda name: f"${{{name}}}"),
    st.sampled_from(("/data/house/person/age", "../n", "../age", "../../address", "${house}/person/pet/weight", "/data/visit/day")),
)
literals = st.sampled_from(("0", "1", "2", "7", "''", "'Bob'", "'m'", "'2026-11-20'", "true()", "'westland'"))
counted = st.sampled_from(
    ("${person}", "${pet}", "${visit}", "${name}", "${weight}", "${empty}", "/data/house/person", "${person}[age > 5]", "${n}")
)


def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(("or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*"))
    one = st.sampled_from(("not", "boolean", "string", "number", "sum", "min", "max", "concat", "string-length", "count-selected"))
    tests = st.tuples(
        st.sampled_from(("age", "sex", "name", "position()", "last()", "${age}", "current()/../age", "more/school")), operators, inner
    )
    picked = st.tuples(st.sampled_from(("name", "age", "pet/weight", "more/height")), tests)
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(one, inner).map(lambda parts: f"{parts[0]}({parts[1]})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"if({', '.join(parts)})"),
        st.tuples(inner, inner).map(lambda parts: f"coalesce({', '.join(parts)})"),
        inner.map(lambda part: f"join('/', {part}, ${{name}})"),
        counted.map(lambda part: f"count({part})"),
        st.sampled_from(("position(..)", "position(../..)", "once(random())", "today()")),
        inner.map(lambda part: f"indexed-repeat(${{name}}, ${{person}}, {part})"),
        picked.map(lambda parts: f"/data/house/person[{' '.join(parts[1])}]/{parts[0]}"),
        st.tuples(st.sampled_from(("name", "county", "label")), inner).map(
            lambda parts: f"instance('places')/root/item[{parts[0]} = {parts[1]}]/name"
        ),
    )


expressions = st.recursive(st.one_of(references, literals), wider, max_leaves=5)
RULES = (
    *((path, "calculation") for path in ("/x", "/house/person/x_person", "/house/person/pet/x_pet", "/visit/x_visit")),
    *((path, "relevant") for path in ("/house/person", "/house/person/more", "/house/person/pet", "/house/person/pet/weight", "/visit")),
    *((path, "constraint") for path in ("/house/person/age", "/house/person/pet/pname")),
    *((path, "required") for path in ("/house/person/name", "/visit/day")),
    ("/visit", "count"),
    ("/house/person/sex", "choice_filter"),
    ("/place", "choice_filter"),
    *((path, "readonly") for path in ("/who", "/place", "/house/person/age", "/visit/day")),
    *((path, "default") for path in ("/who", "/house/person/age")),
    *((path, "choices_from") for path in ("/place", "/house/person/sex")),
)
ANSWERS = st.sampled_from(("name", "age", "more/school", "pet/pname"))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """The form of the table, with rules at random; one in which they run in a circle is none."""
    trees: dict[str, dict[str, Tree]] = {}
    for path, column in draw(st.lists(st.sampled_from(RULES), max_size=6, unique=True)):
        text = draw(asked_for(column, path))
        trees.setdefault(path, {})[column] = parsed(text, path, column)
    children = tuple(with_trees(child, trees) for child in BASE.children)
    unordered = Form.of("test", "Test", children, LISTS, ())
    try:
        return Form.of("test", "Test", children, LISTS, evaluation_order(unordered.nodes()))
    except Circle:
        reject()


def asked_for(column: str, path: str) -> st.SearchStrategy[str]:
    """What may stand in a column: mostly any expression."""
    if column == "choices_from":
        up = "/".join(".." for _ in path.split("/")[1:])
        return st.one_of(
            ANSWERS.map(lambda answer: f"{up}/house/person/{answer}"),
            st.tuples(expressions, ANSWERS).map(lambda parts: f"{up}/house/person[{parts[0]}]/{parts[1]}"),
        )
    plain = {"readonly": st.just("true()"), "default": literals}.get(column)
    return expressions if plain is None else st.one_of(plain, expressions)


def parsed(text: str, path: str, column: str) -> Tree:
    if column in ("readonly", "default") and text in ("true()", "'Bob'", "7"):
        return ALWAYS if column == "readonly" else ("lit", text.strip("'"))
    try:
        return parse(text, Where(NAMES, path, choices=column == "choice_filter"))
    except ValueError:
        reject()


def with_trees(node: Group | Question, trees: dict[str, dict[str, Tree]]) -> Group | Question:
    if isinstance(node, Group):
        node = replace(node, children=tuple(with_trees(child, trees) for child in node.children))
    changes: dict[str, Any] = trees.get(node.path, {})
    if "choices_from" in changes:
        changes |= {"list_name": "", "choices": (), "choice_filter": None}
    return replace(node, **changes)


values = st.sampled_from(
    ("", "1", "2", "7", "20", "Bob", "m", "f", "westland", "canton", "2026-11-20", "x", ["a"], ["b", "a"], None, "1.5")
)
persons = st.integers(0, 3)
places = st.one_of(
    st.sampled_from(("/n", "/who", "/place", "/house/address")),
    st.tuples(st.sampled_from(("name", "age", "sex", "tags", "more/school", "more/height")), persons).map(
        lambda p: f"/house/person[{p[1]}]/{p[0]}"
    ),
    st.tuples(st.sampled_from(("pname", "weight")), persons, persons).map(lambda p: f"/house/person[{p[1]}]/pet[{p[2]}]/{p[0]}"),
    persons.map(lambda place: f"/visit[{place}]/day"),
)
repeats = st.one_of(st.sampled_from(("/house/person", "/house/person", "/visit")), persons.map(lambda place: f"/house/person[{place}]/pet"))
steps = st.one_of(
    st.tuples(places, values),
    st.tuples(places, values),
    repeats.map(lambda path: ("add", path)),
    st.tuples(st.just("remove"), repeats, persons),
    st.tuples(st.just("insert"), repeats, persons),
)


@needs_node
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(forms(), st.sampled_from((None, TABLE["answers"], {})), st.lists(steps, max_size=8))
def test_a_tap_gives_what_everything_would_give_and_the_server_says_the_same(
    browser: Browser, form: Form, answers: Any, taken: list[Any]
) -> None:
    about = {"deviceid": "car 7"}
    now = int(NOON.timestamp() * 1000)
    found = browser.ask(
        definition=form.definition(),
        now=now,
        zone=ZONE,
        answers=answers,
        lists=TABLE["lists"],
        about=about,
        steps=[list(step) for step in taken],
    )
    whole, _ = found.pop("whole"), found.pop("changed")
    assert found == whole
    ours = evaluate_form(form, found["entered"], NOON, ZONE, lists=TABLE["lists"], chance=lambda: 0.25, about=about)
    assert found["answers"] == ours.answers
    assert set(found["relevant"]) == ours.relevant
    assert found["missing"] == list(ours.missing)
    assert found["problems"] == [[problem.path, problem.code, problem.message] for problem in ours.problems]
