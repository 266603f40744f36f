"""The forms that ship: complete, in plain words, and their triage exactly as decided."""

from typing import Any

import pytest

from fieldform.forms import ROLES, Filled, Form, Group, Question, evaluate_form, first_answers, library_files, lists, load_xlsform, value_at
from tests.forms.browser import Browser, needs_node
from tests.forms.sheets import NOON, ZONE
from tests.support.servers import TREE

FORMS = {path.stem: load_xlsform(path) for path in library_files()}
CRISIS = FORMS["crisis_contact"]
ALL = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)

# A quiet contact that raises nothing; each triage row changes only what it is about.
QUIET: dict[str, Any] = {
    "/where/location": "100 Main Street",
    "/where/cad_no": "C-1",
    "/who/given_name": "Dana",
    "/who/family_name": "Doe",
    "/who/age_guess": 34,
    "/what/found_to_be": "welfare",
    "/what/behaviours": ["none"],
    "/safety/suicide": "none",
    "/safety/harm": "none",
    "/safety/weapon": "none",
    "/health/substances": "none",
    "/people/present": ["none"],
    "/people/domestic": "no",
    "/response/custody": "none",
    "/outcome/disposition": ["resolved"],
}


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for path, value in flat.items():
        *groups, name = path.split("/")[1:]
        inner = answers
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return answers


def contact(**changes: Any) -> Filled:
    """The judged quiet contact with changes, given by the question's name; None takes an answer away."""
    by_name = {question.name: question.path for question in CRISIS.questions()}
    first = first_answers(CRISIS, NOON, ZONE)
    defaults = {q.path: value for q in CRISIS.questions() if (value := value_at(first, q.path)) is not None}
    flat = defaults | QUIET | {by_name[name]: value for name, value in changes.items()}
    return evaluate_form(CRISIS, nested({path: value for path, value in flat.items() if value is not None}), NOON, ZONE)


def by_role(answers: dict[str, Any], role: str) -> Any:
    path = CRISIS.role(role)
    return value_at(answers, path) if path else None


def test_it_ships_what_officers_report_and_the_steps_of_everybody() -> None:
    officers, supervisor = {"crisis_contact", "quick_referral", "withdrawal", "reinstatement"}, {"reviewed", "sent_back", "resolution"}
    officers |= {"suicide_screen", "lethality_screen", "officer_feedback", "mandated_report", "petition_worksheet"}
    desk = {"attempt", "triage", "next_step", "outcome", "reopening", "handover", "follow_up", "person_details", "undoing"}
    assert {form.form_id for form in FORMS.values()} == officers | desk | supervisor


@ALL
def test_every_role_is_known_and_every_asked_question_is_labelled(form: Form) -> None:
    assert set(form.roles) <= set(ROLES)
    assert all(node.label for node in form.nodes() if isinstance(node, Group))
    assert all(q.label for q in form.questions() if q.type not in ("calculate", "hidden"))


@ALL
def test_every_constraint_says_what_to_do(form: Form) -> None:
    assert all(q.constraint_message.endswith(".") for q in form.questions() if q.constraint)


@ALL
def test_every_answer_that_a_rule_names_is_one_of_the_choices(form: Form) -> None:
    for node in form.nodes():
        trees = (node.relevant,) if isinstance(node, Group) else (node.relevant, node.required, node.constraint, node.calculation)
        for path, text in (pair for tree in trees for pair in lists.compared(tree, node.path)):
            asked = form.by_path[path]
            if isinstance(asked, Question) and asked.is_select and text:
                assert text in {choice.name for choice in asked.choices}, f"{node.path} compares {path} with {text}"


@ALL
def test_every_default_is_an_answer(form: Form) -> None:
    first = first_answers(form, NOON, ZONE)
    assert all(value_at(first, q.path) is not None for q in form.questions() if q.default)


def test_it_never_offers_a_diagnosis_that_medicine_has_dropped() -> None:
    assert "delirium" not in str(CRISIS.definition()).lower()


