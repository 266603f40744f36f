"""The screens and the officer's feedback: scored as their tables say, on the server and on the phone; a missing answer is never "low"."""

from itertools import product
from typing import Any

import pytest

from fieldform.forms import Group, value_at
from tests.forms.browser import Browser, needs_node
from tests.forms.filling import by_role, fill, on_the_phone, shipped

SUICIDE, LETHALITY, FEEDBACK, ATTEMPT = map(shipped, ("suicide_screen", "lethality_screen", "officer_feedback", "attempt"))
WHO = {"given_name": "Dana", "family_name": "Doe"}

# wish, thoughts, method, intent, plan, behaviour, within three months → result, acuity. "-": not asked, "?": not answered, "s": silent.
SCORED: list[tuple[str, str, str | None]] = [
    ("nn---n-", "none", None),
    ("yn---n-", "low", "72h"),
    ("nynnnn-", "low", "72h"),
    ("yynnnn-", "low", "72h"),
    ("nyynnn-", "moderate", "24h"),
    ("yyynnn-", "moderate", "24h"),
    ("nynynn-", "high", "now"),
    ("nynnyn-", "high", "now"),
    ("yyyyyn-", "high", "now"),
    ("nn---yy", "high", "now"),
    ("nn---yn", "moderate", "24h"),
    ("yn---yn", "moderate", "24h"),
    ("nyynnyy", "high", "now"),
    ("?n---n-", "incomplete", "24h"),
    ("n?---n-", "incomplete", "24h"),
    ("nn---?-", "incomplete", "24h"),
    ("nn---y?", "incomplete", "24h"),
    ("yn---?-", "incomplete", "24h"),
    ("ny?nnn-", "incomplete", "24h"),
    ("nyyn?n-", "incomplete", "24h"),
    ("nyy?nn-", "incomplete", "24h"),
    ("sn---n-", "incomplete", "24h"),
    ("ns---n-", "incomplete", "24h"),
    ("ynsssn-", "low", "72h"),  # What was not to be asked does not count.
    ("sssssss", "incomplete", "24h"),
    ("???????", "incomplete", "24h"),
    ("?ynynn-", "high", "now"),  # No answer that is still to come could make it less.
    ("??---yy", "high", "now"),
]
ITEMS = ("wish", "thoughts", "method", "intent", "plan", "behaviour", "behaviour_recent")
WORDS = {"y": "yes", "n": "no", "s": "no_answer", "-": None, "?": None}


def answers_of(row: str) -> dict[str, Any]:
    return WHO | {item: WORDS[letter] for item, letter in zip(ITEMS, row, strict=True) if WORDS[letter]}


@pytest.mark.parametrize(("row", "result", "acuity"), SCORED)
def test_the_suicide_screen_is_scored_as_its_triage_points_say(row: str, result: str, acuity: str | None) -> None:
    filled = fill(SUICIDE, **answers_of(row))
    assert value_at(filled.answers, "/screen/screen_result") == result
    assert by_role(SUICIDE, filled, "followup.clinician.acuity") == acuity


@needs_node
@pytest.mark.parametrize(("row", "result", "acuity"), SCORED)
def test_the_phone_scores_it_the_same(browser: Browser, row: str, result: str, acuity: str | None) -> None:
    ours, theirs = fill(SUICIDE, **answers_of(row)), on_the_phone(browser, SUICIDE, **answers_of(row))
    assert (theirs["answers"], theirs["missing"]) == (ours.answers, list(ours.missing))


# As above, asked at the desk since the last contact: there what was done counts whenever it was.
SINCE: list[tuple[str, str]] = [
    ("nn---n", "none"), ("yn---n", "low"), ("nynnnn", "low"), ("nyynnn", "moderate"), ("nynynn", "high"), ("nynnyn", "high"),
    ("nn---y", "high"), ("?????y", "high"), ("nn---?", "incomplete"), ("ny?nnn", "incomplete"), ("ssssss", "incomplete"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "result"), SINCE)
def test_the_screen_since_the_last_contact_is_scored_too(row: str, result: str) -> None:
    items = {item: WORDS[letter] for item, letter in zip(ITEMS, row, strict=False) if WORDS[letter]}
    filled = fill(ATTEMPT, follow_up="f", mode="phone", result="reached", screened="yes", **items)
    assert value_at(filled.answers, "/reached/screen/screen_result") == result


def test_both_screens_ask_in_the_same_words() -> None:
    asked = {question.name: question.label for question in SUICIDE.questions()}
    again = {question.name: question.label for question in ATTEMPT.questions()}
    assert {item: asked[item] for item in ITEMS[:5]} == {item: again[item] for item in ITEMS[:5]}


def test_whatever_is_not_answered_nothing_is_called_low_that_could_be_more() -> None:
    for letters in product("yn?", repeat=len(ITEMS)):
        row = "".join(letters)
        filled = fill(SUICIDE, **answers_of(row))
        asked_and_open = {path for path in filled.missing if path.startswith("/screen/")}
        result = value_at(filled.answers, "/screen/screen_result")
        assert (result in ("none", "low", "moderate")) <= (not asked_and_open), row


