"""One file of the journal while it is written: lines that are on the disk, and none that only look as if they were.

After a failed fsync the system may show bytes that never came to the disk and call them clean (PostgreSQL learned it the hard way:
wiki.postgresql.org/wiki/Fsync_Errors). So what was not synced is cut off again, and is written anew from the records.
Public: JournalFile, settled.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fieldform.upkeep import journal_lines as lines
from fieldform.upkeep.disk import sync_folder

_BLOCK = 64 * 1024  # No smaller than what a file system writes at once.


class JournalFile:
    """Never one that was there before. `synced`: so many bytes of it are on the disk."""

    def __init__(self, path: Path, key: bytes, opening: Mapping[str, Any]) -> None:
        """With its first line or not at all: a disk that stays full is tried for days and must not fill with empty files."""
        self.path, self._key, self.synced = path, key, 0
        line, self._seal = lines.line_of(key, b"", opening)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
                handle.write(line)
            sync_folder(path.parent)
        except OSError:
            path.unlink(missing_ok=True)
            raise

    def append(self, said: Iterable[Mapping[str, Any]]) -> None:
        """On the disk when it returns. After an error nothing more may be appended, only cut back."""
        with self.path.open("ab") as handle:
            for one in said:
                line, self._seal = lines.line_of(self._key, self._seal, one)
                handle.write(line)
            handle.flush()
            os.fsync(handle.fileno())
            self.synced = handle.tell()

    def cut_back(self) -> None:
        """To what was synced. OSError where that cannot be made sure of: until it can, nothing may follow this file."""
        if not self.synced:
            self.path.unlink(missing_ok=True)
            sync_folder(self.path.parent)
            return
        with self.path.open("r+b") as handle:
            handle.truncate(self.synced)
            begun = handle.seek(max(0, self.synced - _BLOCK))
            block = handle.read()
            handle.seek(begun)
            handle.write(block)  # The last of the synced bytes shared a block with what failed.
            handle.flush()
            os.fsync(handle.fileno())


def settled(path: Path) -> None:
    """From now on it reads as it is on the disk, where the system can be made to look: another process may have failed to sync it."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as handle:
            os.fsync(handle.fileno())  # What still waits to be written would stay as it is seen.
            os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
