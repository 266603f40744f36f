"""What officers reach for: what a visitor must know, words of places to find contacts by, and devices that IT has yet to approve.

Contacts that are here already get their places' words; devices that are here already are approved. Public: up.
"""

import re
import unicodedata
from typing import Any

from peewee import BigIntegerField, BlobField, CharField, CompositeKey, Model, TextField

_BREAKS = re.compile(r"[^\w]+")


class Contact(Model):
    id = CharField(36, primary_key=True)
    agency = CharField(36)
    occurred_at = BigIntegerField()
    location = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "contact"


class ContactPlaceWord(Model):
    agency = CharField(36)
    word = BlobField()
    contact = CharField(36, index=True)

    class Meta:
        legacy_table_names = False
        table_name = "contact_place_word"
        primary_key = CompositeKey("agency", "word", "contact")


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    # A default in the statement itself fills the rows there are, on every database, without making the table anew.
    db.execute_sql("ALTER TABLE contact ADD COLUMN safety TEXT NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE device ADD COLUMN pending_since BIGINT")
    db.execute_sql("ALTER TABLE device ADD COLUMN approved_at BIGINT")
    db.execute_sql("ALTER TABLE device ADD COLUMN approved_by VARCHAR(36)")
    with db.bind_ctx((Contact, ContactPlaceWord), bind_refs=False, bind_backrefs=False):
        db.create_tables((ContactPlaceWord,), safe=False)
        for contact in Contact.select(Contact.id, Contact.agency, Contact.location).where(Contact.location != "").iterator():
            _index(contact)


def _index(contact: Contact) -> None:
    rows = [{"agency": contact.agency, "word": word, "contact": contact.id} for word in _words(str(contact.location))]
    if rows:
        ContactPlaceWord.insert_many(rows).on_conflict_ignore().execute()


def _words(text: str) -> set[bytes]:
    """As persons.folded_words did when this was written."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    words = (word[:64] for word in _BREAKS.split(plain.casefold().replace("'", "").replace("’", "")))
    return {word.encode() for word in words if word}