def test_after_a_no_to_thoughts_it_goes_on_with_what_was_done() -> None:
    assert not {"/screen/method", "/screen/intent", "/screen/plan"} & fill(SUICIDE, thoughts="no").relevant
    assert {"/screen/method", "/screen/intent", "/screen/plan"} <= fill(SUICIDE, thoughts="yes").relevant


def test_a_screen_says_its_licence_and_is_no_contact_of_its_own() -> None:
    (screen,) = (node for node in SUICIDE.children if isinstance(node, Group) and node.name == "screen")
    assert "Research Foundation for Mental Hygiene" in screen.hint
    assert by_role(SUICIDE, fill(SUICIDE, **WHO), "contact.beside") == "yes"


LAP = (
    "weapon_against", "threat_to_kill", "fears_death", "gun_access", "choked", "jealous", "left", "unemployed", "tried_suicide",
    "other_child", "spies",
)  # fmt: skip
# The eleven answers, the officer's belief → result, acuity for the advocate.
LETHAL: list[tuple[str, str, str, str]] = [
    ("ynnnnnnnnnn", "no", "protocol", "now"),
    ("nynnnnnnnnn", "no", "protocol", "now"),
    ("nnynnnnnnnn", "no", "protocol", "now"),
    ("nnnyyyynnnn", "no", "protocol", "now"),
    ("nnnnnnnyyyy", "no", "protocol", "now"),
    ("sssyyyysnnn", "no", "protocol", "now"),
    ("nnnyynynnnn", "no", "not_triggered", "24h"),
    ("nnnyyynnnnn", "yes", "belief", "now"),
    ("nnnnnnnnnnn", "yes", "belief", "now"),
    ("nnnnnnnnnnn", "no", "not_triggered", "72h"),
    ("nnnnynnnnnn", "no", "not_triggered", "24h"),
    ("sssssssssss", "no", "not_answered", "24h"),
    ("sssssssssss", "yes", "belief", "now"),
    ("snnnnnnnnnn", "no", "not_triggered", "72h"),
    ("nnn?nnnnnnn", "no", "incomplete", "24h"),
    ("???????????", "no", "incomplete", "24h"),
    ("y??????????", "no", "protocol", "now"),
]


def lethal(row: str, belief: str, **more: Any) -> dict[str, Any]:
    said = {item: WORDS[letter] for item, letter in zip(LAP, row, strict=True) if WORDS[letter]}
    return WHO | said | {"belief": belief, "advocate_wanted": "no"} | more


@pytest.mark.parametrize(("row", "belief", "result", "acuity"), LETHAL)
def test_the_lethality_screen_asks_for_a_call_as_its_protocol_says(row: str, belief: str, result: str, acuity: str) -> None:
    filled = fill(LETHALITY, **lethal(row, belief))
    assert value_at(filled.answers, "/screen/screen_result") == result
    assert by_role(LETHALITY, filled, "followup.advocate.acuity") == acuity


@needs_node
@pytest.mark.parametrize(("row", "belief", "result", "acuity"), LETHAL)
def test_the_phone_asks_for_it_the_same(browser: Browser, row: str, belief: str, result: str, acuity: str) -> None:
    ours, theirs = fill(LETHALITY, **lethal(row, belief)), on_the_phone(browser, LETHALITY, **lethal(row, belief))
    assert (theirs["answers"], theirs["missing"]) == (ours.answers, list(ours.missing))


def test_all_of_the_lethality_screen_but_when_and_its_number_stands_behind_the_advocates_wall() -> None:
    before_it = {question.name for question in LETHALITY.questions() if question.wall != "advocate"}
    assert before_it == {"occurred_at", "cad_no", "case_no", "summary", "beside"}
    assert LETHALITY.queues == ("advocate",)


def test_a_victim_who_wants_no_call_is_not_called() -> None:
    filled = fill(LETHALITY, **lethal("ynnnnnnnnnn", "no"))
    assert by_role(LETHALITY, filled, "followup.advocate.contact_rules") == "The victim does not want a call. Do not call."


@pytest.mark.parametrize(
    ("answers", "acuity", "summary", "safety"),
    [
        ({"kinds": ["technique"], "technique": "time", "urgent": "no"}, "7d", "officer feedback: what worked", None),
        (
            {
                "kinds": ["safety", "trigger"],
                "trigger": "uniforms",
                "dangers": ["weapon"],
                "danger_words": "keeps a knife",
                "urgent": "yes",
            },
            "24h",
            "officer feedback: safety concern, trigger",
            "Weapon. keeps a knife",
        ),
        ({"kinds": ["other"], "other": "moved", "urgent": "no"}, "7d", "officer feedback", None),
    ],
)
def test_feedback_reaches_the_clinician(answers: dict[str, Any], acuity: str, summary: str, safety: str | None) -> None:
    filled = fill(FEEDBACK, **WHO, **answers)
    assert filled.complete, (filled.missing, filled.problems)
    told = [by_role(FEEDBACK, filled, role) for role in ("followup.clinician.acuity", "contact.summary", "contact.safety")]
    assert told == [acuity, summary, safety]
