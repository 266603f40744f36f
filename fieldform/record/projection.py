"""How an accepted submission enters the record: by the roles of its form, in the transaction of its acceptance.

Every id is derived from the submission's own (uuid5), so that replaying the raw store builds the same record. Knows no form by name,
reads no clock. Public: project, contest, Meaning.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid5

from fieldform.record import (
    authors,
    caseload,
    conflicts,
    contacts,
    facts,
    follow_ups,
    intakes,
    persons,
    places,
    reviews,
    steps,
    undoings,
    withdrawals,
)
from fieldform.record.acuity import acuity_named
from fieldform.record.meaning import Meaning
from sync import changes
from sync.domain import Accepted, Contested

__all__ = ["Meaning", "contest", "project"]

# What a contested correction raises is counted beyond every revision there will ever be, so that no two meet in one number.
_CONTESTED = 1_000_000


def project(accepted: Accepted) -> None:
    """Write everything this submission means: a contact with its person and follow-ups, or a step of the desk."""
    meaning: Meaning = accepted.meaning
    for family, enter in _FAMILIES.items():
        if meaning.speaks_of(family):
            enter(accepted, meaning)


def contest(contested: Contested) -> None:
    """Keep a correction that was made on an older revision, for a supervisor to compare; those whom it concerns hear that it waits.

    What it says of urgency does not wait: it counts as if it held, and only ever makes a follow-up more urgent.
    """
    submitted, meaning = contested.submitted, contested.meaning
    conflicts.enter(
        conflicts.Contest(
            envelope=submitted.header.id,
            contact=contested.submission_id,
            base=contested.base,
            edits=submitted.body.base or b"",
            body_hash=submitted.body_hash,
            version=meaning.form.version,
            author=submitted.header.author,
            device=submitted.header.device,
            captured_at=submitted.corrected_at,
            received_at=submitted.received_at,
            answers=meaning.filled.answers,
            missing=meaning.filled.missing,
        )
    )
    about = contacts.Contact.get_by_id(contested.submission_id)
    if about.withdrawn_at is None:
        number = _CONTESTED + conflicts.count(about.id)
        for raised in _raised(meaning):
            follow_ups.raise_or_heighten(raised, about.id, about.agency, about.person_id, number, since=submitted.corrected_at)
    _tell(contested.submission_id, submitted.received_at, submitted.header.author)


def _contact(accepted: Accepted, meaning: Meaning) -> None:
    submitted = accepted.submitted
    person = str(uuid5(UUID(accepted.submission_id), "person"))
    author, at = submitted.header.author, submitted.corrected_at
    persons.enter(person, submitted.agency, accepted.submission_id, accepted.revision, _details(meaning), author, at)
    entry = _entry(accepted, meaning, person)
    contacts.enter(entry)
    places.enter(entry.contact, entry.agency, entry.location)
    facts.enter(entry.contact, entry.agency, entry.revision, entry.occurred_at, meaning)
    if accepted.revision == 1 or not contacts.is_withdrawn(accepted.submission_id):
        for raised in _raised(meaning):
            follow_ups.raise_or_heighten(
                raised, accepted.submission_id, submitted.agency, person, accepted.revision, since=submitted.corrected_at
            )
    changes.note(audience=_first_author(accepted), subject=accepted.submission_id, at=submitted.received_at)


def _first_author(accepted: Accepted) -> str:
    """Whoever reported it hears what becomes of it, whoever corrected it since."""
    if accepted.revision == 1:
        return accepted.submitted.header.author
    return str(contacts.Contact.get_by_id(accepted.submission_id).author)


def _attempt(accepted: Accepted, meaning: Meaning) -> None:
    steps.enter_attempt(
        _step(accepted, meaning, "attempt"),
        mode=meaning.text("attempt.mode"),
        result=meaning.text("attempt.result"),
        next_at=meaning.instant("attempt.next_at"),
    )


def _next_step(accepted: Accepted, meaning: Meaning) -> None:
    acuity = meaning.text("next_step.acuity")
    steps.enter_next_step(
        _step(accepted, meaning, "next_step"),
        due_at=meaning.instant("next_step.due_at") or accepted.submitted.corrected_at,
        acuity=acuity_named(acuity) if acuity else None,
    )


def _outcome(accepted: Accepted, meaning: Meaning) -> None:
    steps.enter_outcome(_step(accepted, meaning, "outcome"), outcome=meaning.text("outcome.outcome"))


def _reopening(accepted: Accepted, meaning: Meaning) -> None:
    acuity = meaning.text("reopening.acuity")
    steps.enter_reopening(
        _step(accepted, meaning, "reopening"),
        due_at=meaning.instant("reopening.due_at") or accepted.submitted.corrected_at,
        acuity=acuity_named(acuity) if acuity else None,
    )


def _handover(accepted: Accepted, meaning: Meaning) -> None:
    submitted = accepted.submitted
    caseload.enter(
        caseload.Given(
            entry=submitted.header.id,
            follow_ups=meaning.ids("handover.follow_ups"),
            owner=meaning.text("handover.owner") or None,
            version=meaning.form.version,
            by=submitted.header.author,
            at=submitted.corrected_at,
            note=meaning.text("handover.note"),
        )
    )


def _reviewed(accepted: Accepted, meaning: Meaning) -> None:
    _review(accepted, meaning, reviews.Verdict.REVIEWED)


def _sent_back(accepted: Accepted, meaning: Meaning) -> None:
    _review(accepted, meaning, reviews.Verdict.SENT_BACK)


def _withdrawal(accepted: Accepted, meaning: Meaning) -> None:
    notice = _notice(accepted, meaning, "withdrawal")
    withdrawals.withdraw(notice, reason=meaning.text("withdrawal.reason"), words=meaning.words("withdrawal.reason"))
    _tell(notice.contact, accepted.submitted.received_at)


def _reinstatement(accepted: Accepted, meaning: Meaning) -> None:
    """What a correction asked for while the report was withdrawn is asked for now."""
    notice = _notice(accepted, meaning, "reinstatement")
    stands = withdrawals.reinstate(notice)
    newest = contacts.revisions(notice.contact).get()
    if stands and newest.revision > 1:
        about = newest.contact
        for raised in _raised(contacts.meaning_of(newest)):
            follow_ups.raise_or_heighten(raised, about.id, about.agency, about.person_id, newest.revision, since=newest.captured_at)
    _tell(notice.contact, accepted.submitted.received_at)


def _resolution(accepted: Accepted, meaning: Meaning) -> None:
    submitted = accepted.submitted
    ended = conflicts.resolve(
        conflicts.Decided(
            id=submitted.header.id,
            conflict=meaning.text("resolution.conflict"),
            version=meaning.form.version,
            by=submitted.header.author,
            at=submitted.corrected_at,
            side=conflicts.Side(meaning.text("resolution.side")),
            revision=meaning.text("resolution.revision"),
            note=meaning.text("resolution.note"),
        )
    )
    _tell(ended.contact_id, submitted.received_at, ended.author)


def _tell(contact: str, at: datetime, *others: str) -> None:
    """Whoever reported it, and whoever else this concerns, hears of it."""
    for audience in {str(contacts.Contact.get_by_id(contact).author), *others}:
        changes.note(audience=audience, subject=contact, at=at)


def _intake(accepted: Accepted, meaning: Meaning) -> None:
    """A person who is known already is not described again."""
    submitted, entry = accepted.submitted, accepted.submitted.header.id
    agency, queue = meaning.text("intake.agency"), meaning.text("intake.queue")
    person = meaning.text("intake.person") or str(uuid5(UUID(entry), "person"))
    if not meaning.text("intake.person"):
        wall = follow_ups.wall_of(queue).value
        stated = persons.Stated(person, agency, entry, wall, submitted.header.author, submitted.corrected_at)
        persons.introduce(stated, _details(meaning))
    intakes.enter(
        intakes.Entered(
            id=entry,
            version=meaning.form.version,
            agency=agency,
            queue=queue,
            person=person,
            by=submitted.header.author,
            at=submitted.corrected_at,
            how=meaning.text("intake.how"),
            acuity=acuity_named(meaning.text("intake.acuity")),
            reason=meaning.text("intake.reason"),
            due_at=meaning.instant("intake.due_at"),
            note=meaning.text("intake.note"),
        )
    )


def _person_details(accepted: Accepted, meaning: Meaning) -> None:
    submitted = accepted.submitted
    about = follow_ups.FollowUp.get_by_id(meaning.text("details.follow_up"))
    stated = persons.Stated(
        person=about.person_id,
        agency=about.agency,
        entry=submitted.header.id,
        wall=about.wall,
        author=submitted.header.author,
        at=submitted.corrected_at,
        told_by=meaning.words("details.told_by"),
    )
    persons.correct(stated, _details(meaning))


def _undoing(accepted: Accepted, meaning: Meaning) -> None:
    submitted = accepted.submitted
    undoings.enter(
        undoings.TakenBack(
            entry=submitted.header.id,
            steps=meaning.ids("undoing.steps"),
            version=meaning.form.version,
            by=submitted.header.author,
            at=submitted.corrected_at,
            note=meaning.text("undoing.note"),
        )
    )


_FAMILIES: dict[str, Callable[[Accepted, Meaning], None]] = {
    "contact": _contact,
    "attempt": _attempt,
    "next_step": _next_step,
    "outcome": _outcome,
    "reviewed": _reviewed,
    "sent_back": _sent_back,
    "reopening": _reopening,
    "handover": _handover,
    "withdrawal": _withdrawal,
    "reinstatement": _reinstatement,
    "resolution": _resolution,
    "intake": _intake,
    "details": _person_details,
    "undoing": _undoing,
}


def _details(meaning: Meaning) -> persons.Details:
    given, family = meaning.text("person.given_name"), meaning.text("person.family_name")
    return persons.Details(
        name=meaning.text("person.name") or f"{given} {family}".strip(),
        family_name=family,
        given_name=given,
        known_as=meaning.text("person.alias"),
        born_on=meaning.day("person.born_on"),
        age=meaning.number("person.age"),
        sex=meaning.words("person.sex"),
        phone=meaning.text("person.phone"),
        language=meaning.words("person.language"),
        contact_rules=meaning.words("person.contact_rules"),
    )


def _entry(accepted: Accepted, meaning: Meaning, person: str) -> contacts.Entry:
    submitted = accepted.submitted
    return contacts.Entry(
        contact=accepted.submission_id,
        agency=submitted.agency,
        person=person,
        form=meaning.form.form_id,
        version=meaning.form.version,
        revision=accepted.revision,
        envelope=submitted.header.id,
        body_hash=submitted.body_hash,
        author=submitted.header.author,
        signed_as=authors.signature(submitted.header.author),
        device=submitted.header.device,
        occurred_at=meaning.instant("contact.occurred_at") or submitted.corrected_at,
        captured_at=submitted.corrected_at,
        received_at=submitted.received_at,
        summary=meaning.words("contact.summary"),
        location=meaning.text("contact.location"),
        safety=meaning.text("contact.safety"),
        answers=meaning.filled.answers,
        missing=meaning.filled.missing,
    )


def _raised(meaning: Meaning) -> list[follow_ups.Raised]:
    yielded = ((queue, meaning.text(f"followup.{queue}.acuity")) for queue in meaning.queues())
    return [
        follow_ups.Raised(queue=queue, acuity=acuity_named(acuity), reason=meaning.text(f"followup.{queue}.reason"))
        for queue, acuity in yielded
        if acuity
    ]


def _step(accepted: Accepted, meaning: Meaning, family: str) -> steps.Step:
    submitted = accepted.submitted
    return steps.Step(
        id=submitted.header.id,
        follow_up=meaning.text(f"{family}.follow_up"),
        version=meaning.form.version,
        by=submitted.header.author,
        at=submitted.corrected_at,
        note=meaning.text(f"{family}.note"),
    )


def _review(accepted: Accepted, meaning: Meaning, verdict: reviews.Verdict) -> None:
    submitted = accepted.submitted
    reviews.enter(
        reviews.Entry(
            id=submitted.header.id,
            contact=meaning.text(f"{verdict}.contact"),
            revision=meaning.number(f"{verdict}.revision") or 0,
            verdict=verdict,
            by=submitted.header.author,
            at=submitted.corrected_at,
            version=meaning.form.version,
            note=meaning.text(f"{verdict}.note"),
        )
    )


def _notice(accepted: Accepted, meaning: Meaning, family: str) -> withdrawals.Notice:
    submitted = accepted.submitted
    return withdrawals.Notice(
        id=submitted.header.id,
        contact=meaning.text(f"{family}.contact"),
        version=meaning.form.version,
        by=submitted.header.author,
        at=submitted.corrected_at,
        note=meaning.text(f"{family}.note"),
    )