def test_the_contact_has_every_role_that_the_record_reads() -> None:
    wanted = {role for role in ROLES if role.split(".")[0] in ("contact", "person", "followup", "deadline")}
    # The desk asks where somebody lives, an officer says where it was; a contact is counted.
    assert set(CRISIS.roles) == wanted - {"person.address", "contact.beside", "contact.belongs_to"}


def test_the_sections_stand_in_the_order_of_the_section_bar() -> None:
    sections = [node.name for node in CRISIS.children if isinstance(node, Group)]
    assert sections == ["where", "who", "what", "safety", "health", "people", "response", "outcome", "words"]


def test_few_answers_are_essential() -> None:
    assert [q.name for q in CRISIS.questions() if q.essential] == ["occurred_at", "location", "family_name", "suicide"]


def test_a_wall_stands_where_it_must() -> None:
    behind = {q.name: q.wall for q in CRISIS.questions() if q.wall != "police"}
    assert {name for name, wall in behind.items() if wall == "health"} == {
        "medication_prescribed",
        "medication_taken",
        "conditions",
        "earlier_admission",
    }
    assert {"threat_to_kill", "safe_way", "advocate_acuity", "advocate_reason"} <= {n for n, wall in behind.items() if wall == "advocate"}


def test_a_typical_report_takes_twelve_taps_beside_what_is_typed() -> None:
    first = first_answers(CRISIS, NOON, ZONE)
    typed = nested({path: QUIET[path] for path in ("/where/location", "/where/cad_no", "/who/given_name", "/who/family_name")})
    tapped = {
        "/what/found_to_be": "mental_health",
        "/what/behaviours": ["anxious", "paranoid"],
        "/safety/suicide": "none",
        "/safety/harm": "none",
        "/safety/weapon": "none",
        "/health/substances": "none",
        "/people/present": ["none"],
        "/people/domestic": "no",
        "/response/custody": "none",
        "/outcome/disposition": ["referred_clinician"],
        "/outcome/contact/contact_ok": ["phone"],
    }
    answers = nested(tapped)
    for group in {*first, *typed}:
        answers[group] = {**first.get(group, {}), **typed.get(group, {}), **answers.get(group, {})}
    filled = evaluate_form(CRISIS, answers, NOON, ZONE)
    assert filled.complete, (filled.missing, filled.problems)
    assert sum(len(value) if isinstance(value, list) else 1 for value in tapped.values()) <= 12


def test_the_quiet_contact_is_complete_and_raises_nothing() -> None:
    filled = contact()
    assert filled.complete
    assert by_role(filled.answers, "followup.clinician.acuity") is None
    assert by_role(filled.answers, "followup.clinician.reason") is None
    assert by_role(filled.answers, "followup.advocate.acuity") is None
    assert by_role(filled.answers, "contact.summary") == "welfare check"


