"""Where contacts happened, word by word, to find them by. Every place that any revision named stays findable.

Public: ContactPlaceWord, enter, found.
"""

from peewee import BlobField, CharField, CompositeKey, ModelSelect

from fieldform.access.viewer import Viewer
from fieldform.record.words import folded_words
from sync.gathering import add_unless_there
from sync.tables import Table


class ContactPlaceWord(Table):
    """One word of a place, folded, as bytes: a prefix is then the same range on every database, whatever its collation."""

    agency = CharField(36)
    word = BlobField()
    contact = CharField(36)

    class Meta:
        table_name = "contact_place_word"
        primary_key = CompositeKey("agency", "word", "contact")


def enter(contact: str, agency: str, location: str) -> None:
    for word in folded_words(location):
        add_unless_there(ContactPlaceWord, agency=agency, word=word, contact=contact)


def found(viewer: Viewer, text: str) -> "ModelSelect[ContactPlaceWord]":
    """The contacts in the viewer's agencies whose place has a word beginning with each word of `text`, which has at least one."""
    first, *others = folded_words(text)
    rows = _with_prefix(viewer, first)
    for word in others:
        rows = rows.where(ContactPlaceWord.contact << _with_prefix(viewer, word))
    return rows


def _with_prefix(viewer: Viewer, word: bytes) -> "ModelSelect[ContactPlaceWord]":
    # No UTF-8 text holds the byte 0xFF, so it ends every range of a prefix.
    return ContactPlaceWord.select(ContactPlaceWord.contact).where(
        ContactPlaceWord.agency << sorted(viewer.agencies),
        ContactPlaceWord.word >= word,
        ContactPlaceWord.word < word + b"\xff",
    )
