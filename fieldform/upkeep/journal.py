"""Keeping the journal: every record that was accepted, as sealed as it came, on a second disk within seconds of its receipt.

It follows the records themselves, in a thread of its own: a push never waits for that disk, and what a stopped server had not written yet
is written when it starts again. On SQLite; PostgreSQL has its own (docs/postgresql.md).
Public: Journal, keeper, files, behind, note_restore.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fieldform.config import Config
from fieldform.keys_folder import Keys
from fieldform.rounds import Rounds
from fieldform.upkeep import journal_lines as lines
from fieldform.upkeep.archive import key_name
from fieldform.upkeep.journal_file import JournalFile, settled
from fieldform.upkeep.journal_needs import Needs
from sync.encoding import b64, sha256, unb64
from sync.models import StoredEnvelope
from sync.wire import Kind

LAG_SECONDS = 5.0
_GAP_SECONDS = 0.2  # Between two writes: what arrives meanwhile shares the next one's fsync.
_FAREWELL_SECONDS = 10.0
_AT_ONCE = 500
_A_MINUTE = timedelta(minutes=1)
_A_MICROSECOND = timedelta(microseconds=1)
_TAIL = 4 * 1024 * 1024  # Longer than the longest line.
_NAME = "fieldform-%Y%m%dT%H%M%S%fZ.journal"
# The file before this one may have been begun by a clock that was wrong.
_CLOCKS_MAY_JUMP = timedelta(days=7)

# Up to which row each journal goes that this process writes: a page that asks must not wait for a disk that hangs.
_written: dict[Path, int] = {}


@dataclass(frozen=True, slots=True)
class _Reached:
    """Up to which row, with which body, the files go; `name` and `seal` of the newest one and its last whole line."""

    number: int = 0
    body_hash: bytes = b""
    name: str = ""
    seal: bytes = b""


@dataclass(frozen=True)
class _Open:
    """The one that is being written, since which day, and what it has said of those on whom its records lean."""

    file: JournalFile
    on: str
    needs: Needs


class Journal:
    """Appends what the records have and the files have not."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder, self._keys, self._key = folder, keys, keys.journal_key
        self._open: _Open | None = None
        self._failed: JournalFile | None = None
        self._reached: _Reached | None = None

    def write(self, now: datetime) -> int:
        """Everything that was accepted until now is on that disk when this returns; how many records. OSError where it cannot be."""
        written = 0
        while rows := self._next_rows():
            self._append(self._lines_of(rows), now)
            last = rows[-1]
            self._reached = _Reached(last.number, bytes(last.body_hash))
            written += len(rows)
        return written

    def note_restore(self, until: datetime, now: datetime) -> None:
        """The records were put back to `until`; what the files hold of later times is told from what comes after this. Never to before what
        they hold: a backup bears the time at which it was begun."""
        newest = StoredEnvelope.select().order_by(StoredEnvelope.number.desc()).first()
        number, body_hash = (0, b"") if newest is None else (newest.number, bytes(newest.body_hash))
        until = until if newest is None else max(until, newest.received_at)
        self._append([lines.restored_line(number, body_hash, until, now)], now)

    def _next_rows(self) -> list[StoredEnvelope]:
        self._mend()
        if self._reached is None:
            self._reached = _reached(self._folder)
            if not _is_still_there(self._reached):  # Put back past us: all is written again, and replaying knows what it knows.
                self._reached = _Reached()
        _written[self._folder] = self._reached.number
        new = StoredEnvelope.number > self._reached.number
        # Of a draft that went home the server keeps nothing, so neither does this.
        return list(StoredEnvelope.select().where(new, StoredEnvelope.kind != Kind.DRAFT).order_by(StoredEnvelope.number).limit(_AT_ONCE))

    def _append(self, said: Iterable[Mapping[str, Any]], now: datetime) -> None:
        """On the disk when it returns; where anything fails the file is given up, and the next begins after what of it was synced."""
        self._mend()
        self._open = self._opened(now)
        try:
            self._open.file.append(said)
        except BaseException:
            self._failed, self._open, self._reached = self._open.file, None, None
            with suppress(OSError):
                self._mend()
            raise

    def _mend(self) -> None:
        """Nothing is written after a file of which it is not known what of it is on the disk."""
        if self._failed is not None:
            self._failed.cut_back()
            self._failed = None

    def _opened(self, now: datetime) -> _Open:
        """A file for each day and each start."""
        on = f"{now.astimezone(UTC):%Y%m%d}"
        if self._open is not None and self._open.on == on:
            return self._open
        before = _reached(self._folder)
        first = lines.opening(key_name(self._keys.database_key), before.name, before.seal, not before.name, now)
        since = _begun(before.name) - _CLOCKS_MAY_JUMP if before.name else None
        file = JournalFile(self._folder / _name_after(before.name, now), self._key, first)
        return _Open(file, on, Needs(self._keys, since))

    def _lines_of(self, rows: Sequence[StoredEnvelope]) -> Iterator[Mapping[str, Any]]:
        """For the file that is open by the time they are asked for."""
        assert self._open is not None
        for before, row in self._open.needs.of(rows):
            yield from before
            yield _record(row)


