"""Writing the log of looks: a row for each look, sealed to the one before it (look_chain.py), in the transaction of the look.

A chain for each agency, its end a row that writers lock in turn; and one for the server itself, with what was done to the log as a whole:
begun, restored, put back by others. The key is entrusted to the database's handle once, by whoever opens it.
Public: entrust, write, mark, has_begun, begin, chains, ends, end_of, last_number, looks_of, unsealed, marks, link_of_mark, SERVER, BEGUN,
RESTORED, PUT_BACK, NoLookKey.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

from peewee import Database, chunked, fn

from fieldform.access.look_chain import START, End, Link, Said, seal
from fieldform.access.models import User, ViewLog, ViewLogEnd, ViewLogMark
from fieldform.access.viewer import Viewer
from sync import gathering
from sync.prepared import prepared
from sync.tables import InstantField, database, locked, whole

SERVER = ""  # The chain of the server's own marks; every other one is named by its agency's id.
BEGUN, RESTORED, PUT_BACK = "begun", "restored", "put back"

_AT_ONCE = 5000
_entrusted: WeakKeyDictionary[Database, bytes] = WeakKeyDictionary()


class NoLookKey(RuntimeError):
    """A look that nobody could seal. Likely cause: the records were opened without `looks.entrust`."""


def entrust(opened: Database, look_key: bytes) -> None:
    """With this key every look in these records is sealed from now on."""
    _entrusted[opened] = look_key


@whole
def write(viewer: Viewer, subject_kind: str, subject_ids: Iterable[str], now: datetime, reason: str) -> None:
    """A row for each subject."""
    key, chain = _key(), viewer.agency
    end, rows = _end_for_writing(chain), []
    for subject in dict.fromkeys(subject_ids):
        look = str(uuid4())
        says = (look, viewer.user, subject_kind, subject, _microseconds(now), reason)
        end = End(end.sequence + 1, seal(key, end, chain, says))
        place = {"agency": chain, "sequence": end.sequence, "seal": end.seal}
        seen = {"id": look, "viewer": viewer.user, "subject_kind": subject_kind, "subject_id": subject, "at": now, "reason": reason}
        rows.append(seen | place)
    gathering.write(ViewLog, rows)
    _keep_end(end.sequence, end.seal, chain)


@whole
def mark(what: str, detail: str, now: datetime) -> None:
    """Write down what was done to the log as a whole."""
    end = _end_for_writing(SERVER)
    made = ViewLogMark(sequence=end.sequence + 1, what=what, detail=detail, at=now)
    made.seal = seal(_key(), end, SERVER, _mark_says(made))
    made.save(force_insert=True)
    _keep_end(made.sequence, made.seal, SERVER)


def has_begun() -> bool:
    """Not where an upgrade broke off before `begin`: what an older version wrote would look as if others had put it in."""
    return bool(ViewLogMark.select().exists() or ViewLogEnd.select().exists())


@whole
def begin(now: datetime, progress: Callable[[int], None] = lambda _: None) -> int:
    """Once in the life of a log: what was written before there were seals is sealed as it is found; how many rows. `progress` hears now
    and then how many have been."""
    if ViewLogMark.select().exists():
        return 0
    found = 0
    for agency in _agencies_unsealed():
        found = _seal_unsealed(agency, found, progress)
    mark(BEGUN, f"{found} looks found", now)
    return found


def chains() -> list[str]:
    """Every agency of which there is a look, or was."""
    rows = ViewLog.select(ViewLog.agency).where(ViewLog.agency.is_null(is_null=False)).distinct()
    ends = ViewLogEnd.select(ViewLogEnd.chain).where(ViewLogEnd.chain != SERVER)
    return sorted({row.agency or "" for row in rows} | {row.chain for row in ends})


def ends() -> dict[str, End]:
    """Where every chain ends, as the database has it."""
    return {row.chain: End(row.sequence, row.seal) for row in ViewLogEnd.select()}


def end_of(chain: str) -> End:
    """As the database has it."""
    row = ViewLogEnd.get_or_none(ViewLogEnd.chain == chain)
    return START if row is None else End(row.sequence, row.seal)


def last_number(chain: str) -> int:
    """The highest number there is; asked before `end_of` it never lies beyond that."""
    return int(ViewLog.select(fn.MAX(ViewLog.sequence)).where(ViewLog.agency == chain).scalar() or 0)


def looks_of(chain: str, through: int) -> Iterator[Link]:
    """An agency's rows in their order, some thousand at a time: nobody who looks at somebody waits for who reads this."""
    rows = ViewLog.select().where(ViewLog.agency == chain, ViewLog.sequence <= through).order_by(ViewLog.sequence, ViewLog.id)
    some: list[ViewLog] = list(rows.limit(_AT_ONCE))
    while some:
        yield from (Link(row.sequence or 0, row.id, _says(row), row.seal or "") for row in some)
        last = some[-1]
        further = (ViewLog.sequence > last.sequence) | ((ViewLog.sequence == last.sequence) & (ViewLog.id > last.id))
        # The first condition says nothing new, but by it alone PostgreSQL goes straight there instead of counting up to it each time.
        some = list(rows.where(ViewLog.sequence >= last.sequence, further).limit(_AT_ONCE))


