"""The on-duty calendar, the alerts about what nobody has opened, and how to reach a person who works follow-ups."""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, DateField, ForeignKeyField, IntegerField, Model


class Agency(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "agency"


class User(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "user_account"


class FollowUp(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "follow_up"


class Office(Model):
    agency = ForeignKeyField(Agency, primary_key=True, backref="+", on_delete="CASCADE")
    state = CharField(2)
    email = CharField(254)

    class Meta:
        legacy_table_names = False
        table_name = "duty_office"


class _Row(Model):
    id = CharField(36, primary_key=True)
    entered_at = BigIntegerField()
    entered_by = CharField(36)
    removed_at = BigIntegerField(null=True)
    removed_by = CharField(36, null=True)


class WorkingHours(_Row):
    person = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    weekday = IntegerField()
    opens = IntegerField()
    closes = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "duty_hours"


class Absence(_Row):
    person = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    first_on = DateField()
    last_on = DateField()
    cover = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL")

    class Meta:
        legacy_table_names = False
        table_name = "duty_absence"


class CallShift(_Row):
    person = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    starts_at = BigIntegerField()
    ends_at = BigIntegerField(index=True)
    cover = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL")

    class Meta:
        legacy_table_names = False
        table_name = "duty_shift"


class HolidayChange(_Row):
    agency = ForeignKeyField(Agency, backref="+", on_delete="CASCADE")
    day_on = DateField()
    name = CharField(80)
    is_off = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "duty_holiday"
        indexes = ((("agency", "day_on"), False),)


class PhoneLine(_Row):
    agency = ForeignKeyField(Agency, backref="+", on_delete="CASCADE")
    queue = CharField(32)
    words = CharField(80)
    phone = CharField(40)
    place = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "duty_line"
        indexes = ((("agency", "queue"), False),)


class Alert(Model):
    id = CharField(36, primary_key=True)
    follow_up = ForeignKeyField(FollowUp, backref="+", on_delete="CASCADE")
    step = IntegerField()
    rung = CharField(16)
    result = CharField(16)
    tries = IntegerField()
    claimed_at = BigIntegerField()
    settled_at = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "alert"
        indexes = ((("follow_up", "step"), True),)


TABLES: tuple[type[Model], ...] = (Office, WorkingHours, Absence, CallShift, HolidayChange, PhoneLine, Alert)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((Agency, User, FollowUp, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
    migrator.migrate(
        migrator.add_column("user_account", "email", CharField(254, default="")),
        migrator.add_column("user_account", "phone", CharField(40, default="")),
    )
