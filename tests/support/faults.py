"""Ways in which a database itself fails in the middle of somebody's work, on SQLite and on PostgreSQL.

Public: stumbling, rotting.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sync.tables import database
from tests.support.ground import on_postgresql


@contextmanager
def stumbling(where: str) -> Iterator[None]:
    """It fails as on a full disk after each `INSERT ON table` or `UPDATE ON table` that is named."""
    event, _, table = where.split()
    failure = "RAISE SQLSTATE '53100'" if on_postgresql() else "INSERT INTO nowhere VALUES (1)"
    with _trigger(event, table, failure):
        yield


@contextmanager
def rotting(table: str, column: str) -> Iterator[None]:
    """It keeps other bytes than it is given."""
    zeros = r"'\x00'::bytea" if on_postgresql() else "x'00'"
    with _trigger("INSERT", table, f"UPDATE {table} SET {column} = {zeros} WHERE number = NEW.number"):
        yield


@contextmanager
def _trigger(event: str, table: str, body: str) -> Iterator[None]:
    if on_postgresql():
        database.execute_sql(f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$")
        database.execute_sql(f"CREATE TRIGGER fault AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION fault()")
    else:
        database.execute_sql(f"CREATE TRIGGER fault AFTER {event} ON {table} BEGIN {body}; END")
    try:
        yield
    finally:
        database.execute_sql("DROP FUNCTION fault CASCADE" if on_postgresql() else "DROP TRIGGER fault")
