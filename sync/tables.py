"""The ground the tables stand on: one database handle, one base class, one kind of time.

Public: database (bound once by whoever owns the connection), Table, InstantField.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import BigIntegerField, DatabaseProxy, Model

database = DatabaseProxy()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class InstantField(BigIntegerField):
    """An aware UTC time, kept as whole microseconds since 1970: the same order and the same value on every database."""

    def db_value(self, value: datetime | None) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def python_value(self, value: Any) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND
