"""A report says the same words on the phone and at the desk: one table of cases, then any report at all."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldform.access.viewer import Wall
from fieldform.forms import Form, evaluate_form
from fieldform.forms.attached import rows_of
from fieldform.record.report import sections
from tests.forms.browser import Browser, needs_node
from tests.forms.sheets import NOON, form_of
from tests.forms.test_agreement import CRISIS, contacts, nested

TABLE = json.loads((Path(__file__).parents[1] / "cases" / "reports.json").read_text(encoding="utf-8"))
FILES = {name: text.encode() for name, text in TABLE["lists"].items()}
FORMS = {name: form_of(*rows, files=FILES) for name, rows in TABLE["forms"].items()}
CASES = TABLE["cases"]
Told = list[list[Any]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    opened = Browser()
    yield opened
    opened.close()


def lists_of(form: Form) -> dict[str, list[dict[str, str]]]:
    return {name: rows_of(FILES[attached.file]) for name, attached in form.lists.items()}


def at_the_desk(form: Form, answers: dict[str, Any], missing: list[str], walls: list[str], zone: str) -> Told:
    told = sections(form, answers, missing, frozenset(Wall(wall) for wall in walls), ZoneInfo(zone), lists_of(form))
    return [
        [
            section.title,
            [[line.path, line.label, line.words, *marks(line.long, line.missing, line.heading)] for line in section.lines],
            list(section.kept),
        ]
        for section in told
    ]


def on_the_phone(browser: Browser, form: Form, answers: dict[str, Any], missing: list[str], walls: list[str], zone: str) -> Told:
    told = browser.ask(definition=form.definition(), answers=answers, missing=missing, walls=walls, zone=zone, lists=lists_of(form))
    return [
        [
            section["title"],
            [
                [line["path"], line["label"], line["words"], *marks(line["long"], line["missing"], line["heading"])]
                for line in section["lines"]
            ],
            section["kept"],
        ]
        for section in told
    ]


def marks(long: bool, missing: bool, heading: bool) -> list[str]:
    return ["long"] * long + ["missing"] * missing + ["heading"] * heading


def given_by(case: dict[str, Any]) -> tuple[Form, dict[str, Any], list[str], list[str], str]:
    walls, zone = case.get("walls", ["police"]), case.get("zone", "America/Detroit")
    return FORMS[case["form"]], case["answers"], case.get("missing", []), walls, zone


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_at_the_desk_it_says_what_the_table_says(case: dict[str, Any]) -> None:
    assert at_the_desk(*given_by(case)) == case["sections"]


@needs_node
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_on_the_phone_it_says_what_the_table_says(browser: Browser, case: dict[str, Any]) -> None:
    assert on_the_phone(browser, *given_by(case)) == case["sections"]


@needs_node
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(contacts, st.sampled_from(("America/Detroit", "UTC", "Asia/Kathmandu")), st.sets(st.sampled_from(list(Wall))))
def test_any_report_says_the_same_on_both_sides(browser: Browser, flat: dict[str, Any], zone: str, walls: set[Wall]) -> None:
    filled = evaluate_form(CRISIS, nested(flat), NOON, zone)
    told = (CRISIS, filled.answers, list(filled.missing), sorted(wall.value for wall in walls), zone)
    assert on_the_phone(browser, *told) == at_the_desk(*told)
