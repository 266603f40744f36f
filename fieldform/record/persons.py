"""Whom it is about: a person, what was said of them and by whom, and the words to find them by.

Nothing is overwritten: everything said stays in PersonDetails. What officers said is kept newest on Person, and found by PersonName; what
was said behind a wall is laid over it for those behind the same wall alone, on PersonShown and DeskName (said.py says how).
Nobody is matched yet: each contact makes its own person.
Public: Person, PersonDetails, PersonName, PersonShown, DeskName, Details, Stated, enter,
introduce, tell, correct, lay_over, found, named, bearing, statements, statements_of, MOST_FOUND.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import (
    SQL,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
    chunked,
    fn,
)

from fieldform.access.viewer import Viewer, Wall
from fieldform.record.said import known
from fieldform.record.words import folded_words
from sync.gathering import add, add_unless_there
from sync.tables import InstantField, Table

MOST_FOUND = 200


class Person(Table):
    """`name`, `born_on` and `age` are those of the newest details that officers gave; an unknown name is empty."""

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
    """What one revision of one contact said, or one entry of the desk (`contact` is then that entry's id). Choices are kept in the words of
    the form that asked.

    `wall` is the one behind which it was said; `author` who entered it, `told_by` in words who told them. `whole`: blanks count too.
    """

    contact = CharField(36)
    revision = IntegerField()
    person = ForeignKeyField(Person, backref="details")
    person_id: str
    at = InstantField()
    name = TextField(default="")
    family_name = TextField(default="")
    given_name = TextField(default="")
    known_as = TextField(default="")
    born_on = DateField(null=True)
    age = IntegerField(null=True)
    sex = TextField(default="")
    phone = TextField(default="")
    address = TextField(default="", constraints=[SQL("DEFAULT ''")])
    language = TextField(default="")
    contact_rules = TextField(default="")
    wall = CharField(16, default=Wall.POLICE.value, constraints=[SQL("DEFAULT 'police'")])
    author = CharField(64, default="", constraints=[SQL("DEFAULT ''")])
    told_by = TextField(default="", constraints=[SQL("DEFAULT ''")])
    whole = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])

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


class PersonShown(Table):
    """What a list shows of a person to those behind one wall, where something was said behind it."""

    person = ForeignKeyField(Person, backref="+")
    person_id: str
    wall = CharField(16)
    name = TextField(default="")
    born_on = DateField(null=True)
    age = IntegerField(null=True)
    sex = TextField(default="")

    class Meta:
        table_name = "person_shown"
        primary_key = CompositeKey("person", "wall")


class DeskName(Table):
    """As PersonName, of what is known behind one wall."""

    agency = CharField(36)
    wall = CharField(16)
    word = BlobField()
    person = ForeignKeyField(Person, backref="+")
    person_id: str

    class Meta:
        table_name = "desk_name"
        primary_key = CompositeKey("agency", "wall", "word", "person")


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
    address: str = ""
    language: str = ""
    contact_rules: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """Of whom the desk says something, where, in which entry, behind which wall, and who told it (in words)."""

    person: str
    agency: str
    entry: str
    wall: str
    author: str
    at: datetime
    told_by: str = ""


def enter(person: str, agency: str, contact: str, revision: int, details: Details, author: str, at: datetime) -> None:
    """Write what this revision of an officer's report says; the person's own row follows the newest.

    Within one contact the newest is the last revision, whatever a slow clock says of when it was typed: `at` never goes back.
    """
    if revision > 1:
        at = max(at, _last_said(contact) or at)
    add_unless_there(Person, id=person, agency=agency, created_at=at, details_at=at, **_shown(details))
    add(PersonDetails, contact=contact, revision=revision, person=person, at=at, author=author, **_said(details))
    for word in _words_of(details):
        add_unless_there(PersonName, agency=agency, word=word, person=person)
    if revision > 1:
        Person.update(details_at=at, **_shown(details)).where(Person.id == person, Person.details_at <= at).execute()
        for shown in PersonShown.select(PersonShown.wall).where(PersonShown.person == person):
            _show(person, agency, shown.wall)


def introduce(stated: Stated, details: Details) -> None:
    """A person whom no report has told of: known to those behind one wall alone."""
    add(Person, id=stated.person, agency=stated.agency, created_at=stated.at, details_at=stated.at)
    _state(stated, details, 1, whole=False)
    add(PersonShown, person=stated.person, wall=stated.wall, **_shown(details))
    _make_findable(stated.person, stated.agency, stated.wall, details)


def tell(stated: Stated, revision: int, details: Details) -> None:
    """What a revision of a report says behind a wall of a person whom it enters; only those behind the same wall get to know of it."""
    _state(stated, details, revision, whole=False)
    _show(stated.person, stated.agency, stated.wall)


def correct(stated: Stated, details: Details) -> None:
    """What somebody at the desk says of a person, all of it; only those behind the same wall get to know of it."""
    _state(stated, details, 1, whole=True)
    _show(stated.person, stated.agency, stated.wall)


def _state(stated: Stated, details: Details, revision: int, *, whole: bool) -> None:
    add(
        PersonDetails,
        contact=stated.entry,
        revision=revision,
        person=stated.person,
        at=stated.at,
        wall=stated.wall,
        author=stated.author,
        told_by=stated.told_by,
        whole=whole,
        **_said(details),
    )


def statements(viewer: Viewer, person: str) -> list[PersonDetails]:
    """All that was said of a person in front of this viewer's walls, in no order; the caller was allowed to see the person."""
    return list(PersonDetails.select().where(PersonDetails.person == person, PersonDetails.wall << sorted(viewer.walls)))


def statements_of(viewer: Viewer, persons: Iterable[str]) -> dict[str, list[PersonDetails]]:
    """The same of several persons, in one statement."""
    found: dict[str, list[PersonDetails]] = {}
    walls = sorted(viewer.walls)
    for row in PersonDetails.select().where(PersonDetails.person << list(persons), PersonDetails.wall << walls):
        found.setdefault(row.person_id, []).append(row)
    return found


def lay_over(person: Person, shown: PersonShown | None) -> Person:
    """The person, not saved, as those behind a wall know them."""
    if shown is not None:
        person.name, person.born_on, person.age, person.sex = shown.name, shown.born_on, shown.age, shown.sex
    return person


def found(viewer: Viewer, text: str) -> list[str]:
    """Ids of at most MOST_FOUND + 1 persons in the viewer's agencies who have a name beginning with each word of `text`."""
    words = folded_words(text)
    if not words:
        return []
    known = named(viewer, text).limit(MOST_FOUND + 1)
    agencies, walls = sorted(viewer.agencies), sorted(viewer.walls - {Wall.POLICE})
    behind_walls = _named(DeskName, words, lambda names: (names.agency << agencies, names.wall << walls))
    at_the_desk = behind_walls.limit(MOST_FOUND + 1) if walls else ()
    return list(dict.fromkeys(row.person_id for row in (*at_the_desk, *known)))[: MOST_FOUND + 1]


def named(viewer: Viewer, text: str) -> "ModelSelect[PersonName]":
    """The persons whom officers so named, as a query. `text` has at least one word."""
    agencies = sorted(viewer.agencies)
    rows: ModelSelect[PersonName] = _named(PersonName, folded_words(text), lambda names: (names.agency << agencies,))
    return rows


def bearing(viewer: Viewer, names: Iterable[str]) -> dict[str, list[str]]:
    """The persons whom this viewer would find under each of many whole names, in few statements; names without anybody are left out."""
    words_of = {name: frozenset(folded_words(name)) for name in names}
    wanted = sorted({word for words in words_of.values() for word in words})
    walls = sorted(viewer.walls - {Wall.POLICE})
    known: dict[str, set[bytes]] = {}
    for some in chunked(wanted, 500):
        rows = [*_bearing(PersonName, some, PersonName.agency << sorted(viewer.agencies))]
        if walls:
            rows += _bearing(DeskName, some, DeskName.agency << sorted(viewer.agencies), DeskName.wall << walls)
        for word, person in rows:
            known.setdefault(person, set()).add(bytes(word))
    by_word: dict[bytes, set[str]] = {}
    for person, words in known.items():
        for word in words:
            by_word.setdefault(word, set()).add(person)
    found = {name: sorted(set.intersection(*(by_word.get(word, set()) for word in words))) for name, words in words_of.items() if words}
    return {name: persons for name, persons in found.items() if persons}


def _bearing(table: Any, words: Sequence[bytes], *within: Any) -> list[tuple[bytes, str]]:
    return list(table.select(table.word, table.person).where(*within, table.word << list(words)).tuples())


def _named(table: Any, words: Sequence[bytes], within: Callable[[Any], tuple[Any, ...]]) -> Any:
    """Whoever has a name in the range of the first, longest word is asked for the others, so that a common name ends at the limit."""
    rows = table.select(table.person).distinct().where(*within(table), *_begins(table, words[0]))
    for word in words[1:]:
        other = table.alias()
        same = other.select(other.person).where(other.person == table.person, *within(other), *_begins(other, word))
        rows = rows.where(fn.EXISTS(same))
    return rows


def _show(person: str, agency: str, wall: str) -> None:
    """Lay what was said behind this wall over what officers said, for lists and for finding."""
    rows = PersonDetails.select().where(PersonDetails.person == person, PersonDetails.wall << [Wall.POLICE.value, wall])
    now_known = Details(**known(rows))
    shown = {"person": person, "wall": wall, **_shown(now_known)}
    PersonShown.insert(**shown).on_conflict(conflict_target=[PersonShown.person, PersonShown.wall], update=_shown(now_known)).execute()
    _make_findable(person, agency, wall, now_known)


def _make_findable(person: str, agency: str, wall: str, details: Details) -> None:
    for word in _words_of(details):
        add_unless_there(DeskName, agency=agency, wall=wall, word=word, person=person)


def _words_of(details: Details) -> list[bytes]:
    return folded_words(f"{details.name} {details.given_name} {details.family_name} {details.known_as}")


def _last_said(contact: str) -> datetime | None:
    last = PersonDetails.select(PersonDetails.at).where(PersonDetails.contact == contact).order_by(PersonDetails.revision.desc()).first()
    return None if last is None else last.at


def _begins(table: Any, word: bytes) -> tuple[Any, ...]:
    # No UTF-8 text holds the byte 0xFF, so it ends every range of a prefix.
    return (table.word >= word, table.word < word + b"\xff")


def _shown(details: Details) -> dict[str, Any]:
    return {"name": details.name, "born_on": details.born_on, "age": details.age, "sex": details.sex}


def _said(details: Details) -> dict[str, Any]:
    return {name: getattr(details, name) for name in Details.__slots__}
