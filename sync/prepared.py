"""Questions whose words are made once: Peewee's sentence is kept, and each asking only binds its values to it.

For what every push asks, where making the words costs more than the answer. Public: prepared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

from peewee import Database, Value

from sync import gathering
from sync.tables import database

Answer = list[tuple[Any, ...]]


def prepared(build: Callable[..., Any]) -> Callable[..., Answer]:
    """`build` makes the query of its arguments; the function asks it and answers plain rows.

    A list as an argument stands for the values of an IN. What is passed is bound as it is: text, bytes, whole numbers.
    """

    @lru_cache(maxsize=256)
    def words(shape: tuple[int | None, ...], _on: Database) -> tuple[str, list[Any]]:
        numbers = iter(range(sum(1 if length is None else length for length in shape)))
        slots = [_slot(next(numbers)) if length is None else [_slot(next(numbers)) for _ in range(length)] for length in shape]
        sql, bound = build(*slots).sql()
        return sql, bound

    @wraps(build)
    def ask(*arguments: Any) -> Answer:
        gathering.send()
        sql, bound = words(tuple(len(one) if isinstance(one, list) else None for one in arguments), database.obj)
        given = _flat(arguments)
        answer: Answer = database.execute_sql(sql, [given[one.number] if isinstance(one, _Slot) else one for one in bound]).fetchall()
        return answer

    return ask


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where the value with this number goes."""

    number: int


def _slot(number: int) -> Value:
    return Value(_Slot(number), converter=False)


def _flat(arguments: Sequence[Any]) -> list[Any]:
    return [value for one in arguments for value in (one if isinstance(one, list) else [one])]
