"""The table of expressions, through both evaluators, and what the parser refuses."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fieldform.forms.answers import seen
from fieldform.forms.expression import Clock, ExpressionProblem, Names, Scope, Where, compile_tree, parse, to_text
from tests.forms.browser import Browser, needs_node
from tests.forms.test_repeats import CASES as REPEATS

LABELS = {"/colour": {"red": "Red", "blue": "Dark blue"}}
_TABLE = json.loads((Path(__file__).parents[1] / "cases" / "expressions.json").read_text(encoding="utf-8"))
CASES = [pytest.param(*row[:2], row[2] if len(row) > 2 else {}, id=f"{part}: {row[0]}") for part, rows in _TABLE.items() for row in rows]


def surroundings(given: dict[str, Any]) -> tuple[dict[str, Any], Any, datetime, str]:
    answers = {f"/{name}": seen(value) for name, value in given.get("answers", {}).items()}
    at = datetime.fromisoformat(given.get("at", "2026-11-21T02:04:05+00:00").replace("Z", "+00:00"))
    return answers, seen(given.get("own", "")), at, given.get("zone", "America/Detroit")


def tree_of(text: str) -> Any:
    return parse(text, Where(Names({name: f"/{name}" for name in ("a", "b", "colour")}), "/a"))


def in_python(text: str, given: dict[str, Any]) -> Any:
    answers, own, at, zone = surroundings(given)
    scope = Scope(answers, Clock.at(at, zone), LABELS, chance=lambda: 0.25)
    scope.relevant = set(answers)
    scope.own = own
    value = compile_tree(tree_of(text))(scope)
    return {"number": to_text(value)} if isinstance(value, float) else value


def in_browser(browser: Browser, text: str, given: dict[str, Any]) -> Any:
    answers, own, at, zone = surroundings(given)
    now = int(at.timestamp() * 1000)
    return browser.ask(tree=tree_of(text), answers=answers, own=own, now=now, zone=zone, labels=LABELS)


def as_shown(expected: Any) -> Any:
    is_number = isinstance(expected, int | float) and not isinstance(expected, bool)
    return {"number": to_text(float(expected))} if is_number else expected


@pytest.mark.parametrize(("text", "expected", "given"), CASES)
def test_it_means_in_python_what_the_table_says(text: str, expected: Any, given: dict[str, Any]) -> None:
    assert in_python(text, given) == as_shown(expected)


@needs_node
@pytest.mark.parametrize(("text", "expected", "given"), CASES)
def test_it_means_in_the_browser_what_the_table_says(browser: Browser, text: str, expected: Any, given: dict[str, Any]) -> None:
    assert in_browser(browser, text, given) == as_shown(expected)


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(CASES) + len(REPEATS) >= 400


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "ends too early"),
        ("1 +", 4, "ends too early"),
        ("(1", 3, "“)” is missing"),
        ("1)", 2, "not expected"),
        ("1 2", 3, "not expected"),
        ("${nobody} = 1", 1, "no question named “nobody”"),
        ("${a b}", 1, "no question named"),
        ("frobnicate(1)", 1, "no function “frobnicate”"),
        ("constructor(1)", 1, "no function “constructor”"),
        ("yes", 1, "written in quotes"),
        ("${a} = 'yes", 8, "closing quote"),
        ("/elsewhere/a", 2, "begins with /data"),
        ("/data/nobody", 7, "there is no “nobody” here"),
        ("../../a", 4, "nothing above"),
        ("../*", 4, "a path with * is not supported"),
        ("//a", 1, "a path with // is not supported"),
        ("@a", 1, "an attribute is not supported"),
        ("${last-saved#a}", 1, "last-saved"),
        ("position()", 1, "position(..)"),
        ("position(../b)", 1, "position(..)"),
        ("instance('nowhere')/root/item/name", 1, "no list named “nowhere”"),
        ("pulldata('nowhere', 'a', 'b', 'c')", 1, "no list named “nowhere”"),
        ("indexed-repeat(${a}, ${b}, 1)", 1, "its repeat"),
        ("count(1)", 1, "asked of a repeat"),
        ("‘yes’", 1, "no quotation mark"),
        ("${a} | ${b}", 6, "not supported"),
        ("${a} == 1", 7, "not expected"),
        ("${a} && ${b}", 6, "no meaning"),
        ("if(1, 2)", 1, "takes 3 arguments, not 2"),
        ("true(1)", 1, "takes 0 arguments"),
        ("concat()", 1, "takes 1 to any number of arguments"),
        ("regex(${a}, ${b})", 1, "regex(value, 'pattern')"),
        ("jr:choice-name(${a}, ${a})", 1, "jr:choice-name(${question}, '${question}')"),
        ("jr:choice-name(${a}, '${nobody}')", 1, "no question named “nobody”"),
        ("9" * 400, 1, "too large"),
        ("(" * 500 + "1" + ")" * 500, 102, "too deeply"),
        ("-" * 500 + "1", 103, "too deeply"),
        ("1" + " - 1" * 500, 1, "too deeply"),
        ("1" + " + 1" * 20_000, 20_000, "longer than"),
    ],
)
def test_it_refuses_in_words_and_says_where(text: str, column: int, words: str) -> None:
    with pytest.raises(ExpressionProblem) as refused:
        tree_of(text)
    assert words in refused.value.message
    assert refused.value.column == column


def test_a_long_chain_is_no_deep_one() -> None:
    assert in_python(" or ".join(["${a} = 'x'"] * 500), {"answers": {"a": "x"}}) is True
