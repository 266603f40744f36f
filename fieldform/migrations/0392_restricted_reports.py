"""Which reports are read by nobody but who wrote them and who answers for them: the log of a mandated report and the petition worksheet,
as they shipped. Columns as they were. Public: up."""

from typing import Any

from peewee import SQL, BooleanField, CharField, Model


class Contact(Model):
    id = CharField(36, primary_key=True)
    form = CharField(64)
    restricted = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])

    class Meta:
        table_name = "contact"


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("contact", "restricted", BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])))
    with db.bind_ctx((Contact,), bind_refs=False, bind_backrefs=False):
        Contact.update(restricted=True).where(Contact.form << ["mandated_report", "petition_worksheet"]).execute()
