"""Many rows in one statement: while a batch is gathered, new rows wait and then go out together, table by table.

Nobody else has to know: whatever asks or changes a table sends first what waits (tables.Table), so code reads what it wrote. A row that
breaks a rule of the schema is refused only when all are sent: whoever gathers must be able to undo everything and go again one by one.
Public: gathered, add, add_unless_there, send, asked_once, refuse_savepoint, Misplaced; and at once: write, change.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from itertools import chain, groupby
from typing import Any, ParamSpec, TypeVar

from peewee import (  # type: ignore[attr-defined]  # sort_models is left out of its stubs
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Database,
    Field,
    Function,
    IntegerField,
    JSONField,
    Model,
    Proxy,
    TextField,
    sort_models,
)

Row = Mapping[str, Any]
P = ParamSpec("P")
Answer = TypeVar("Answer")

# Both databases bound the parameters of one statement; the widest table has some twenty columns.
_MOST_ROWS = 500
# Two values of three: what a row says is text or a number already.
_BOUND_AS_THEY_ARE = frozenset((CharField, TextField, IntegerField, BigIntegerField, AutoField, BooleanField))


class Misplaced(RuntimeError):
    """A savepoint inside a batch, which could take back alone some of what was gathered before it.

    Likely cause: an `atomic` in a projection; the batch is undone and goes again one by one.
    """


@contextmanager
def gathered(database: Any) -> Iterator[None]:
    """A savepoint inside which `add` waits and `asked_once` remembers; at its end what waits is sent, or all of it is undone."""
    with database.atomic():
        token = _current.set(_Gathering())
        try:
            yield
            send()
        finally:
            _current.reset(token)


def add(table: type[Model], **row: Any) -> None:
    """Insert a row: with the others where rows are gathered, at once where they are not. Its key must be known already."""
    _add(table, row, unless_there=False)


def add_unless_there(table: type[Model], **row: Any) -> None:
    """The same, but where its key is taken the row that is there stays as it is."""
    _add(table, row, unless_there=True)


def send() -> None:
    """Write what waits, what is referred to before what refers to it."""
    gathering = _current.get()
    if gathering is not None and gathering.rows:
        rows, gathering.rows = gathering.rows, {}
        for table in _in_order(frozenset(table for table, _ in rows)):
            for unless_there in (False, True):
                write(table, rows.get((table, unless_there), ()), unless_there=unless_there)


def refuse_savepoint() -> None:
    """Misplaced where rows are gathered."""
    if _current.get() is not None:
        raise Misplaced


def asked_once(ask: Callable[P, Answer]) -> Callable[P, Answer]:
    """A question whose answer does not change within a batch: where rows are gathered it is asked once for each of its arguments."""

    @wraps(ask)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Answer:
        gathering = _current.get()
        if gathering is None:
            return ask(*args, **kwargs)
        question = (ask, args, tuple(kwargs.items()))
        if question not in gathering.answers:
            gathering.answers[question] = ask(*args, **kwargs)
        found: Answer = gathering.answers[question]
        return found

    return answer


def write(table: type[Model], rows: Sequence[Row], *, unless_there: bool = False) -> None:
    """Insert these rows; each names fields, and what it leaves out gets the field's default."""
    for names, alike in groupby(rows, key=tuple):
        shape = _shape(table, names, _database(table), filled=True)
        into = f"INSERT INTO {shape.table} ({', '.join(shape.columns)})"
        _execute(f"{into} VALUES {{}}{' ON CONFLICT DO NOTHING' if unless_there else ''}", shape, table, list(alike))


def change(table: type[Model], rows: Sequence[Row]) -> None:
    """Change these rows, each found by its first field, which is a key; all name the same fields, and no value is None."""
    shape = _shape(table, tuple(rows[0]), _database(table), filled=False)
    key, *others = shape.columns
    changes = ", ".join(f"{column} = changed.{column}" for column in others)
    update = f"UPDATE {shape.table} SET {changes} FROM changed WHERE {shape.table}.{key} = changed.{key}"  # noqa: S608 (every name is our own model's)
    _execute(f"WITH changed ({', '.join(shape.columns)}) AS (VALUES {{}}) {update}", shape, table, rows)


