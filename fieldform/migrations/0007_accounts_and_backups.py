"""Who changed an account and when, phrases given by somebody else, why a device was revoked, what a report was signed with, backups made.

Reports that are in the record already are signed with what their author's account says today: nothing older is known. Public: up.
"""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model, TextField

COLUMNS = (
    ("user_account", "phrase_given_at BIGINT"),
    ("user_account", "phrase_given_by VARCHAR(80)"),
    ("device", "revoked_because VARCHAR(200) NOT NULL DEFAULT ''"),
    ("contact_revision", "signed_as TEXT NOT NULL DEFAULT ''"),
)


class User(Model):
    id = CharField(36, primary_key=True)
    name = CharField(120)
    unit = CharField(40)
    training = CharField(40)
    supervisor = CharField(120)

    class Meta:
        legacy_table_names = False
        table_name = "user_account"


class ContactRevision(Model):
    author = CharField(64)
    signed_as = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "contact_revision"
        primary_key = False


class AccountChange(Model):
    id = CharField(36, primary_key=True)
    user = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
    at = BigIntegerField()
    by = CharField(80)
    what = CharField(24)
    detail = CharField(400)

    class Meta:
        legacy_table_names = False
        table_name = "account_change"
        indexes = ((("user", "at"), False),)


class BackupRun(Model):
    id = CharField(36, primary_key=True)
    began_at = BigIntegerField(index=True)
    ended_at = BigIntegerField()
    size = BigIntegerField()
    envelopes = IntegerField()
    problem = CharField(400)

    class Meta:
        legacy_table_names = False
        table_name = "backup_run"


TABLES: tuple[type[Model], ...] = (AccountChange, BackupRun)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    for table, column in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    with db.bind_ctx((User, ContactRevision, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
        for user in User.select():
            ContactRevision.update(signed_as=_signature(user)).where(ContactRevision.author == user.id).execute()


def _signature(user: Any) -> str:
    supervisor = f"supervisor {user.supervisor}" if user.supervisor else ""
    return ", ".join(part for part in (user.name, user.unit, user.training, supervisor) if part)
