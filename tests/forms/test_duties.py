"""The log of a mandated report with its clock, and the petition worksheet: what they ask for, and when."""

from typing import Any

import pytest

from tests.forms.browser import Browser, needs_node
from tests.forms.filling import by_role, fill, on_the_phone, shipped

LOG, PETITION = shipped("mandated_report"), shipped("petition_worksheet")
ABOUT = {
    "given_name": "Kit",
    "family_name": "Doe",
    "about": "child",
    "suspicion": ["neglect"],
    "seen": "Alone for two days.",
    "in_danger": "no",
}
OCCURRED, CALLED, WROTE = (f"2026-11-20T{hour}:00:00-05:00" for hour in ("09", "10", "11"))
BY_PHONE = {"report_made": "yes", "report_way": "phone", "report_made_at": CALLED, "report_log_no": "L-1", "taken_up": "yes"}
INTAKE, WRITTEN = "report of abuse or neglect to Centralized Intake", "written report of abuse or neglect"

# What was done → what is due, since when, for how many hours, met when, what is still to be answered.
CLOCKS: list[tuple[dict[str, Any], tuple[Any, ...], tuple[str, ...]]] = [
    ({"report_made": "no"}, (INTAKE, OCCURRED, 0, None), ()),
    (BY_PHONE, (WRITTEN, CALLED, 72, None), ("/reported/written_made_at",)),
    (BY_PHONE | {"written_made_at": WROTE}, (WRITTEN, CALLED, 72, WROTE), ()),
    (BY_PHONE | {"report_way": "online"}, (None, CALLED, 72, None), ()),
    (BY_PHONE | {"report_log_no": None}, (WRITTEN, CALLED, 72, None), ("/reported/report_log_no", "/reported/written_made_at")),
]


@pytest.mark.parametrize(("done", "clock", "missing"), CLOCKS)
def test_the_clock_runs_for_what_the_law_still_asks(done: dict[str, Any], clock: tuple[Any, ...], missing: tuple[str, ...]) -> None:
    filled = fill(LOG, **ABOUT, **done, occurred_at=OCCURRED)
    assert not filled.problems
    assert tuple(by_role(LOG, filled, f"deadline.{part}") for part in ("what", "since_at", "hours", "met_at")) == clock
    assert filled.missing == missing


@needs_node
@pytest.mark.parametrize(("done", "clock", "missing"), CLOCKS)
def test_the_phone_runs_the_same_clock(browser: Browser, done: dict[str, Any], clock: tuple[Any, ...], missing: tuple[str, ...]) -> None:
    said = ABOUT | done | {"occurred_at": OCCURRED}
    ours, theirs = fill(LOG, **said), on_the_phone(browser, LOG, **said)
    assert (theirs["answers"], theirs["missing"]) == (ours.answers, list(ours.missing))


def test_it_raises_nothing_for_the_desk_which_would_tell_who_reported() -> None:
    assert LOG.queues == PETITION.queues == ()


def test_a_written_report_comes_after_the_call() -> None:
    filled = fill(LOG, **ABOUT, **BY_PHONE, written_made_at=OCCURRED)
    assert [problem.path for problem in filled.problems] == ["/reported/written_made_at"]


def test_only_whoever_saw_it_may_write_a_petition() -> None:
    (problem,) = fill(PETITION, own_account="no").problems
    assert problem.message == "Only the officer who saw it and took custody may write this. Ask them to."
    assert "/own/own_account" in fill(PETITION).missing_essential


def test_a_petition_says_that_it_is_not_the_courts_form() -> None:
    assert "not that form" in PETITION.children[0].hint
