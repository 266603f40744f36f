"""Making a backup: one new encrypted file that was read back whole, or none and one clear line.

A half-made file never bears a backup's name; older ones go only after a newer one reads back. Public: make, read_back, Made.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldform.config import Config
from fieldform.keys_folder import RECOVERY_FILE, Keys
from fieldform.upkeep import postgresql_dump, sqlite_copy
from fieldform.upkeep.archive import BackupProblem, Damaged, Manifest, NotABackup, Reader, Writer, key_name, read_header
from fieldform.upkeep.disk import refuse_if_tight, sync_folder
from fieldform.upkeep.inside import Inside, release
from fieldform.upkeep.keeping import Keep, file_name, kept, made_at

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_DATABASE_FILE = "fieldform.db"
_UNFINISHED = ".unfinished-"
_PIECE = 1024 * 1024


class WrongPlace(BackupProblem):
    """A backup beside what it is a backup of would be lost with it. Likely cause: a mistyped folder."""


@dataclass(frozen=True, slots=True)
class Made:
    """`seconds` from the first byte to having read back the last; `removed` older backups that are no longer kept."""

    path: Path
    size: int
    manifest: Manifest
    seconds: float
    removed: tuple[str, ...]

    @property
    def envelopes(self) -> int:
        return self.manifest.counts.get("envelope", 0)


def make(config: Config, keys: Keys, folder: Path, keep: Keep, now: datetime) -> Made:
    """Into `folder`, with the records open and in use. Raises BackupProblem or OSError, and then leaves nothing behind."""
    began = time.monotonic()
    _refuse_a_wrong_place(config, folder)
    folder.mkdir(exist_ok=True, mode=0o700)  # One level: a mistyped path is told, not made.
    _clear_unfinished(folder)
    refuse_if_tight(folder, 2 * _size_of_records(config))
    path = folder / file_name(now)
    with _unfinished(folder, path.name) as part:
        manifest = _written(config, keys, part, now)
        inside = read_back(part, config, keys.database_key, folder)
        _refuse_a_difference(manifest, inside)
        part.replace(path)
    sync_folder(folder)
    removed = _remove_old(folder, keep, keys)
    return Made(path, path.stat().st_size, manifest, time.monotonic() - began, removed)


def read_back(path: Path, config: Config, database_key: bytes, room: Path) -> tuple[Manifest, Inside]:
    """Everything in a backup, decrypted and looked at as the database itself would; raises where any of it is not as it was.

    `room`: a folder for a copy of SQLite's file, which stays encrypted.
    """
    reader = Reader(path, database_key)
    if reader.header.kind == SQLITE:
        with _unfinished(room, "reading-back.db") as copy:
            copy_out(reader, copy)
            found = sqlite_copy.examine(copy, database_key)
    else:
        counts = postgresql_dump.read_back(config.database_url, reader.pieces())
        found = Inside((), "", counts)
    if reader.manifest is None:
        raise Damaged(f"{path.name} is damaged: its end is missing. Take another backup.")
    return reader.manifest, found


def copy_out(reader: Reader, copy: Path) -> None:
    """The payload into a file of its own."""
    with copy.open("xb") as file:
        file.writelines(reader.pieces())


def kind_of(config: Config) -> str:
    return POSTGRESQL if config.database_url else SQLITE


def _written(config: Config, keys: Keys, part: Path, now: datetime) -> Manifest:
    said = {"made_at": now.astimezone(UTC).isoformat(timespec="seconds"), "release": release()}
    sealed_keys = (config.keys_folder / RECOVERY_FILE).read_bytes()
    with Writer(part, keys.database_key, kind=kind_of(config), sealed_keys=sealed_keys, **said) as writer:
        inside = _fill(config, keys, part, writer.write)
        return writer.finish(schema=inside.schema, instance=inside.instance, counts=inside.counts, **said)


def _fill(config: Config, keys: Keys, part: Path, write: Callable[[bytes], None]) -> Inside:
    if config.database_url:
        return postgresql_dump.dump(config.database_url, write)
    with _unfinished(part.parent, "copy.db") as copy:
        sqlite_copy.take(copy)
        inside = sqlite_copy.examine(copy, keys.database_key)
        with copy.open("rb") as file:
            for piece in iter(lambda: file.read(_PIECE), b""):
                write(piece)
    return inside


def _refuse_a_difference(manifest: Manifest, found: tuple[Manifest, Inside]) -> None:
    read, inside = found
    if read != manifest or dict(inside.counts) != dict(manifest.counts):
        raise Damaged("The backup does not read back as it was written. Is the disk sound? Nothing was kept of it.")


def _refuse_a_wrong_place(config: Config, folder: Path) -> None:
    for own, name in ((config.data_folder, "data"), (config.keys_folder, "keys")):
        if folder.is_relative_to(own):
            raise WrongPlace(f"{folder} lies in the {name} folder: they would be lost together. Choose a folder on another disk.")


def _size_of_records(config: Config) -> int:
    if config.database_url:
        return postgresql_dump.size(config.database_url) // 2
    return sum(path.stat().st_size for path in config.data_folder.glob(f"{_DATABASE_FILE}*"))


@contextmanager
def _unfinished(folder: Path, name: str) -> Iterator[Path]:
    """A name to work under; whatever still bears it afterwards is gone."""
    part = folder / f"{_UNFINISHED}{name}"
    try:
        yield part
    finally:
        for left in folder.glob(f"{part.name}*"):
            left.unlink(missing_ok=True)


def _clear_unfinished(folder: Path) -> None:
    """What a backup that was killed left behind."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        left.unlink(missing_ok=True)


def _remove_old(folder: Path, keep: Keep, keys: Keys) -> tuple[str, ...]:
    """Only what bears a backup's name and was made with these keys: another server's are left alone."""
    own = [path.name for path in folder.iterdir() if made_at(path.name) and _is_own(path, keys)]
    gone = sorted(set(own) - kept(own, keep))
    for name in gone:
        (folder / name).unlink()
    return tuple(gone)


def _is_own(path: Path, keys: Keys) -> bool:
    with suppress(NotABackup, OSError):
        return read_header(path).key == key_name(keys.database_key)
    return False
