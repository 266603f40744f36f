"""The ground the tables stand on: one database handle, one base class, one kind of time.

Public: database (bound once by whoever owns the connection), Table, InstantField.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from peewee import BigIntegerField, DatabaseProxy, Model

from sync import gathering


class Handle(DatabaseProxy):
    """The handle of whichever database is open."""

    def atomic(self, *args: Any, **options: Any) -> Any:
        """A transaction, or a savepoint inside one; none inside a batch that is gathered (gathering.py)."""
        gathering.refuse_savepoint()
        return super().atomic(*args, **options)


database = Handle()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Table(Model):
    """Whatever asks or changes a table first sends the rows that wait (gathering.py), and so finds them."""

    class Meta:
        database = database
        legacy_table_names = False


def _sent_first(name: str, table: type[Table], /, *args: Any, **fields: Any) -> Any:
    gathering.send()
    return getattr(super(Table, table), name)(*args, **fields)


for _name in ("select", "insert", "insert_many", "update", "delete"):
    setattr(Table, _name, classmethod(partial(_sent_first, _name)))


class InstantField(BigIntegerField):
    """An aware UTC time, kept as whole microseconds since 1970: the same order and the same value on every database."""

    def db_value(self, value: datetime | None) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def python_value(self, value: Any) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND
