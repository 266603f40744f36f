"""Which statements some code sends to the database. Public: counted_statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sync.tables import database


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Those sent while it lasts, in order."""
    seen: list[str] = []
    execute = database.obj.execute_sql

    def counted(sql: str, params: Any = None) -> Any:
        seen.append(sql)
        return execute(sql, params)

    database.obj.execute_sql = counted
    try:
        yield seen
    finally:
        del database.obj.execute_sql
