"""What a supervisor reads and counts: reviews, the facts of each report, and the follow-ups of a month.

Reports that were here before get their facts from their newest revision, by the roles of the form it was made with. Public: up.
"""

import json
from collections.abc import Iterator
from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, JSONField, Model, TextField


class Contact(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "contact"


class FormVersion(Model):
    version = CharField(64, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "form_version"


class ReportFacts(Model):
    contact = ForeignKeyField(Contact, primary_key=True, backref="+", on_delete="CASCADE")
    agency = CharField(36)
    occurred_at = BigIntegerField()
    review = CharField(12)
    number = CharField(64)
    type = CharField(64)
    how_received = CharField(64)
    custody = CharField(64)
    dispositions = JSONField()
    techniques = JSONField()
    injuries = JSONField()
    diverted = CharField(16)
    age = IntegerField(null=True)
    housing = CharField(64)
    veteran = CharField(64)
    cleared_at = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "report_facts"
        indexes = ((("agency", "occurred_at"), False), (("agency", "review", "occurred_at"), False))


class Review(Model):
    id = CharField(36, primary_key=True)
    contact = ForeignKeyField(Contact, backref="+")
    revision = IntegerField()
    verdict = CharField(12)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "review"


TABLES = (ReportFacts, Review)
_NEWEST = """
SELECT contact.id, contact.agency, contact.occurred_at, contact_revision.answers, form_version.definition
FROM contact
JOIN contact_revision ON contact_revision.contact_id = contact.id AND contact_revision.revision = contact.revision
JOIN form_version ON form_version.version = contact_revision.version_id
"""


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((*TABLES, Contact, FormVersion), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
        for row in db.execute_sql(_NEWEST).fetchall():
            ReportFacts.create(**_facts(*row))
    migrator.migrate(migrator.add_index("follow_up", ("agency", "raised_at"), unique=False, name="follow_up_agency_raised_at"))


def _facts(contact: str, agency: str, occurred_at: int, answers: Any, definition: Any) -> dict[str, Any]:
    """The forms of those days had a role for custody, disposition and the numbers; what else is counted now they did not say."""
    said = dict(_by_role(_read(definition)["children"], _read(answers)))
    return {
        "contact": contact,
        "agency": agency,
        "occurred_at": occurred_at,
        "review": "to_review",
        "number": str(said.get("contact.cad_no") or said.get("contact.case_no") or "")[:64],
        "custody": str(said.get("contact.custody") or ""),
        "dispositions": said.get("contact.disposition") or [],
        "techniques": [],
        "injuries": [],
        "age": said.get("person.age"),
        **dict.fromkeys(("type", "how_received", "diverted", "housing", "veteran"), ""),
    }


def _by_role(children: list[dict[str, Any]], answers: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for child in children:
        inside = answers.get(child["name"])
        if child["type"] == "group":
            yield from _by_role(child["children"], inside or {})
        elif child.get("role"):
            yield child["role"], inside


def _read(stored: Any) -> Any:
    """JSON as this database hands it out: text on one, already read on the other."""
    return json.loads(stored) if isinstance(stored, str | bytes) else stored
