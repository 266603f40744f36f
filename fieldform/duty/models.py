"""The tables of the on-duty calendar: working hours, holidays changed, leave, on-call shifts, lines to phone, and an office's settings.

An office is an agency that works follow-ups; its calendar is that of its people with the queue's role. Plain rows, not envelopes. What is
taken away stays with when and by whom, so that it can be brought back. Knows no rule and no request.
Public: Office, WorkingHours, HolidayChange, Absence, CallShift, PhoneLine, TABLES.
"""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, Model

from fieldform.access.models import Agency, User
from sync.tables import InstantField, Table


class Office(Table):
    """`state` is whose public holidays are proposed (“MI”; empty: the federal ones), `email` the last rung of the ladder."""

    agency = ForeignKeyField(Agency, primary_key=True, backref="+", on_delete="CASCADE")
    agency_id: str
    state = CharField(2, default="")
    email = CharField(254, default="")

    class Meta:
        table_name = "duty_office"


class _Row(Table):
    id = CharField(36, primary_key=True)
    entered_at = InstantField()
    entered_by = CharField(36)
    removed_at = InstantField(null=True)
    removed_by = CharField(36, null=True)


class WorkingHours(_Row):
    """Minutes since midnight in the office's zone; an end not after the start is the next day's. Monday is 0."""

    person = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    person_id: str
    weekday = IntegerField()
    opens = IntegerField()
    closes = IntegerField()

    class Meta:
        table_name = "duty_hours"


class Absence(_Row):
    """Leave from the first day to the last, both included."""

    person = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    person_id: str
    first_on = DateField()
    last_on = DateField()
    cover = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL")
    cover_id: str | None

    class Meta:
        table_name = "duty_absence"


class CallShift(_Row):
    person = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    person_id: str
    starts_at = InstantField()
    ends_at = InstantField(index=True)
    cover = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL")
    cover_id: str | None

    class Meta:
        table_name = "duty_shift"


class HolidayChange(_Row):
    """A day of one's own (`is_off`), or a proposed holiday on which the office works all the same."""

    agency = ForeignKeyField(Agency, backref="+", on_delete="CASCADE")
    day_on = DateField()
    name = CharField(80, default="")
    is_off = BooleanField()

    class Meta:
        table_name = "duty_holiday"
        indexes = ((("agency", "day_on"), False),)


class PhoneLine(_Row):
    """Whom an officer can phone, in the order of `place`."""

    agency = ForeignKeyField(Agency, backref="+", on_delete="CASCADE")
    queue = CharField(32)
    words = CharField(80)
    phone = CharField(40)
    place = IntegerField(default=0)

    class Meta:
        table_name = "duty_line"
        indexes = ((("agency", "queue"), False),)


TABLES: tuple[type[Model], ...] = (Office, WorkingHours, Absence, CallShift, HolidayChange, PhoneLine)
