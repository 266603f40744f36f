"""One backup in one file: a header that anybody may read, then encrypted frames of which none can be changed, dropped, added or moved.

AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): each frame's nonce holds its number and whether it is
the last. The last one is the manifest. The key is derived from the database's key; the sealed copy of all keys travels in the header, so
that the recovery key alone is enough after everything else is lost. Knows no database.
Public: Header, Manifest, Writer, Reader, read_header, key_name, NotABackup, WrongKeys, Damaged, BackupProblem.
"""

import json
import os
import secrets
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.encoding import MalformedText, b64, strict_json, unb64

_MAGIC = b"fieldform backup 1\n"
_FRAME = 1024 * 1024
_TAG = 16
_LONGEST_HEADER = 1024 * 1024
_LENGTH = struct.Struct(">I")


class BackupProblem(Exception):
    """A backup that cannot be made or used; the message is one clear line. Likely cause: the file, its disk or the keys."""


class NotABackup(BackupProblem):
    """The file is something else. Likely cause: a wrong name, or a backup whose beginning was overwritten."""


class WrongKeys(BackupProblem):
    """The keys here do not belong to it. Likely cause: another server's backup, or new keys made since."""


class Damaged(BackupProblem):
    """Some of it is missing or changed. Likely cause: a copy that broke off, or a failing disk."""


@dataclass(frozen=True, slots=True)
class Header:
    """`kind` is "sqlite" or "postgresql"; `key` names the keys it needs; `sealed_keys` opens with the recovery key alone."""

    kind: str
    made_at: str
    release: str
    key: str
    salt: bytes
    nonce: bytes
    sealed_keys: bytes

    def as_bytes(self) -> bytes:
        return json.dumps({name: b64(value) if isinstance(value, bytes) else value for name, value in asdict(self).items()}).encode()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is inside: `schema` the migrations applied, `counts` rows by table, `instance` which life of the database it was."""

    made_at: str
    release: str
    schema: tuple[str, ...]
    instance: str
    counts: Mapping[str, int]
    payload_bytes: int
    payload_sha256: str


def key_name(database_key: bytes) -> str:
    """A name for these keys that tells nothing about them."""
    return b64(_derive(database_key, b"", b"name")[:8])


class Writer:
    """Frames into a new file, readable by its owner alone; whole only after `finish`."""

    def __init__(self, path: Path, database_key: bytes, *, kind: str, made_at: str, release: str, sealed_keys: bytes) -> None:
        salt, nonce = secrets.token_bytes(32), secrets.token_bytes(7)
        header = Header(kind, made_at, release, key_name(database_key), salt, nonce, sealed_keys).as_bytes()
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._frames = _Frames(database_key, salt, nonce, header)
        self._waiting = bytearray()
        self._hash, self._bytes = sha256(), 0
        self._file.write(_MAGIC + _LENGTH.pack(len(header)) + header)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def write(self, piece: bytes) -> None:
        self._hash.update(piece)
        self._bytes += len(piece)
        self._waiting += piece
        while len(self._waiting) >= _FRAME:
            self._put(bytes(self._waiting[:_FRAME]), last=False)
            del self._waiting[:_FRAME]

    def finish(self, *, made_at: str, release: str, schema: tuple[str, ...], instance: str, counts: Mapping[str, int]) -> Manifest:
        """The manifest ends it; then it is on the disk, not only in the machine's memory."""
        if self._waiting:
            self._put(bytes(self._waiting), last=False)
        manifest = Manifest(made_at, release, schema, instance, dict(counts), self._bytes, self._hash.hexdigest())
        self._put(json.dumps(asdict(manifest)).encode(), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        return manifest

    def _put(self, plain: bytes, *, last: bool) -> None:
        sealed = self._frames.seal(plain, last=last)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)


