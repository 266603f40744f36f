"""A report enters the record: a contact with its person, its place, its facts and the follow-ups that its form calculates.

Public: contact, tell.
"""

from datetime import datetime
from uuid import UUID, uuid5

from fieldform.access.viewer import Wall
from fieldform.record import authors, contacts, day, deadlines, facts, follow_ups, persons, places, set_aside
from fieldform.record.meaning import Meaning
from fieldform.record.projection.readings import details, raised_by
from sync import changes
from sync.domain import Accepted


def contact(accepted: Accepted, meaning: Meaning) -> None:
    """The first revision makes the contact, a later one corrects it; a withdrawn one raises nothing."""
    submitted = accepted.submitted
    person = str(uuid5(UUID(accepted.submission_id), "person"))
    author, at = submitted.header.author, submitted.corrected_at
    to_the_police = meaning.behind(Wall.POLICE)
    persons.enter(person, submitted.agency, accepted.submission_id, accepted.revision, details(to_the_police), author, at)
    for wall in sorted(meaning.walls_of("person") - {Wall.POLICE}):
        _tell_behind(wall, person, accepted, meaning)
    entry = _entry(accepted, to_the_police, person, _reporter(accepted))
    contacts.enter(entry)
    places.enter(entry.contact, entry.agency, entry.location)
    facts.enter(entry.contact, entry.agency, entry.revision, entry.occurred_at, to_the_police)
    deadlines.enter(entry.contact, entry.agency, entry.revision, to_the_police)
    if accepted.revision == 1 or not contacts.is_withdrawn(accepted.submission_id):
        for raised in raised_by(meaning):
            follow_ups.raise_or_heighten(
                raised, accepted.submission_id, submitted.agency, person, accepted.revision, since=submitted.corrected_at
            )
    if accepted.revision == 1:
        changes.note(entry.reporter, accepted.submission_id, submitted.received_at, is_first=entry.reporter == author)
    else:
        tell(accepted.submission_id, submitted.received_at)


def tell(contact: str, at: datetime, *others: str) -> None:
    """Whoever reported it, whoever else this concerns, and whoever works it hears of it."""
    for audience in sorted({str(contacts.Contact.get_by_id(contact).author), *others}):
        changes.note(audience=audience, subject=contact, at=at)
    day.tell_owners(at, follow_ups.FollowUp.contact == contact)


def _tell_behind(wall: str, person: str, accepted: Accepted, meaning: Meaning) -> None:
    """What a form says of its person behind a wall is known to those behind the same wall alone."""
    submitted = accepted.submitted
    entry = str(uuid5(UUID(accepted.submission_id), f"person/{wall}"))
    stated = persons.Stated(person, submitted.agency, entry, wall, submitted.header.author, submitted.corrected_at)
    persons.tell(stated, accepted.revision, details(meaning.behind(wall)))


def _reporter(accepted: Accepted) -> str:
    """Where somebody corrected what could not be used, whoever wrote it: it is their report, and they hear of it."""
    header = accepted.submitted.header
    begun_by_another = accepted.revision == 1 and header.id != accepted.submission_id
    return set_aside.reporter_of(accepted.submission_id, header.author) if begun_by_another else header.author


def _uuid_or_none(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _signed_as(author: str, reporter: str) -> str:
    mended = "" if author == reporter else f" (corrected by {authors.signature(author)})"
    return authors.signature(reporter) + mended


def _entry(accepted: Accepted, meaning: Meaning, person: str, reporter: str) -> contacts.Entry:
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
        reporter=reporter,
        signed_as=_signed_as(submitted.header.author, reporter),
        device=submitted.header.device,
        occurred_at=meaning.instant("contact.occurred_at") or submitted.corrected_at,
        captured_at=submitted.corrected_at,
        received_at=submitted.received_at,
        summary=meaning.words("contact.summary"),
        location=meaning.text("contact.location"),
        safety=meaning.text("contact.safety"),
        restricted=meaning.is_restricted,
        belongs_to=_uuid_or_none(meaning.text("contact.belongs_to")),
        answers=meaning.filled.answers,
        missing=meaning.filled.missing,
    )