SCREEN = {"screened": "yes", "wish": "yes", "thoughts": "yes"} | dict.fromkeys(("method", "intent", "plan", "behaviour"), "no")
RISK = {"suicide_method": ["not_stated"], "means_access": "no", "firearm_access": "no"}
TRIAGE: list[tuple[dict[str, Any], str | None, str | None]] = [
    ({"suicide": "attempt"} | RISK, "now", "suicide attempt"),
    ({"suicide": "threat"} | RISK | {"means_access": "yes"}, "now", "suicide threat"),
    ({"suicide": "threat"} | RISK | {"firearm_access": "yes"}, "now", "suicide threat"),
    ({"harm": "act", "weapon": "used", "weapon_type": ["knife"]}, "now", "harmed others, knife"),
    ({"harm": "act", "weapon": "present", "weapon_type": ["firearm", "knife"]}, "now", "harmed others, firearm, knife"),
    ({"harm": "act", "weapon": "displayed", "weapon_type": ["other"]}, "now", "harmed others, weapon"),
    ({"substances": "confirmed", "overdose": "yes"}, "now", "overdose"),
    ({"suicide": "threat"} | RISK, "24h", "suicide threat"),
    ({"suicide": "threat"} | RISK | {"means_access": "unknown", "firearm_access": "unknown"}, "24h", "suicide threat"),
    ({"suicide": "thoughts"} | RISK, "24h", "thoughts of suicide"),
    ({"suicide": "thoughts"} | RISK | {"firearm_access": "yes"}, "24h", "thoughts of suicide"),
    ({"suicide": "thoughts"} | RISK | SCREEN | {"intent": "yes"}, "now", "thoughts of suicide, high risk by the suicide screen"),
    ({"suicide": "unknown"} | SCREEN | {"method": "yes"}, "24h", "suicide risk unclear"),
    ({"suicide": "unknown"} | SCREEN | {"method": None}, "24h", "suicide risk unclear"),
    ({"suicide": "unknown"} | SCREEN, "72h", "suicide risk unclear"),
    ({"suicide": "unknown", "screened": "refused"}, "72h", "suicide risk unclear"),
    ({"harm": "threat"}, "24h", "threat to others"),
    ({"harm": "act"}, "24h", "harmed others"),
    ({"harm": "act", "weapon": "unknown"}, "24h", "harmed others"),
    ({"harm": "threat", "weapon": "displayed", "weapon_type": ["knife"]}, "24h", "threat to others, knife"),
    ({"age_guess": 15, "behaviours": ["scared"]}, "24h", "under 18"),
    ({"age_guess": None, "born_on": "2010-11-21", "behaviours": ["scared"]}, "24h", "under 18"),
    ({"age_guess": 18, "behaviours": ["scared"]}, None, None),
    ({"age_guess": 15}, None, None),
    ({"custody": "protective_mental_health", "petition": "yes"}, "24h", "protective custody"),
    ({"custody": "court_order"}, "24h", "court order"),
    ({"disposition": ["hospital_involuntary"]}, "24h", "involuntary hospital"),
    ({"disposition": ["referred_clinician"]}, "72h", "referred by the officer"),
    ({"housing": "unsheltered", "behaviours": ["confused"]}, "72h", "unsheltered"),
    ({"housing": "unsheltered"}, None, None),
    ({"disposition": ["resources_declined"]}, "72h", "declined resources"),
    ({"suicide": "unknown"}, "72h", "suicide risk unclear"),
    ({"disposition": ["info_given"]}, "7d", "information or resources given"),
    ({"disposition": ["resources_offered", "notified_family"]}, "7d", "information or resources given"),
    ({"custody": "arrest"}, None, None),
    ({"weapon": "present", "weapon_type": ["knife"]}, None, None),
    ({"behaviours": ["anxious"]}, None, None),
]


@pytest.mark.parametrize(("changes", "acuity", "reason"), TRIAGE, ids=str)
def test_triage_for_the_clinician(changes: dict[str, Any], acuity: str | None, reason: str | None) -> None:
    answers = contact(**changes).answers
    assert by_role(answers, "followup.clinician.acuity") == acuity
    assert by_role(answers, "followup.clinician.reason") == reason


@needs_node
@pytest.mark.parametrize(("changes", "acuity", "reason"), TRIAGE, ids=str)
def test_triage_on_the_phone_is_the_same(browser: Browser, changes: dict[str, Any], acuity: str | None, reason: str | None) -> None:
    ours = contact(**changes)
    now = int(NOON.timestamp() * 1000)
    theirs = browser.ask(definition=CRISIS.definition(), now=now, zone=ZONE, answers=ours.answers)
    assert theirs["answers"] == ours.answers
    assert theirs["missing"] == list(ours.missing)


LAP = (
    "weapon_against", "threat_to_kill", "fears_death", "gun_access", "choked", "jealous", "left", "unemployed", "tried_suicide",
    "other_child", "spies",
)  # fmt: skip
VIOLENCE = {
    "domestic": "yes",
    "victim_who": "victim",
    **dict.fromkeys(LAP, "no"),
    "belief": "no",
    "advocate_wanted": "no",
}