def files(folder: Path) -> list[Path]:
    """Oldest first."""
    return sorted(path for path in folder.iterdir() if lines.NAME.match(path.name))


def behind(config: Config, now: datetime) -> int | None:
    """How many records that came more than a minute ago are not in it, as far as this process wrote it; None where none is kept."""
    if not config.journal or config.database_url:
        return None
    late = (StoredEnvelope.number > _written.get(config.journal, 0)) & (StoredEnvelope.received_at < now - _A_MINUTE)
    return StoredEnvelope.select().where(late, StoredEnvelope.kind != Kind.DRAFT).count()


def note_restore(config: Config, keys: Keys, until: datetime, now: datetime) -> None:
    """Where a journal is kept; the records are open."""
    if config.journal and not config.database_url:
        Journal(config.journal, keys).note_restore(until, now)


def keeper(config: Config, keys: Keys, clock: Callable[[], datetime]) -> Rounds | None:
    """Whoever writes it while the server works; None where none is kept. A receipt wakes it, and when it is told to stop everything that
    was acknowledged is written first."""
    if not config.journal or config.database_url:
        return None
    kept, complaint = Journal(config.journal, keys), "The journal could not be written. It is tried again and loses nothing meanwhile"
    return Rounds("journal", lambda: kept.write(clock()), complaint, every=LAG_SECONDS, gap=_GAP_SECONDS, farewell=_FAREWELL_SECONDS)


def _record(row: StoredEnvelope) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": lines.moment(row.received_at),
        "skew_ms": row.skew_ms,
        "device": row.device_id,
        "header": b64(bytes(row.header)),
        "body": b64(bytes(row.body)),
        "epoch": row.epoch,
        "sequence": row.sequence,
        "author_sig": None if row.author_sig is None else b64(bytes(row.author_sig)),
        "device_sig": b64(bytes(row.device_sig)),
    }


def _name_after(before: str, now: datetime) -> str:
    """Later than every other by its name too, whatever the clock says."""
    name = now.astimezone(UTC).strftime(_NAME)
    return name if name > before else (_begun(before) + _A_MICROSECOND).strftime(_NAME)


def _begun(name: str) -> datetime:
    return datetime.strptime(name, _NAME).replace(tzinfo=UTC)


def _reached(folder: Path) -> _Reached:
    """By the newest file, and where that holds no record the one before it; a line that broke off counts for nothing."""
    here = files(folder)
    if here:
        settled(here[-1])
    number, body_hash = 0, b""
    for path in reversed(here):
        found = _last_said(path)
        if found is not None:
            number, body_hash = found
            break
    return _Reached(number, body_hash, here[-1].name if here else "", _last_seal(here[-1]) if here else b"")


def _last_said(path: Path) -> tuple[int, bytes] | None:
    for line in reversed(_whole_lines(path)):
        says = lines.unsealed(line)
        if "restored" in says:
            return int(says["number"]), unb64(says["hash"])
        if "body" in says:
            return int(says["number"]), sha256(unb64(says["body"]))
    return None


def _last_seal(path: Path) -> bytes:
    whole = _whole_lines(path)
    return unb64(whole[-1].rpartition(b" ")[2].decode("ascii")) if whole else b""


def _whole_lines(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        return [line for line in file.read().split(b"\n")[:-1] if line]


def _is_still_there(reached: _Reached) -> bool:
    if not reached.number:
        return True
    row = StoredEnvelope.get_or_none(StoredEnvelope.number == reached.number)
    return row is not None and bytes(row.body_hash) == reached.body_hash