def unsealed() -> ViewLog | None:
    """A look without a number; there is none once the log has begun."""
    found: ViewLog | None = ViewLog.select().where(ViewLog.sequence.is_null() | ViewLog.agency.is_null()).order_by(ViewLog.at).first()
    return found


def marks() -> list[ViewLogMark]:
    """What was done to the log as a whole, in order."""
    return list(ViewLogMark.select().order_by(ViewLogMark.sequence))


def link_of_mark(row: ViewLogMark) -> Link:
    """As the chain's walk reads it; what was done stands for its id."""
    return Link(row.sequence, row.what, _mark_says(row), row.seal)


def _key() -> bytes:
    try:
        return _entrusted[database.obj]
    except KeyError as missing:
        raise NoLookKey from missing


def _end_for_writing(chain: str) -> End:
    """Ours until the transaction ends: who writes next in this chain waits for it."""
    rows = _locked_end(chain)
    if not rows:
        ViewLogEnd.insert(chain=chain, sequence=START.sequence, seal=START.seal).on_conflict_ignore().execute()
        rows = _locked_end(chain)
    sequence, last = rows[0]
    return End(sequence, last)


@prepared
def _locked_end(chain: Any) -> Any:
    return locked(ViewLogEnd.select(ViewLogEnd.sequence, ViewLogEnd.seal).where(ViewLogEnd.chain == chain))


@prepared
def _keep_end(sequence: Any, last: Any, chain: Any) -> Any:
    return ViewLogEnd.update(sequence=sequence, seal=last).where(ViewLogEnd.chain == chain)


def _says(look: ViewLog) -> Said:
    return (look.id, look.viewer_id, look.subject_kind, look.subject_id, _microseconds(look.at), look.reason)


def _mark_says(row: ViewLogMark) -> Said:
    return (row.what, row.detail, _microseconds(row.at))


def _microseconds(at: datetime) -> int:
    return int(InstantField().db_value(at) or 0)


def _agencies_unsealed() -> list[str]:
    rows = User.select(User.agency).join(ViewLog, on=(ViewLog.viewer == User.id)).where(ViewLog.sequence.is_null()).distinct()
    return sorted(row.agency_id for row in rows)


def _seal_unsealed(chain: str, sealed: int, progress: Callable[[int], None]) -> int:
    """How many there are now, with the `sealed` of other chains."""
    own = User.select(User.id).where(User.agency == chain)
    rows = ViewLog.select(ViewLog.id).where(ViewLog.viewer << own, ViewLog.sequence.is_null()).order_by(ViewLog.at, ViewLog.id)
    names, end, key = [name for (name,) in rows.tuples().iterator()], _end_for_writing(chain), _key()
    for some in chunked(names, _AT_ONCE):
        found = {look.id: look for look in ViewLog.select().where(ViewLog.id << some)}
        changed = []
        for name in some:
            end = End(end.sequence + 1, seal(key, end, chain, _says(found[name])))
            changed.append({"id": name, "agency": chain, "sequence": end.sequence, "seal": end.seal})
        gathering.change(ViewLog, changed)
        sealed += len(some)
        progress(sealed)
    _keep_end(end.sequence, end.seal, chain)
    return sealed