@pytest.mark.parametrize(
    ("changes", "acuity", "reason"),
    [
        (VIOLENCE | {"weapon_against": "yes"}, "now", "weapon against the victim"),
        (VIOLENCE | {"threat_to_kill": "yes"}, "now", "threat to kill"),
        (VIOLENCE | {"fears_death": "yes"}, "now", "fears being killed"),
        (VIOLENCE | dict.fromkeys(LAP[3:7], "yes") | {"choked": "no", "spies": "yes"}, "now", "high danger by the lethality screen"),
        (VIOLENCE | {"belief": "yes"}, "now", "high danger, as the officer believes"),
        (VIOLENCE | {"jealous": None}, "24h", "violence at home"),
        ({"domestic": "yes"}, "24h", "violence at home"),
        (VIOLENCE | {"choked": "yes"}, "24h", "was choked"),
        (VIOLENCE | {"advocate_wanted": "yes"}, "24h", "violence at home"),
        (VIOLENCE | {"threat_to_kill": "no_answer"}, "72h", "violence at home"),
        ({"disposition": ["referred_advocate"]}, "24h", "referred by the officer"),
        ({"domestic": "no", "threat_to_kill": "yes"}, None, None),
    ],
    ids=str,
)
def test_triage_for_the_advocate(changes: dict[str, Any], acuity: str | None, reason: str | None) -> None:
    answers = contact(**changes).answers
    assert by_role(answers, "followup.advocate.acuity") == acuity
    assert by_role(answers, "followup.advocate.reason") == reason


def test_what_the_advocate_reads_stays_out_of_every_other_word() -> None:
    filled = contact(**VIOLENCE | {"threat_to_kill": "yes"})
    assert by_role(filled.answers, "contact.summary") == "welfare check"
    assert by_role(filled.answers, "followup.clinician.acuity") is None


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "Dana Doe"),
        ({"given_name": None}, "Doe"),
        ({"family_name": None}, "Dana"),
        ({"given_name": " Dana  Ann "}, "Dana Ann Doe"),
        ({"name_known": "unknown"}, "Unknown person"),
        ({"name_known": "refused", "sex": "female"}, "Unknown woman"),
        ({"name_known": "unknown", "sex": "male"}, "Unknown man"),
    ],
    ids=str,
)
def test_it_names_the_person(changes: dict[str, Any], name: str) -> None:
    filled = contact(**changes)
    assert by_role(filled.answers, "person.name") == name
    assert filled.usable


@pytest.mark.parametrize(
    ("born_on", "age"),
    [("1992-11-20", 34), ("1992-11-21", 33), ("2008-11-20", 18), ("2008-11-21", 17), ("2026-11-20", 0), ("2004-02-29", 22)],
)
def test_it_counts_the_age_on_the_day_it_happened(born_on: str, age: int) -> None:
    answers = contact(born_on=born_on).answers
    assert by_role(answers, "person.age") == age
    assert value_at(answers, "/who/minor") is (age < 18)


def test_it_knows_no_age_where_nobody_said_one() -> None:
    answers = contact(age_guess=None).answers
    assert by_role(answers, "person.age") is None
    assert value_at(answers, "/who/minor") is False


def test_a_report_without_what_is_essential_is_unusable() -> None:
    filled = contact(location=None, suicide=None, given_name=None, family_name=None)
    assert filled.missing_essential == ("/where/location", "/who/family_name", "/safety/suicide")


def test_everything_else_may_be_finished_later() -> None:
    filled = contact(found_to_be=None, custody=None, harm=None, cad_no=None)
    assert filled.usable
    assert filled.missing == ("/where/cad_no", "/what/found_to_be", "/safety/harm", "/response/custody")


