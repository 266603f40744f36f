"""Whether the records in the SQLite file and its log are as they were written, looked at without changing a byte of either.

Every page of the file by its seal (HMAC), then every row by its place (quick_check, through the log). SQLite reads a log up to the first
frame that does not fit its checksum and takes the rest for what a power cut left; here it is told apart from damage: before a frame is
written behind a commit, everything up to that commit is on the disk. Public: fault_of, refuse_damaged.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import Any

from sqlcipher3 import dbapi2

from fieldform.config import Config
from fieldform.database import FILE_NAME, DatabaseUnfit, why_unreadable

# The log's format: sqlite.org/walformat.html. What it begins with says in which order the bytes of a word are added up.
_HEADER, _FRAME_HEADER = 32, 24
_ORDERS = {0x377F0682: "<", 0x377F0683: ">"}
_NO_TURN = b""
# Whoever opens the records says these in better words.
_NO_DAMAGE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_LOCKED")
_LOG_BROKEN = "its log is broken in the middle, and SQLite would forget what was committed after that"


def refuse_damaged(config: Config, key: bytes) -> None:
    """DatabaseUnfit, which says what to do. PostgreSQL sees to its own pages."""
    fault = "" if config.database_url else fault_of(config.data_folder / FILE_NAME, key)
    if fault:
        raise DatabaseUnfit(
            f"The records are damaged: {fault}. Nothing was changed. Copy {config.data_folder} aside, see to the disk, "
            "then put the newest backup in their place: fieldform restore FILE --replace"
        )


def fault_of(file: Path, key: bytes) -> str:
    """What is wrong, "" where nothing is or there are no records yet. A server may be writing meanwhile: what is only seen once is no
    damage. DatabaseUnfit where the key does not open it."""
    log = file.with_name(f"{file.name}-wal")
    if not file.exists() or not file.stat().st_size:
        return f"{file.name} is gone or empty, and its log is not" if log.exists() and log.stat().st_size > _HEADER else ""
    return _seen(file, log, key) and _seen(file, log, key)


def _seen(file: Path, log: Path, key: bytes) -> str:
    try:
        with closing(_read_only(file, key)) as found:
            return next(_faults(found, log), "")
    except dbapi2.DatabaseError as problem:
        return "" if getattr(problem, "sqlite_errorname", "") in _NO_DAMAGE else str(problem)


def _faults(found: Any, log: Path) -> Iterator[str]:
    size, began = int(found.execute("PRAGMA page_size").fetchone()[0]), _header_of(log)
    frames = _frames(log, size)
    _, read, _ = found.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()  # Asked last, so that a server's commits meanwhile count as read.
    if _goes_on(frames[read:]) and _header_of(log) == began:  # Or a server began the log anew meanwhile.
        yield _LOG_BROKEN
    copied = {frame.page for frame in frames[:read]}
    for (fault,) in found.execute("PRAGMA cipher_integrity_check"):
        page = re.search(r"page (\d+)", fault)
        # A power cut may tear a page while it is copied from the log, which still has it.
        if page is None or int(page[1]) not in copied:
            yield fault
    yield from (row[0] for row in found.execute("PRAGMA quick_check(1)") if row[0] != "ok")


@dataclass(frozen=True, slots=True)
class _Frame:
    """`commits`: it ends a transaction; `turn`: of all those written since the log began anew; `sums`: over it and all before it."""

    page: int
    commits: bool
    turn: bytes
    sums: tuple[int, int]
    summed: bytes
    order: str

    def follows(self, sums: tuple[int, int]) -> bool:
        return _sums(self.summed, self.order, sums) == self.sums


def _goes_on(unread: list[_Frame]) -> bool:
    """Whether among what SQLite does not read there is a frame that was written after a commit was on the disk."""
    return any(before.commits and before.turn == after.turn and after.follows(before.sums) for before, after in pairwise(unread))


def _frames(log: Path, page_size: int) -> list[_Frame]:
    """Of the log's newest turn; of all its turns where its own header is no longer what it was."""
    content = log.read_bytes() if log.exists() else b""
    if len(content) < _HEADER:
        return []
    order, turn = _told(content[:_HEADER])
    whole = _FRAME_HEADER + page_size
    found = [_frame(content[at : at + whole], order) for at in range(_HEADER, len(content) - whole + 1, whole)]
    return [frame for frame in found if turn in (frame.turn, _NO_TURN)]


def _header_of(log: Path) -> bytes:
    if not log.exists():
        return b""
    with log.open("rb") as opened:
        return opened.read(_HEADER)


def _told(header: bytes) -> tuple[str, bytes]:
    """By a log's own header: in which order its words are, and its newest turn; _NO_TURN where it is no longer what it was."""
    order = _ORDERS.get(unpack_from(">I", header)[0])
    if order and _sums(header[:24], order, (0, 0)) == unpack_from(">II", header, 24):
        return order, header[16:24]
    return "<" if sys.byteorder == "little" else ">", _NO_TURN


def _frame(whole: bytes, order: str) -> _Frame:
    page, pages_then = unpack_from(">II", whole)
    return _Frame(page, pages_then > 0, whole[8:16], unpack_from(">II", whole, 16), whole[:8] + whole[_FRAME_HEADER:], order)


def _sums(summed: bytes, order: str, before: tuple[int, int]) -> tuple[int, int]:
    first, second = before
    for even, odd in iter_unpack(f"{order}II", summed):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second


def _read_only(file: Path, key: bytes) -> Any:
    """Whoever may only read copies no log into the file when it closes."""
    found = dbapi2.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    found.execute("PRAGMA cipher_log_level = NONE")
    found.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        found.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError as problem:
        found.close()
        if "not a database" in str(problem):
            raise DatabaseUnfit(why_unreadable(problem)) from problem
        raise
    return found
