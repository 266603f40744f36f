"""Two laws: both evaluators give every expression the same value, and judge every report alike."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldform.forms import Question, evaluate_form, library_files, load_xlsform
from fieldform.forms.expression import Clock, Names, Scope, Where, compile_tree, parse, to_text
from fieldform.forms.expression.functions import FUNCTIONS
from tests.forms.browser import Browser, needs_node
from tests.forms.sheets import NOON

ZONES = ("America/Detroit", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Nowhere/AtAll")
WHERE = Where(Names({"a": "/a", "b": "/b"}), "/a")
LABELS = {"/a": {"x": "The first", "y": "The second", "__proto__": "Odd"}}
PATTERNS = ("[a-z]+", "(a|ab)*", "^\\\\d{1,3}$", ".{0,4}", "[^x]\\\\s?", "(x+x+)+y")

seconds = st.integers(-2_208_988_800, 4_102_444_800)  # 1900 to 2100
dates = seconds.map(lambda number: datetime.fromtimestamp(number, UTC).isoformat()[:19])
moments = st.one_of(
    dates.map(lambda text: text[:10]),
    dates,
    st.tuples(dates, st.sampled_from(("Z", "-05:00", "+05:45", "+14:00"))).map("".join),
    dates.map(lambda text: text[11:]),
)
plain = st.text(st.characters(codec="utf-8", exclude_characters="'\0"), max_size=8)
texts = st.one_of(moments, plain, st.sampled_from(("", "x", "x y", "-1.5", " 7 ", "1e3", "__proto__", "true", "🚓é ß")))
numbers = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6, allow_nan=False), st.sampled_from((0.5, 1e21, 1e-7, 2**53)))
answers = st.dictionaries(
    st.sampled_from(("/a", "/b")), st.one_of(texts, numbers.map(float), st.booleans()).filter(lambda value: value != ""), max_size=2
)


def literal(number: float) -> str:
    return f"({to_text(float(number))})"


leaves = st.one_of(
    numbers.map(literal),
    texts.map(lambda text: f"'{text}'"),
    st.sampled_from(("${a}", "${b}", ".", "true()", "false()", "now()", "today()", "''")),
)


def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(("or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"))
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        inner.map(lambda operand: f"(- {operand})"),
        st.tuples(inner, st.sampled_from(PATTERNS)).map(lambda parts: f"regex({parts[0]}, '{parts[1]}')"),
        calls(inner),
    )


@st.composite
def calls(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    name = draw(st.sampled_from(sorted(FUNCTIONS)))
    if name.startswith("count-non") or name == "count":
        return f"{name}({draw(st.sampled_from(('${a}', '../b', '/data/a[. > 1]')))})"
    if name == "jr:choice-name":
        return f"jr:choice-name({draw(inner)}, '${{a}}')"
    function = FUNCTIONS[name]
    count = draw(st.integers(function.least, function.least + 2 if function.most is None else function.most))
    return f"{name}({', '.join(draw(inner) for _ in range(count))})"


expressions = st.recursive(leaves, wider, max_leaves=8)


def in_python(tree: Any, visible: dict[str, Any], own: Any, at: datetime, zone: str) -> Any:
    scope = Scope(dict(visible), Clock.at(at, zone), LABELS, chance=lambda: 0.25)
    scope.relevant = set(visible)
    scope.own = own
    value = compile_tree(tree)(scope)
    return {"number": to_text(value)} if isinstance(value, float) else value


@needs_node
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(expressions, answers, texts, seconds, st.sampled_from(ZONES))
def test_it_means_the_same_on_both_sides(browser: Browser, expression: str, visible: dict[str, Any], own: str, now: int, zone: str) -> None:
    at = datetime.fromtimestamp(now, UTC)
    tree = parse(expression, WHERE)
    asked = browser.ask(tree=tree, answers=visible, own=own, now=now * 1000, zone=zone, labels=LABELS)
    assert in_python(tree, visible, own, at, zone) == asked


CRISIS = load_xlsform(next(path for path in library_files() if path.stem == "crisis_contact"))


def answer_to(question: Question) -> st.SearchStrategy[Any]:
    names = st.sampled_from([choice.name for choice in question.choices] or ["x"])
    wrong: st.SearchStrategy[Any] = st.sampled_from(
        (None, "", [], {}, True, -1, 2.5, "x", ["x", 1], "2026-02-30", "\t7\n", "2026-11-01 01:30", "21:04")
    )
    match question.type:
        case "select_one":
            right: st.SearchStrategy[Any] = names
        case "select_multiple":
            right = st.lists(names, max_size=3)
        case "integer":
            right = st.integers(-1, 130)
        case "text":
            right = plain
        case _:
            right = moments
    return st.one_of(right, right, right, wrong)


contacts = st.fixed_dictionaries({}, optional={q.path: answer_to(q) for q in CRISIS.questions() if q.is_asked})


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for path, value in flat.items():
        *groups, name = path.split("/")[1:]
        inner = answers
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return answers


@needs_node
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(contacts, st.sampled_from(ZONES))
def test_a_whole_report_is_judged_the_same_on_both_sides(browser: Browser, flat: dict[str, Any], zone: str) -> None:
    ours = evaluate_form(CRISIS, nested(flat), NOON, zone)
    theirs = browser.ask(definition=CRISIS.definition(), answers=nested(flat), now=int(NOON.timestamp() * 1000), zone=zone)
    assert theirs["answers"] == ours.answers
    assert set(theirs["relevant"]) == ours.relevant
    assert theirs["missing"] == list(ours.missing)
    assert theirs["problems"] == [[problem.path, problem.code, problem.message] for problem in ours.problems]
