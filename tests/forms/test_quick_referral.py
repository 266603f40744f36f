"""The quick referral: few taps, the urgency the officer gave, and nothing of a victim where others read."""

from typing import Any

import pytest

from fieldform.forms import Filled, evaluate_form, first_answers, library_files, load_xlsform, value_at
from tests.forms.browser import Browser, needs_node
from tests.forms.sheets import NOON, ZONE

REFERRAL = load_xlsform(next(path for path in library_files() if path.stem == "quick_referral"))
MOST_TAPS = 6

# What is tapped for an ordinary referral, beyond a name that is typed.
TAPPED: dict[str, Any] = {"reasons": ["repeat"], "urgency": "72h", "told": "yes", "contact_ok": ["phone"], "scene": ["none"]}


def referral(**changes: Any) -> Filled:
    """The judged ordinary referral of Dana Doe; None takes an answer away."""
    answers = first_answers(REFERRAL, NOON, ZONE)
    paths = {question.name: question.path for question in REFERRAL.questions()}
    for name, value in ({"given_name": "Dana", "family_name": "Doe"} | TAPPED | changes).items():
        *groups, last = paths[name].split("/")[1:]
        inner = answers
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[last] = value
        if value is None:
            del inner[last]
    return evaluate_form(REFERRAL, answers, NOON, ZONE)


def by_role(filled: Filled, role: str) -> Any:
    return value_at(filled.answers, str(REFERRAL.role(role)))


def test_an_ordinary_referral_takes_at_most_six_taps_beyond_the_name_with_the_one_that_sends() -> None:
    filled = referral()
    assert filled.complete, (filled.missing, filled.problems)
    answers = sum(len(value) if isinstance(value, list) else 1 for value in TAPPED.values())
    assert answers + len(["Send"]) <= MOST_TAPS


def test_a_victims_takes_no_more() -> None:
    filled = referral(reasons=["victim"], contact_ok=None, victim_ok=["phone"])
    assert filled.complete, (filled.missing, filled.problems)


def test_only_what_a_referral_is_useless_without_blocks_it() -> None:
    blank = evaluate_form(REFERRAL, {}, NOON, ZONE)
    assert {path.rsplit("/")[-1] for path in blank.missing_essential} <= {"occurred_at", "family_name", "reasons", "urgency"}
    assert referral(told=None, scene=None, contact_ok=None).usable


TRIAGE: list[tuple[dict[str, Any], tuple[str | None, str | None], tuple[str | None, str | None]]] = [
    ({"urgency": "now", "reasons": ["self"]}, ("now", "risk to self"), (None, None)),
    ({"urgency": "24h", "reasons": ["others", "escalating"]}, ("24h", "risk to others, escalating"), (None, None)),
    ({"urgency": "72h", "reasons": ["substances", "needs"]}, ("72h", "alcohol or drugs, basic needs"), (None, None)),
    ({"urgency": "7d", "reasons": ["older", "family", "youth"]}, ("7d", "family support, older adult, youth"), (None, None)),
    ({"urgency": "7d", "reasons": ["other"], "reason_other": "hoarding"}, ("7d", "hoarding"), (None, None)),
    ({"urgency": "7d", "reasons": ["other"]}, ("7d", "referred by the officer"), (None, None)),
    ({"urgency": "now", "reasons": ["victim"]}, (None, None), ("now", "victim, referred by the officer")),
    ({"urgency": "7d", "reasons": ["victim"]}, (None, None), ("7d", "victim, referred by the officer")),
    ({"urgency": "24h", "reasons": ["victim", "self"]}, ("24h", "risk to self"), ("24h", "victim, referred by the officer")),
]


@pytest.mark.parametrize(("changes", "clinician", "advocate"), TRIAGE, ids=str)
def test_triage(changes: dict[str, Any], clinician: tuple[str | None, str | None], advocate: tuple[str | None, str | None]) -> None:
    filled = referral(**changes)
    assert (by_role(filled, "followup.clinician.acuity"), by_role(filled, "followup.clinician.reason")) == clinician
    assert (by_role(filled, "followup.advocate.acuity"), by_role(filled, "followup.advocate.reason")) == advocate


