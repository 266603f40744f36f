"""The ground the tables stand on: one database handle, one base class, one kind of time, and how writers take turns.

SQLite has one writer at a time (BEGIN IMMEDIATE); on PostgreSQL they meet, and what two could race for is named or locked here.
Public: database (bound once by whoever owns the connection), Table, InstantField, whole, locked, take_turns, machine_failed.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial, wraps
from time import sleep  # noqa: TID251 (a pause, not a wait for a state: there is none to see)
from typing import Any, ParamSpec, TypeVar

from peewee import BigIntegerField, DatabaseError, DatabaseProxy, InterfaceError, InternalError, Model, ModelSelect, OperationalError

from sync import gathering

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)


class Handle(DatabaseProxy):
    """The handle of whichever database is open."""

    def atomic(self, *args: Any, **options: Any) -> Any:
        """A transaction, or a savepoint inside one; none inside a batch that is gathered (gathering.py)."""
        gathering.refuse_savepoint()
        return super().atomic(*args, **options)


database = Handle()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TRIES = 3
_LET_THE_OTHER_THROUGH = 0.02  # Seconds. At once, we would take its row again before it has woken.
# Another writer was faster: serialization_failure, deadlock_detected, unique_violation (postgresql.org/docs, Appendix A).
_OVERTAKEN = frozenset(("40001", "40P01", "23505"))


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


def whole(work: Callable[P, R]) -> Callable[P, R]:
    """Do all of it in one transaction; where another writer was faster, all of it again, three times at most."""

    @wraps(work)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        left = 1 if database.in_transaction() else _TRIES
        while True:
            left -= 1
            try:
                with database.atomic():
                    return work(*args, **kwargs)
            except DatabaseError as problem:
                if not left or _sqlstate(problem) not in _OVERTAKEN:
                    raise
            sleep(_LET_THE_OTHER_THROUGH)

    return tried


def locked(query: "ModelSelect[M]") -> "ModelSelect[M]":
    """These rows are ours until the transaction ends."""
    return query.for_update() if database.obj.for_update else query


def take_turns(names: Iterable[str]) -> None:
    """Whoever names the same thing waits until the other's transaction has ended; for what is no row yet, and so cannot be locked."""
    wanted = sorted(set(names)) if database.obj.for_update else []
    if wanted:
        database.execute_sql("SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name", (wanted,))


def machine_failed(problem: Exception) -> bool:
    """Whether the machine failed and not who asked. Of a damaged page SQLite says so by nothing more than DatabaseError, PostgreSQL by a
    state of class XX."""
    if isinstance(problem, InternalError):
        return (_sqlstate(problem) or "").startswith("XX")
    return isinstance(problem, OperationalError | InterfaceError | MemoryError) or type(problem) is DatabaseError


def _sqlstate(problem: DatabaseError) -> str | None:
    """The five characters by which PostgreSQL names what went wrong, inside however many wrappings; SQLite has none."""
    inner: object = problem
    while isinstance(inner, DatabaseError):
        inner = getattr(inner, "orig", None)
    return getattr(inner, "sqlstate", None)
