"""The table of forms, through both languages; then what only one of them has."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fieldform.forms import Form, evaluate_form, first_answers, value_at
from tests.forms.browser import Browser, needs_node
from tests.forms.sheets import NOON, ZONE, form_of

_TABLE = json.loads((Path(__file__).parents[1] / "cases" / "forms.json").read_text(encoding="utf-8"))
FILES = {"streets.csv": b"id,street\n1,Elm St\n2,Oak St\n"}
CASES = [pytest.param(case, id=case["name"]) for case in _TABLE["cases"]]


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return {name: form_of(*rows, files=FILES) for name, rows in _TABLE["forms"].items()}


def at_of(case: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(case["at"].replace("Z", "+00:00")) if "at" in case else NOON


def in_python(form: Form, case: dict[str, Any]) -> dict[str, Any]:
    at = at_of(case)
    around: dict[str, Any] = {"lists": case.get("lists"), "chance": lambda: 0.25, "about": case.get("about")}
    first = first_answers(form, at, ZONE, **around)
    filled = evaluate_form(form, first if case["answers"] is None else case["answers"], at, ZONE, **around)
    known = [node.path for node in form.nodes() if node.path in filled.relevant]
    return {
        "answers": filled.answers,
        "entered": first,
        "relevant": [*known, *sorted(filled.relevant.difference(known))],
        "missing": list(filled.missing),
        "missing_essential": list(filled.missing_essential),
        "problems": [[problem.path, problem.code, problem.message] for problem in filled.problems],
    }


def in_browser(browser: Browser, form: Form, case: dict[str, Any]) -> dict[str, Any]:
    now = int(at_of(case).timestamp() * 1000)
    around = {"lists": case.get("lists", {}), "about": case.get("about", {}), "steps": case.get("steps", [])}
    found: dict[str, Any] = browser.ask(definition=form.definition(), now=now, zone=ZONE, answers=case["answers"], **around)
    return found


def check(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for what, value in expected.items():
        if what == "codes":
            assert sorted(problem[:2] for problem in found["problems"]) == sorted(value)
        else:
            assert found[what] == value


@pytest.mark.parametrize("case", CASES)
def test_it_judges_in_python_as_the_table_says(forms: dict[str, Form], case: dict[str, Any]) -> None:
    check(in_python(forms[case["form"]], case), case["expect"])


@needs_node
@pytest.mark.parametrize("case", CASES)
def test_it_judges_in_the_browser_as_the_table_says(browser: Browser, forms: dict[str, Form], case: dict[str, Any]) -> None:
    check(in_browser(browser, forms[case["form"]], case), case["expect"])


@needs_node
@pytest.mark.parametrize("case", CASES)
def test_it_judges_alike_on_both_sides_beyond_what_the_table_says(browser: Browser, forms: dict[str, Form], case: dict[str, Any]) -> None:
    ours, theirs = in_python(forms[case["form"]], case), in_browser(browser, forms[case["form"]], case)
    assert sorted(ours["problems"]) == sorted(theirs["problems"])
    assert sorted(ours["relevant"]) == sorted(theirs["relevant"])
    for what in ("answers", "missing", "missing_essential"):
        assert ours[what] == theirs[what]


def test_it_says_whether_a_report_is_usable_and_whether_it_is_complete(forms: dict[str, Form]) -> None:
    nothing, enough = (evaluate_form(forms["rules"], answers, NOON, ZONE) for answers in ({}, {"who": "x", "dogs": 12}))
    assert (nothing.usable, nothing.complete) == (False, False)
    assert (enough.usable, enough.complete) == (True, False)


def test_it_changes_nothing_when_it_judges_its_own_answers_again(forms: dict[str, Form]) -> None:
    for case in _TABLE["cases"]:
        once = evaluate_form(forms[case["form"]], case["answers"] or {}, at_of(case), ZONE)
        assert evaluate_form(forms[case["form"]], once.answers, at_of(case), ZONE).answers == once.answers


def test_it_leaves_what_it_was_given_alone(forms: dict[str, Form]) -> None:
    given = {"pet": "no", "g": {"name": "Rex"}}
    evaluate_form(forms["branches"], given, NOON, ZONE)
    assert given == {"pet": "no", "g": {"name": "Rex"}}


def test_it_counts_an_unknown_zone_as_utc(forms: dict[str, Form]) -> None:
    for zone in ("", "Nowhere/AtAll", "../../etc/passwd", "/etc/localtime", "localtime", "\0"):
        filled = evaluate_form(forms["every type"], {"m": "2026-11-20T21:04"}, NOON, zone)
        assert filled.answers["m"] == "2026-11-20T21:04:00+00:00"


@pytest.mark.parametrize(("text", "kept"), [("x" * 20_000, True), ("🚓" * 20_000, True), ("x" * 20_001, False)])
def test_it_limits_the_length_of_a_text_by_characters(forms: dict[str, Form], text: str, kept: bool) -> None:
    assert evaluate_form(forms["every type"], {"t": text}, NOON, ZONE).usable is kept


def test_it_finds_an_answer_by_its_path() -> None:
    assert value_at({"who": {"name": "Doe"}}, "/who/name") == "Doe"
    assert value_at({"who": "Doe"}, "/who/name") is None


@needs_node
def test_it_tells_the_page_what_a_change_changed(browser: Browser, forms: dict[str, Form]) -> None:
    steps = [["/pet", "yes"], ["/g/name", "Rex"]]
    found = browser.ask(definition=forms["branches"].definition(), now=0, zone=ZONE, answers=None, steps=steps)
    assert found["changed"] == ["/g/inner", "/g/inner/legs", "/g/name", "/seen"]
    assert found["answers"]["g"] == {"name": "Rex", "inner": {"legs": 4}}


@needs_node
def test_it_keeps_what_was_typed_although_it_cannot_be_read_or_does_not_matter(browser: Browser, forms: dict[str, Form]) -> None:
    steps = [["/pet", "yes"], ["/g/name", "Rex"], ["/g/inner/legs", "four"], ["/pet", "no"]]
    found = browser.ask(definition=forms["branches"].definition(), now=0, zone=ZONE, answers={}, steps=steps)
    assert found["entered"] == {"pet": "no", "g": {"name": "Rex", "inner": {"legs": "four"}}}
    assert found["answers"] == {"pet": "no", "seen": "nobody"}


@needs_node
def test_it_takes_an_answer_away_again(browser: Browser, forms: dict[str, Form]) -> None:
    steps = [["/pet", "yes"], ["/pet", None]]
    found = browser.ask(definition=forms["branches"].definition(), now=0, zone=ZONE, answers={}, steps=steps)
    assert found["missing"] == ["/pet"]


@needs_node
def test_it_lets_nobody_set_what_is_calculated_or_unknown(browser: Browser, forms: dict[str, Form]) -> None:
    steps = [["/seen", "forged"], ["/__proto__", "x"], ["/nobody", 1]]
    found = browser.ask(definition=forms["branches"].definition(), now=0, zone=ZONE, answers={}, steps=steps)
    assert found["answers"] == {"seen": "nobody"}


def test_it_draws_the_same_for_the_same_answers_however_often_they_are_read(forms: dict[str, Form]) -> None:
    drawn = [evaluate_form(forms["told"], {"t": "draw"}, NOON, ZONE).answers["luck"] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert evaluate_form(forms["told"], {"t": "draw", "start": "2026-11-20T11:00:00-05:00"}, NOON, ZONE).answers["luck"] != drawn[0]