@needs_node
@pytest.mark.parametrize("changes", [changes for changes, *_ in TRIAGE], ids=str)
def test_triage_on_the_phone_is_the_same(browser: Browser, changes: dict[str, Any]) -> None:
    ours = referral(**changes)
    theirs = browser.ask(definition=REFERRAL.definition(), now=int(NOON.timestamp() * 1000), zone=ZONE, answers=ours.answers)
    assert (theirs["answers"], theirs["missing"]) == (ours.answers, list(ours.missing))


def test_that_it_is_a_victim_stays_out_of_every_other_word() -> None:
    alone, both = referral(reasons=["victim"]), referral(reasons=["victim", "self"])
    assert by_role(alone, "contact.summary") == "referral"
    assert by_role(both, "contact.summary") == "referral: risk to self"
    assert by_role(alone, "person.contact_rules") is None


def test_what_is_said_of_reaching_a_victim_stands_behind_the_advocates_wall() -> None:
    behind = {question.name for question in REFERRAL.questions() if question.wall == "advocate"}
    assert behind == {"victim_ok", "victim_phone", "victim_time", "victim_rules", "advocate_acuity", "advocate_reason"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Phone is safe. Leave no message."),
        ({"contact_ok": ["phone", "message", "text"]}, "Phone is safe. A message may be left. Text is safe."),
        ({"contact_ok": ["not_asked"]}, "They were not asked how they may be reached. Leave no message."),
        ({"told": "no"}, "They said no to this referral. Phone is safe. Leave no message."),
        ({"told": "could_not_ask"}, "They do not know of this referral. Phone is safe. Leave no message."),
        (
            {"contact_ok": ["not_at_home"], "safe_phone": "313-555-0142", "safe_time": "after 3 pm"},
            "Do not contact at home. Leave no message. Safe phone: 313-555-0142. Safe time: after 3 pm.",
        ),
        ({"contact_ok": None}, None),
    ],
    ids=str,
)
def test_it_says_how_the_person_may_safely_be_reached(changes: dict[str, Any], words: str | None) -> None:
    assert by_role(referral(**changes), "person.contact_rules") == words


def test_it_says_how_a_victim_may_safely_be_reached() -> None:
    filled = referral(reasons=["victim"], contact_ok=None, victim_ok=["phone"], victim_time="before noon")
    assert by_role(filled, "followup.advocate.contact_rules") == "Phone is safe. Leave no message. Safe time: before noon."


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (["none"], None),
        (["not_known"], None),
        (["dogs", "weapons", "hostile"], "Dogs. Weapons. Somebody hostile."),
        (["other", "dogs"], "Dogs. Stairs give way."),
    ],
    ids=str,
)
def test_it_says_what_a_visitor_must_know(scene: list[str], words: str | None) -> None:
    assert by_role(referral(scene=scene, scene_other="Stairs give way"), "contact.safety") == words


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"contact_ok": ["visit", "not_at_home"]}, "/reach/contact_ok"),
        ({"scene": ["none", "dogs"]}, "/reach/scene"),
        ({"phone": "call me"}, "/who/phone"),
        ({"occurred_at": "2026-11-20T12:00:01-05:00"}, "/more/occurred_at"),
    ],
    ids=str,
)
def test_it_tells_what_does_not_fit(changes: dict[str, Any], path: str) -> None:
    assert [problem.path for problem in referral(**changes).problems] == [path]


def test_where_they_live_is_needed_where_a_visit_is_safe() -> None:
    assert referral(contact_ok=["visit"]).missing == ("/who/location",)
    assert referral(contact_ok=["visit"], location="14 Larkspur Court").complete


def test_consent_is_asked_only_of_those_who_agree() -> None:
    assert value_at(referral().answers, "/reach/consent") == "notice"
    assert value_at(referral(told="no").answers, "/reach/consent") is None
