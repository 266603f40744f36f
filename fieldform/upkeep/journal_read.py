"""A journal read and judged, before anything is touched: every line against its seal, every file after the one that it follows.

Public: Read, read_through, Walk, JournalProblem.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldform.keys_folder import Keys
from fieldform.upkeep import journal_lines as lines
from fieldform.upkeep.archive import BackupProblem, key_name
from fieldform.upkeep.journal import files
from sync.encoding import b64


class JournalProblem(BackupProblem):
    """A journal that cannot be gone by; the message says which file and what of it. Likely cause: a failing disk, files that are missing,
    another server's."""


@dataclass(frozen=True, slots=True)
class _Restore:
    """Where in the journal it stands, and until when what came before counts after it."""

    place: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """A journal that was read whole as far as `until`. `begins` is None where it goes back to the first record there is; `broken_off`
    are files whose last line never came to its end, which is what a power cut leaves."""

    folder: Path
    until: datetime
    begins: datetime | None
    newest: datetime | None
    restores: tuple[_Restore, ...]
    broken_off: tuple[str, ...]

    def counts(self, place: int, at: datetime) -> bool:
        """Whether what was then is to be now: not later than `until`, and not left out by a restore before that."""
        before = (restore for restore in self.restores if restore.at <= self.until)
        return at <= self.until and not any(place < restore.place and at > restore.until for restore in before)


def read_through(folder: Path, keys: Keys, until: datetime) -> Read:
    """Every line until then, held against its seal; JournalProblem names the first that is not as it was written."""
    if not folder.is_dir() or not files(folder):
        raise JournalProblem(f"There is no journal in {folder}.")
    walk = Walk(folder, keys)
    newest: datetime | None = None
    restores = []
    try:
        for place, says in walk.through():
            if "restored" in says:
                restores.append(_Restore(place, lines.moment_of(says["restored"]), lines.moment_of(says["until"])))
            elif "at" in says:
                newest = max(filter(None, (newest, lines.moment_of(says["at"]))))
    except JournalProblem as problem:
        if newest is None or newest <= until:  # Of one push some may be behind the damage.
            reads = f" What came before {newest.isoformat()} is sound: give an earlier --until." if newest else ""
            raise JournalProblem(f"{problem}{reads}") from problem
    return Read(folder, until, walk.begins, newest, tuple(restores), tuple(walk.broken_off))


class Walk:
    """The lines of all files in order, each under its seal, each file after the one that it says it follows."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder, self._key, self._server = folder, keys.journal_key, key_name(keys.database_key)
        self.begins: datetime | None = None
        self.broken_off: list[str] = []

    def through(self) -> Iterator[tuple[int, dict[str, Any]]]:
        before, seal, place = "", b"", 0
        for path in files(self._folder):
            last = b""
            for line in self._of_file(path):
                if not last:
                    self._begin(path, line.says, before, seal)
                last, place = line.seal, place + 1
                yield place, dict(line.says)
            before, seal = path.name, last

    def _of_file(self, path: Path) -> Iterator[lines.Line]:
        seal = b""
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                if not raw.endswith(b"\n"):
                    self.broken_off.append(path.name)
                    return
                try:
                    line = lines.parsed(self._key, seal, raw[:-1])
                except lines.Unreadable as problem:
                    self._refuse_another(path)
                    raise JournalProblem(f"{path.name} is damaged at line {number:,}: it is not as it was written.") from problem
                seal = line.seal
                yield line

    def _begin(self, path: Path, says: Any, before: str, seal: bytes) -> None:
        if before and (says["follows"], says["seal"]) != (before, b64(seal)):
            missing = says["follows"] != before
            how = f"{says['follows'] or 'what came before'} is missing" if missing else f"the end of {before} is missing"
            raise JournalProblem(f"Before {path.name} {how}.")
        if not before and not says["whole"]:
            self.begins = lines.moment_of(says["begun"])

    def _refuse_another(self, path: Path) -> None:
        """Whose it says that it is, before it is called damaged: nobody else's can be read with the keys that are here."""
        with path.open("rb") as file:
            first = lines.unsealed(file.readline())
        if first.get("fieldform_journal") and first.get("server") != self._server:
            raise JournalProblem(f"{path.name} is the journal of another server. Give the folder of this one's, or its keys.")
