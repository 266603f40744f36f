"""A report enters the record: a contact with its person, its place, its facts and the follow-ups that its form calculates.

Public: contact, tell.
"""

from datetime import datetime
from uuid import UUID, uuid5

from fieldform.record import authors, contacts, day, facts, follow_ups, persons, places
from fieldform.record.meaning import Meaning
from fieldform.record.projection.readings import details, raised_by
from sync import changes
from sync.domain import Accepted


def contact(accepted: Accepted, meaning: Meaning) -> None:
    """The first revision makes the contact, a later one corrects it; a withdrawn one raises nothing."""
    submitted = accepted.submitted
    person = str(uuid5(UUID(accepted.submission_id), "person"))
    author, at = submitted.header.author, submitted.corrected_at
    persons.enter(person, submitted.agency, accepted.submission_id, accepted.revision, details(meaning), author, at)
    entry = _entry(accepted, meaning, person)
    contacts.enter(entry)
    places.enter(entry.contact, entry.agency, entry.location)
    facts.enter(entry.contact, entry.agency, entry.revision, entry.occurred_at, meaning)
    if accepted.revision == 1 or not contacts.is_withdrawn(accepted.submission_id):
        for raised in raised_by(meaning):
            follow_ups.raise_or_heighten(
                raised, accepted.submission_id, submitted.agency, person, accepted.revision, since=submitted.corrected_at
            )
    if accepted.revision == 1:
        changes.note(submitted.header.author, accepted.submission_id, submitted.received_at, is_first=True)
    else:
        tell(accepted.submission_id, submitted.received_at)


def tell(contact: str, at: datetime, *others: str) -> None:
    """Whoever reported it, whoever else this concerns, and whoever works it hears of it."""
    for audience in sorted({str(contacts.Contact.get_by_id(contact).author), *others}):
        changes.note(audience=audience, subject=contact, at=at)
    day.tell_owners(at, follow_ups.FollowUp.contact == contact)


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