ABUSE = {"present": ["children"], "abuse_suspected": "yes", "report_made": "yes", "report_made_at": "2026-11-20T11:30:00-05:00"}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"cad_no": None, "case_no": "26-1"}, ()),
        ({"cad_no": None, "how_received": "on_view"}, ()),
        ({"age_guess": 15}, ("/who/guardian_name",)),
        ({"language": "arabic"}, ("/who/interpreter",)),
        ({"techniques": ["verbal", "force"]}, ("/response/force_no", "/words/narrative")),
        ({"weapon": "present"}, ("/safety/weapon_type", "/words/narrative")),
        ({"weapon": "displayed"}, ("/safety/weapon_type", "/words/narrative")),
        ({"weapon": "unknown"}, ()),
        ({"present": ["children"]}, ("/people/abuse_suspected",)),
        (ABUSE | {"report_way": "online"}, ()),
        (ABUSE | {"report_way": "phone"}, ("/people/mandated_report/written_made_at",)),
        ({"disposition": ["referred_advocate"]}, ("/outcome/contact/contact_ok",)),
    ],
    ids=str,
)
def test_one_answer_asks_for_another(changes: dict[str, Any], missing: tuple[str, ...]) -> None:
    assert contact(**changes).missing == missing


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"occurred_at": "2026-11-20T12:00:01-05:00"}, "/where/occurred_at"),
        ({"cleared_at": "2026-11-20T11:00:00-05:00"}, "/outcome/cleared_at"),
        ({"behaviours": ["none", "scared"]}, "/what/behaviours"),
        ({"age_guess": 200}, "/who/age_guess"),
        ({"born_on": "2026-11-21"}, "/who/born_on"),
        ({"phone": "call me"}, "/who/phone"),
        ({"narrative": "x" * 2001}, "/words/narrative"),
    ],
    ids=str,
)
def test_it_tells_what_does_not_fit(changes: dict[str, Any], path: str) -> None:
    assert [problem.path for problem in contact(**changes).problems] == [path]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"contact_ok": ["phone", "message"]}, None),
        ({"contact_ok": ["phone"]}, "Leave no message."),
        ({"contact_ok": ["not_at_home", "message"], "safe_time": "after 3 pm"}, "Do not contact at home. Safe time: after 3 pm."),
        ({"contact_ok": ["not_asked"]}, "Leave no message."),
    ],
    ids=str,
)
def test_it_says_how_a_person_may_safely_be_reached(changes: dict[str, Any], rules: str | None) -> None:
    filled = contact(disposition=["referred_clinician"], **changes)
    assert by_role(filled.answers, "person.contact_rules") == rules
    assert not filled.problems


@pytest.mark.parametrize(
    ("form_id", "answers", "missing"),
    [
        ("attempt", {"follow_up": "f", "mode": "phone", "result": "reached"}, ()),
        ("attempt", {"mode": "phone"}, ("/follow_up", "/result")),
        ("next_step", {"follow_up": "f", "due_at": "2026-11-21T09:00"}, ()),
        ("next_step", {"follow_up": "f"}, ("/due_at",)),
        ("outcome", {"follow_up": "f", "outcome": "linked", "note": "x"}, ()),
        ("outcome", {}, ("/follow_up", "/outcome")),
    ],
)
def test_a_step_needs_its_follow_up_and_its_word(form_id: str, answers: dict[str, Any], missing: tuple[str, ...]) -> None:
    filled = evaluate_form(FORMS[form_id], answers, NOON, ZONE)
    assert filled.missing_essential == missing
    assert not filled.problems


def test_a_next_step_lies_ahead() -> None:
    filled = evaluate_form(FORMS["next_step"], {"follow_up": "f", "due_at": "2026-11-20T11:59"}, NOON, ZONE)
    assert [problem.message for problem in filled.problems] == ["Choose a time that is still to come."]


@pytest.mark.parametrize(
    ("form_id", "names"),
    [("suicide_screen", ("wish", "thoughts", "method", "intent", "plan", "behaviour", "behaviour_recent")), ("lethality_screen", LAP)],
)
def test_a_screen_inside_the_contact_is_the_screen_itself(form_id: str, names: tuple[str, ...]) -> None:
    asked, inside = ({question.name: question for question in form.questions()} for form in (FORMS[form_id], CRISIS))
    assert [asked[name].label for name in names] == [inside[name].label for name in names]
    assert [asked[name].relevant for name in names if not asked[name].relevant] == [None for name in names if not inside[name].relevant]


def test_the_page_on_the_library_names_every_report_and_every_list() -> None:
    page = (TREE / "docs" / "library.md").read_text(encoding="utf-8")
    reports = [form.form_id for form in FORMS.values() if "contact" in form.families]
    assert [name for name in (*reports, *lists.shipped()) if f"`{name}`" not in page] == []