class Reader:
    """`pieces` gives the payload in order; `manifest` is there once they have all been read and agree with it."""

    def __init__(self, path: Path, database_key: bytes) -> None:
        self._path, self._key = path, database_key
        self.header = read_header(path)
        self.manifest: Manifest | None = None
        if self.header.key != key_name(database_key):
            raise WrongKeys(f"{path.name} was made with other keys than those here. Use the keys that belong to it.")

    def pieces(self) -> Iterator[bytes]:
        """Each piece is authentic when it is given out; whether the whole is there is known at the end: Damaged where it is not."""
        total, count = sha256(), 0
        with self._path.open("rb") as file:
            frames = _Frames(self._key, self.header.salt, self.header.nonce, _read_raw_header(file, self._path))
            for plain, last in self._frames_of(file, frames):
                if last:
                    self.manifest = self._agreeing(plain, count, total.hexdigest())
                    return
                total.update(plain)
                count += len(plain)
                yield plain
        raise self._damaged("its end is missing")

    def _frames_of(self, file: IO[bytes], frames: "_Frames") -> Iterator[tuple[bytes, bool]]:
        while length := file.read(_LENGTH.size):
            size = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else 0
            sealed = file.read(size) if _TAG <= size <= 2 * _FRAME else b""
            if len(sealed) != size or not sealed:
                raise self._damaged("its end is missing")
            opened = frames.open(sealed)
            if opened is None:
                raise self._damaged("part of it was changed")
            if opened[1] and file.read(1):
                raise self._damaged("something was added to it")
            yield opened

    def _agreeing(self, plain: bytes, count: int, total: str) -> Manifest:
        said = json.loads(plain)
        manifest = Manifest(**{**said, "schema": tuple(said["schema"])})
        if (manifest.payload_bytes, manifest.payload_sha256) != (count, total):
            raise self._damaged("it is not what its manifest says")
        return manifest

    def _damaged(self, how: str) -> Damaged:
        return Damaged(f"{self._path.name} is damaged: {how}. Take another backup.")


def read_header(path: Path) -> Header:
    """What anybody may know of a backup; NotABackup where the file is none."""
    with path.open("rb") as file:
        raw = _read_raw_header(file, path)
    try:
        said: dict[str, Any] = strict_json(raw)
        binary = {name: unb64(said[name]) for name in ("salt", "nonce", "sealed_keys")}
        return Header(**{**said, **binary})
    except (MalformedText, KeyError, TypeError) as problem:
        raise NotABackup(f"{path.name} is no backup of Fieldform, or its beginning is damaged.") from problem


def _read_raw_header(file: IO[bytes], path: Path) -> bytes:
    start = file.read(len(_MAGIC) + _LENGTH.size)
    if len(start) == len(_MAGIC) + _LENGTH.size and start.startswith(_MAGIC):
        length = _LENGTH.unpack(start[len(_MAGIC) :])[0]
        raw = file.read(length) if length <= _LONGEST_HEADER else b""
        if len(raw) == length:
            return raw
    raise NotABackup(f"{path.name} is no backup of Fieldform, or its beginning is damaged.")


class _Frames:
    """Seals and opens frames in their order; the header stands behind every one of them."""

    def __init__(self, database_key: bytes, salt: bytes, nonce: bytes, header: bytes) -> None:
        self._cipher = AESGCM(_derive(database_key, salt, b"frames"))
        self._nonce, self._header, self._number = nonce, sha256(_MAGIC + header).digest(), 0

    def seal(self, plain: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._next(last=last), plain, self._header)

    def open(self, sealed: bytes) -> tuple[bytes, bool] | None:
        """The plaintext and whether it is the last frame; None where it is neither this frame nor the last one in its place."""
        number = self._number
        for last in (False, True):
            self._number = number
            try:
                return self._cipher.decrypt(self._next(last=last), sealed, self._header), last
            except InvalidTag:
                continue
        return None

    def _next(self, *, last: bool) -> bytes:
        self._number += 1
        return self._nonce + _LENGTH.pack(self._number) + bytes([last])


def _derive(database_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=b"fieldform backup 1 " + purpose).derive(database_key)