@dataclass(slots=True)
class _Gathering:
    rows: dict[tuple[type[Model], bool], list[Row]] = field(default_factory=dict)
    answers: dict[Any, Any] = field(default_factory=dict)


_current: ContextVar[_Gathering | None] = ContextVar("gathering", default=None)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Some of a table's fields, as SQL names and binds them: those that a row names, in its order, and then those it leaves out.

    `turned` are the places of values that are not bound as they are; `defaults` are bound for what is left out.
    """

    table: str
    columns: tuple[str, ...]
    values: str
    turned: tuple[tuple[int, Callable[[Any], Any]], ...]
    defaults: tuple[Any, ...]

    def bound(self, row: Row) -> list[Any]:
        values = [*row.values()]
        for place, turn in self.turned:
            values[place] = turn(values[place])
        return [*values, *self.defaults]


def _add(table: type[Model], row: Row, *, unless_there: bool) -> None:
    gathering = _current.get()
    if gathering is None:
        write(table, [row], unless_there=unless_there)
    else:
        gathering.rows.setdefault((table, unless_there), []).append(row)


def _execute(sql: str, shape: _Shape, table: type[Model], rows: Sequence[Row]) -> None:
    for start in range(0, len(rows), _MOST_ROWS):
        some = rows[start : start + _MOST_ROWS]
        bound = list(chain.from_iterable(map(shape.bound, some)))
        _database(table).execute_sql(sql.format(", ".join([shape.values] * len(some))), bound)


@lru_cache(maxsize=128)
def _in_order(tables: frozenset[type[Model]]) -> tuple[type[Model], ...]:
    return tuple(sort_models(tables))


@lru_cache(maxsize=256)
def _shape(table: type[Model], names: tuple[str, ...], on: Database, *, filled: bool) -> _Shape:
    """Of rows that name these fields; `filled` with the defaults of all others but a number that the database counts itself."""
    meta = _meta(table)
    named = [meta.fields[name] for name in names]
    others = [one for one in meta.sorted_fields if filled and one.name not in names and not one.auto_increment]
    return _Shape(
        table=f'"{meta.table_name}"',
        columns=tuple(f'"{one.column_name}"' for one in (*named, *others)),
        values=f"({', '.join(_placeholder(one, on) for one in (*named, *others))})",
        turned=tuple((place, _converter(one)) for place, one in enumerate(named) if type(one) not in _BOUND_AS_THEY_ARE),
        defaults=tuple(_converter(one)(_default(one)) for one in others),
    )


def _placeholder(one: Field, on: Database) -> str:
    """`?` or `%s`; `json(?)` for JSON on SQLite."""
    sql: str = on.get_sql_context().value([] if isinstance(one, JSONField) else None, one.db_value).query()[0]
    return sql


def _converter(one: Field) -> Callable[[Any], Any]:
    """To the parameter that Peewee would bind; the function it puts around JSON stands in the statement already."""
    if not isinstance(one, JSONField):
        convert: Callable[[Any], Any] = one.db_value
        return convert

    def bound(value: Any) -> Any:
        converted = one.db_value(value)
        return converted.arguments[0] if isinstance(converted, Function) and converted.arguments else converted

    return bound


def _default(one: Field) -> Any:
    """The same for every row: no field of ours has one that depends on the moment."""
    return one.default() if callable(one.default) else one.default


def _database(table: type[Model]) -> Any:
    """The one that is bound now, not the handle: what is remembered of one database must not be believed of the next."""
    bound = _meta(table).database
    return bound.obj if isinstance(bound, Proxy) else bound


def _meta(table: type[Model]) -> Any:
    return table._meta  # noqa: SLF001 (the name under which Peewee documents it)
