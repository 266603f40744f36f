"""What an answer may mean to the record (`bind::ff:role`) and which wall it stands behind (`bind::ff:wall`).

A form says it once, in its own workbook; the record and the lists read roles and never a question's name. To add a role: one line here,
and its reader in `record/`. Public: ROLES, WALLS, DEFAULT_WALL, REPORT_FAMILIES, is_step, followup_queues.
"""

from collections.abc import Iterable

DEFAULT_WALL = "police"
WALLS = frozenset({"police", "health", "advocate"})

ROLES: dict[str, str] = {
    "contact.occurred_at": "when it happened",
    "contact.cleared_at": "when the officer was free again",
    "contact.location": "where, in words",
    "contact.location_type": "what kind of place",
    "contact.case_no": "the department's case number",
    "contact.cad_no": "dispatch's number",
    "contact.how_received": "how the call came in",
    "contact.type": "what kind of call it was found to be",
    "contact.custody": "how it ended for the person's liberty; civil and criminal kept apart",
    "contact.disposition": "what was done, several",
    "contact.techniques": "what was done, several; `force` is reportable force",
    "contact.injuries": "who was hurt, several: `injury_person`, `injury_officer`, `injury_other`",
    "contact.diverted": "yes where charges were possible and not sought",
    "contact.narrative": "the officer's own words",
    "contact.summary": "a few plain words for a list",
    "contact.safety": "what whoever goes there must know: dogs, weapons, somebody hostile",
    "contact.beside": "yes for a paper beside a contact (a screen, a log, a worksheet): it is read, and counted as no report",
    "contact.offers": "forms that are begun from this report, by id, with spaces between them: a worksheet where a petition was signed",
    "contact.belongs_to": "the crisis contact that this was begun from, by id: what was said there is not asked again",
    "deadline.what": "what must be done by a time, in words; empty: nothing",
    "deadline.since_at": "from when its time runs",
    "deadline.hours": "for how many hours it runs; 0: at once",
    "deadline.met_at": "when it was done",
    "petition.own_account": "yes: its author saw it themself; then nobody else may write or change it, and it needs their signature",
    "person.name": "the whole name, or who it seems to be",
    "person.family_name": "family name",
    "person.given_name": "given name",
    "person.alias": "another name they go by",
    "person.born_on": "date of birth",
    "person.age": "age in years, known or guessed",
    "person.sex": "sex",
    "person.phone": "a phone number to reach them",
    "person.address": "where they live or can be found, in words",
    "person.housing": "where they live; `unsheltered` and `shelter` are counted as unhoused",
    "person.veteran": "military service; `veteran` and `active` are counted",
    "person.language": "the language they speak best",
    "person.contact_rules": "how they may safely be contacted, in words",
    "followup.clinician.acuity": "now, 24h, 72h, 7d; empty raises nothing",
    "followup.clinician.reason": "why, in a few words",
    "followup.advocate.acuity": "now, 24h, 72h, 7d; empty raises nothing",
    "followup.advocate.reason": "why, in a few words",
    "followup.advocate.contact_rules": "how to reach the victim safely, before anything else is done",
    "attempt.follow_up": "the follow-up that was worked",
    "attempt.at": "when it was tried; empty: when it was entered",
    "attempt.mode": "how it was tried",
    "attempt.result": "what came of it",
    "attempt.note": "words about it",
    "attempt.next_at": "when to try again",
    "next_step.follow_up": "the follow-up that was planned",
    "next_step.due_at": "when the next step is due",
    "next_step.acuity": "how urgent it is now: now, 24h, 72h, 7d; empty leaves it",
    "next_step.note": "words about it",
    "outcome.follow_up": "the follow-up that was closed",
    "outcome.outcome": "how it ended",
    "outcome.note": "words about it",
    "reviewed.contact": "the report that a supervisor read",
    "reviewed.revision": "which revision of it",
    "sent_back.contact": "the report that a supervisor sends back to its author",
    "sent_back.revision": "which revision of it",
    "sent_back.note": "what the author is asked to do; never clinical",
    "intake.agency": "the police agency whose city it is",
    "intake.queue": "the queue that it stands in",
    "intake.person": "whom it is about, where they are known already",
    "intake.how": "how it came to the desk",
    "intake.acuity": "how urgent it is: now, 24h, 72h, 7d",
    "intake.reason": "why, in a few words",
    "intake.due_at": "when the first step is due",
    "intake.note": "words about it",
    "details.follow_up": "the follow-up whose person is described",
    "details.told_by": "who says so",
    "undoing.steps": "what is taken back, by id",
    "undoing.note": "why it is taken back",
    "reopening.follow_up": "the closed follow-up that is opened again",
    "reopening.due_at": "when the next step is due",
    "reopening.acuity": "how urgent it is now: now, 24h, 72h, 7d; empty leaves it",
    "reopening.note": "why it is opened again",
    "handover.follow_ups": "the follow-ups that are handed over, by id",
    "handover.owner": "whose they are from now on; empty: nobody's",
    "handover.note": "words about it",
    "withdrawal.contact": "the report that is withdrawn",
    "withdrawal.reason": "why it does not hold",
    "withdrawal.note": "words about it",
    "reinstatement.contact": "the withdrawn report that holds after all",
    "reinstatement.note": "why",
    "resolution.conflict": "the correction that was made on an older version",
    "resolution.side": "which of the two holds: keep, take, choose",
    "resolution.revision": "the revision that came of it; empty where the report stays as it is",
    "resolution.note": "a word to the officer, nothing clinical",
}


# What a report may say of itself; a role of any other family makes its form a step of the desk.
REPORT_FAMILIES = frozenset({"contact", "person", "followup", "deadline", "petition"})


def is_step(families: Iterable[str]) -> bool:
    """Whether a form with roles of these families is something the desk does, and no report that an officer starts."""
    return not REPORT_FAMILIES.issuperset(families)


def followup_queues(roles: Iterable[str]) -> tuple[str, ...]:
    """The queues in which a form with these roles can raise a follow-up."""
    found = (role.split(".") for role in roles if role.startswith("followup.") and role.endswith(".acuity"))
    return tuple(sorted(queue for _, queue, _ in found))
