"""Whom it is about: a person, what each report said of them, and the words to find them by.

Nothing is overwritten: every revision's details stay in PersonDetails, the newest are kept on Person for lists. Nobody is matched yet:
each contact makes its own person. Public: Person, PersonDetails, PersonName, Details, enter, found, known_first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import BlobField, CharField, CompositeKey, DateField, ForeignKeyField, IntegerField, ModelSelect, TextField

from fieldform.access.viewer import Viewer
from fieldform.record.words import folded_words
from sync.gathering import add, add_unless_there
from sync.tables import InstantField, Table

MOST_FOUND = 200


class Person(Table):
    """`name`, `born_on` and `age` are those of the newest details; an unknown name is empty."""

    id = CharField(36, primary_key=True)
    agency = CharField(36)
    created_at = InstantField()
    name = TextField(default="")
    born_on = DateField(null=True)
    age = IntegerField(null=True)
    sex = TextField(default="")
    details_at = InstantField()

    class Meta:
        table_name = "person"


class PersonDetails(Table):
    """What one revision of one contact said. Choices are kept in the words of the form that asked."""

    contact = CharField(36)
    revision = IntegerField()
    person = ForeignKeyField(Person, backref="details")
    at = InstantField()
    name = TextField(default="")
    family_name = TextField(default="")
    given_name = TextField(default="")
    known_as = TextField(default="")
    born_on = DateField(null=True)
    age = IntegerField(null=True)
    sex = TextField(default="")
    phone = TextField(default="")
    language = TextField(default="")
    contact_rules = TextField(default="")

    class Meta:
        table_name = "person_details"
        primary_key = CompositeKey("contact", "revision")


class PersonName(Table):
    """One word of one name ever given, folded, as bytes: a prefix is then the same range on every database, whatever its collation."""

    agency = CharField(36)
    word = BlobField()
    person = ForeignKeyField(Person, backref="names", index=True)
    person_id: str

    class Meta:
        table_name = "person_name"
        primary_key = CompositeKey("agency", "word", "person")


@dataclass(frozen=True, slots=True)
class Details:
    """What a report says of a person, in words; absent is empty."""

    name: str = ""
    family_name: str = ""
    given_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    age: int | None = None
    sex: str = ""
    phone: str = ""
    language: str = ""
    contact_rules: str = ""


def enter(person: str, agency: str, contact: str, revision: int, details: Details, at: datetime) -> None:
    """Write what this revision says; the person's own row follows the newest.

    Within one contact the newest is the last revision, whatever a slow clock says of when it was typed: `at` never goes back.
    """
    if revision > 1:
        at = max(at, _last_said(contact) or at)
    add_unless_there(Person, id=person, agency=agency, created_at=at, details_at=at, **_shown(details))
    add(PersonDetails, contact=contact, revision=revision, person=person, at=at, **_said(details))
    for word in folded_words(f"{details.name} {details.given_name} {details.family_name} {details.known_as}"):
        add_unless_there(PersonName, agency=agency, word=word, person=person)
    if revision > 1:
        Person.update(details_at=at, **_shown(details)).where(Person.id == person, Person.details_at <= at).execute()


def found(viewer: Viewer, text: str) -> list[str]:
    """Ids of at most MOST_FOUND + 1 persons in the viewer's agencies who have a name beginning with each word of `text`."""
    words = folded_words(text)
    if not words:
        return []
    rows = _with_prefix(viewer, words[0])
    for word in words[1:]:
        rows = rows.where(PersonName.person << _with_prefix(viewer, word))
    return [row.person_id for row in rows.limit(MOST_FOUND + 1)]


def newest_details(person: str) -> "ModelSelect[PersonDetails]":
    return PersonDetails.select().where(PersonDetails.person == person).order_by(PersonDetails.at.desc(), PersonDetails.revision.desc())


def _last_said(contact: str) -> datetime | None:
    last = PersonDetails.select(PersonDetails.at).where(PersonDetails.contact == contact).order_by(PersonDetails.revision.desc()).first()
    return None if last is None else last.at


def _with_prefix(viewer: Viewer, word: bytes) -> "ModelSelect[PersonName]":
    # No UTF-8 text holds the byte 0xFF, so it ends every range of a prefix.
    return (
        PersonName.select(PersonName.person)
        .distinct()
        .where(
            PersonName.agency << sorted(viewer.agencies),
            PersonName.word >= word,
            PersonName.word < word + b"\xff",
        )
    )


def _shown(details: Details) -> dict[str, Any]:
    return {"name": details.name, "born_on": details.born_on, "age": details.age, "sex": details.sex}


def _said(details: Details) -> dict[str, Any]:
    return {name: getattr(details, name) for name in Details.__slots__}
