"""Forms written to do harm: refused in words, or harmless. What a file alone may cost is in test_workbook.py, labels in tests/admin."""

import time
from contextlib import suppress

import pytest

from fieldform.forms import FormProblem, FormRefused, evaluate_form, load_xlsform
from fieldform.publishing.reading import read_one
from tests.forms.sheets import NOON, ZONE, form_of, sheet
from tests.forms.workbooks import small


def problems(*rows: dict[str, str]) -> tuple[FormProblem, ...]:
    with pytest.raises(FormRefused) as refused:
        load_xlsform(sheet(*rows))
    return refused.value.problems


@pytest.mark.parametrize("name", ["__proto__", "constructor", "prototype"])
def test_a_name_that_means_something_to_a_browser_is_refused(name: str) -> None:
    assert any("reserved" in one.message or "name" in one.message for one in problems({"type": "text", "name": name, "label": "?"}))


@pytest.mark.parametrize("name", ["toString", "hasOwnProperty", "valueOf", "__class__", "then"])
def test_a_name_that_only_looks_harmful_is_a_name_like_any_other(name: str) -> None:
    form = form_of(
        {"type": "text", "name": name, "label": "?"}, {"type": "calculate", "name": "twice", "calculation": f"concat(${{{name}}}, '!')"}
    )
    assert evaluate_form(form, {name: "a"}, NOON, ZONE).answers == {name: "a", "twice": "a!"}


def test_a_circle_is_refused_by_name() -> None:
    found = problems(
        {"type": "calculate", "name": "one", "calculation": "${two}"},
        {"type": "calculate", "name": "two", "calculation": "${three}"},
        {"type": "calculate", "name": "three", "calculation": "${one}"},
    )
    assert any("circle" in one.message and "two" in one.message for one in found)


def test_a_question_that_reads_itself_is_refused() -> None:
    assert any("circle" in one.message for one in problems({"type": "calculate", "name": "one", "calculation": "${one} + 1"}))


def test_the_same_name_twice_is_refused_by_its_row() -> None:
    found = problems({"type": "text", "name": "what", "label": "A"}, {"type": "text", "name": "what", "label": "B"})
    assert found[0].row == 3


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*x", "([a-z]+)*1"])
def test_a_pattern_that_would_never_end_ends_or_is_refused(pattern: str) -> None:
    book = small(("text", "what", "?", f"regex(., '{pattern}')"), heads=("type", "name", "label", "constraint"))
    began = time.process_time()
    with suppress(FormRefused):
        evaluate_form(load_xlsform(book), {"what": "a" * 5_000 + "!"}, NOON, ZONE)
    assert time.process_time() - began < 5


def test_an_expression_of_a_thousand_parentheses_is_refused_in_words() -> None:
    reading = read_one(
        small(("calculate", "deep", "", "(" * 5_000 + "1" + ")" * 5_000), heads=("type", "name", "label", "calculation")), "x", {}
    )
    assert reading.form is None
    assert reading.problems[0].message


def test_a_calculation_that_would_grow_without_end_stays_small() -> None:
    rows = [{"type": "calculate", "name": "c0", "calculation": "'xxxxxxxxxxxxxxxx'"}]
    rows += [{"type": "calculate", "name": f"c{n}", "calculation": f"concat(${{c{n - 1}}}, ${{c{n - 1}}})"} for n in range(1, 40)]
    filled = evaluate_form(form_of(*rows), {}, NOON, ZONE)
    assert max(len(str(value)) for value in filled.answers.values()) <= 20_000
