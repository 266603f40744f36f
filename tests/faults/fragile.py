"""A database in memory that dies, or fails, at whichever statement it was told to; and the ground that every schedule begins on.

What is committed survives, nothing else does. Public: Fragile, Died, ground, key_of.
"""

from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from peewee import OperationalError, SqliteDatabase

from sync.models import TABLES
from sync.sealing import PrivateKey
from sync.tables import database
from tests.faults.domain import Contest, Entered


class Died(BaseException):
    """The process is gone in the middle of its work: nothing of ours may catch this."""


class Fragile(SqliteDatabase):
    """A database that does at its n-th statement what it was told to."""

    def __init__(self) -> None:
        super().__init__(":memory:", pragmas={"foreign_keys": 1}, lock_type="IMMEDIATE")
        self.countdown: int | None = None
        self.dies = True
        self.statements = 0

    def arm(self, countdown: int | None, *, dies: bool = True) -> None:
        self.countdown, self.dies = countdown, dies

    def execute_sql(self, sql: Any, params: Any = None, *args: Any, **options: Any) -> Any:
        self._step()
        return super().execute_sql(sql, params, *args, **options)  # type: ignore[no-untyped-call]

    def commit(self) -> Any:
        self._step()
        committed = super().commit()
        self._step()  # Durable, and nobody was told.
        return committed

    def _step(self) -> None:
        self.statements += 1
        if self.countdown is None:
            return
        self.countdown -= 1
        if self.countdown <= 0:
            self.countdown = None
            if self.dies:
                raise Died
            raise OperationalError("disk I/O error")


def key_of(number: int) -> PrivateKey:
    """The same key in every run, so that what is sealed to it is the same too."""
    return ec.derive_private_key(number, ec.SECP256R1())


@cache
def ground() -> tuple[Fragile, bytes, PrivateKey]:
    """One database and one receipt key for every schedule of this process, and the database as it is before anything came."""
    made = Fragile()
    before = database.obj
    database.initialize(made)
    made.connect()
    made.create_tables([*TABLES, Entered, Contest])
    empty = made.connection().serialize()
    database.initialize(before)
    return made, empty, key_of(1002)
