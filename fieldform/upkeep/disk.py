"""Room on a disk, and files that are whole or absent. Public: free_bytes, total_bytes, refuse_if_tight, sync_folder, words_of_size."""

import os
import shutil
from pathlib import Path

from fieldform.upkeep.archive import BackupProblem

# What stays free beside a backup: a disk filled to its last byte stops more than the next backup.
MARGIN = 64 * 1024 * 1024
_UNIT = 1024


class DiskTight(BackupProblem):
    """There is no room for it. Likely cause: old backups kept elsewhere than in this folder, or a small disk."""


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def total_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).total


def refuse_if_tight(folder: Path, needed: int) -> None:
    """DiskTight where `needed` bytes and a margin do not fit."""
    free = free_bytes(folder)
    if free < needed + MARGIN:
        raise DiskTight(
            f"{folder} has {words_of_size(free)} free and this takes {words_of_size(needed)} with {words_of_size(MARGIN)} to spare."
            " Make room first."
        )


def sync_folder(folder: Path) -> None:
    """A file's name is on the disk only once its folder is; Windows has no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def words_of_size(size: float) -> str:
    """“980 B”, “4.1 MB”."""
    for unit in ("B", "KB", "MB", "GB"):
        if size < _UNIT:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= _UNIT
    return f"{size:.1f} TB"
