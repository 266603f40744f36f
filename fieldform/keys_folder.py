"""The keys folder: everything that opens what the database keeps, outside the data folder, readable by its owner alone.

A sealed copy of all keys lies beside them and in the data folder (so it is in every backup); only the recovery key, shown once, opens it.
Knows no table. Public: Keys, DrawnKeys, draw_keys, lay_down, create_keys, refuse_if_keys, load_keys, copy_recovery, restore_keys, key_id,
last_group, KeysProblem, RECOVERY_FILE.
"""

import base64
import json
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from sync.encoding import b64, sha256, unb64

RECOVERY_FILE = "keys.recovery"

_DATABASE, _SECRET, _RECEIPT = "database.key", "secret.key", "receipt.pem"
_WEB_DEVICE, _WEB_DEVICE_ID = "web_device.pem", "web_device.id"
_SEALING_PREFIX, _CURRENT_SEALING = "sealing-", "sealing.current"
_SEALED_LABEL = b"fieldform keys 1\n"
_GROUP = 4


class KeysProblem(Exception):
    """The keys cannot be made or read; the message is one clear line. Likely cause: a wrong folder, or files that others may read."""


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of one server. `sealing` holds every private half there ever was by its id: late phones still use old ones."""

    database_key: bytes
    secret_key: bytes
    sealing: Mapping[str, EllipticCurvePrivateKey]
    current_sealing_id: str
    receipt: EllipticCurvePrivateKey
    web_device: EllipticCurvePrivateKey
    web_device_id: str

    @property
    def look_key(self) -> bytes:
        """Seals the log of looks. Not made of the database's key: whoever can open the records must not be able to seal."""
        return _derived(self.secret_key, b"fieldform log of looks 1")

    @property
    def journal_key(self) -> bytes:
        """Seals the journal of what arrived."""
        return _derived(self.secret_key, b"fieldform journal 1")


@dataclass(frozen=True, slots=True)
class DrawnKeys:
    """New keys that lie nowhere yet: first the recovery key is copied by a person, then they are laid down."""

    recovery_key: str
    files: Mapping[str, bytes] = field(repr=False)


def draw_keys() -> DrawnKeys:
    recovery = secrets.token_bytes(32)
    return DrawnKeys(_spell(recovery), _sealed(_new_files(), recovery))


def lay_down(drawn: DrawnKeys, folder: Path) -> None:
    """Write new keys into a folder that does not exist yet or is empty; all or nothing. KeysProblem where there are keys already."""
    _write_folder(folder, drawn.files)


def create_keys(folder: Path) -> str:
    """Both in one go; the recovery key."""
    drawn = draw_keys()
    lay_down(drawn, folder)
    return drawn.recovery_key


def refuse_if_keys(folder: Path) -> None:
    """KeysProblem where there is anything already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise KeysProblem(f"There are keys in {folder} already. Nothing was changed.")


def load_keys(folder: Path) -> Keys:
    """The keys as they lie there; KeysProblem where the folder is missing, incomplete or open to others."""
    files = _read_folder(folder)
    try:
        return _parsed(files)
    except (KeyError, ValueError, TypeError) as problem:
        raise KeysProblem(f"The keys in {folder} are damaged or incomplete. Restore them with the recovery key.") from problem


def copy_recovery(folder: Path, data_folder: Path) -> Path:
    """Lay the sealed copy of the keys into the data folder, so that a backup of it can be opened with the recovery key."""
    data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = data_folder / RECOVERY_FILE
    sealed = (folder / RECOVERY_FILE).read_bytes()
    if not copy.is_file() or copy.read_bytes() != sealed:
        _write_private(copy.with_suffix(".part"), sealed)
        copy.with_suffix(".part").replace(copy)
    return copy


def restore_keys(folder: Path, sealed_copy: Path, recovery_key: str) -> None:
    """Make the keys folder again from its sealed copy; KeysProblem where the recovery key does not open it."""
    try:
        sealed = sealed_copy.read_bytes()
    except OSError as problem:
        raise KeysProblem(f"There is no sealed copy of the keys at {sealed_copy}.") from problem
    files = _unsealed(sealed, _unspell(recovery_key))
    _write_folder(folder, {**files, RECOVERY_FILE: sealed})


def key_id(public: EllipticCurvePublicKey) -> str:
    """The id a public key goes by: the first 8 bytes of the SHA-256 of its uncompressed point, as base64url."""
    return b64(sha256(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))[:8])


def last_group(recovery_key: str) -> str:
    """What a person types back to show that the recovery key was copied."""
    return recovery_key.rsplit("-", maxsplit=1)[-1]


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)


def _new_files() -> dict[str, bytes]:
    sealing = generate_private_key(SECP256R1())
    sealing_id = key_id(sealing.public_key())
    return {
        _DATABASE: secrets.token_bytes(32),
        _SECRET: secrets.token_bytes(32),
        f"{_SEALING_PREFIX}{sealing_id}.pem": _pem(sealing),
        _CURRENT_SEALING: sealing_id.encode(),
        _RECEIPT: _pem(generate_private_key(SECP256R1())),
        _WEB_DEVICE: _pem(generate_private_key(SECP256R1())),
        _WEB_DEVICE_ID: str(uuid4()).encode(),
    }


def _parsed(files: Mapping[str, bytes]) -> Keys:
    sealing = {
        name.removeprefix(_SEALING_PREFIX).removesuffix(".pem"): _private_key(content)
        for name, content in files.items()
        if name.startswith(_SEALING_PREFIX) and name.endswith(".pem")
    }
    current = files[_CURRENT_SEALING].decode()
    if current not in sealing or len(files[_DATABASE]) != 32 or len(files[_SECRET]) != 32:
        raise ValueError("incomplete")
    return Keys(
        database_key=files[_DATABASE],
        secret_key=files[_SECRET],
        sealing=sealing,
        current_sealing_id=current,
        receipt=_private_key(files[_RECEIPT]),
        web_device=_private_key(files[_WEB_DEVICE]),
        web_device_id=files[_WEB_DEVICE_ID].decode(),
    )


def _sealed(files: Mapping[str, bytes], recovery: bytes) -> dict[str, bytes]:
    """The same files and their sealed copy."""
    plain = json.dumps({name: b64(content) for name, content in files.items()}).encode()
    nonce = secrets.token_bytes(12)
    return {**files, RECOVERY_FILE: _SEALED_LABEL + nonce + AESGCM(recovery).encrypt(nonce, plain, _SEALED_LABEL)}


def _unsealed(sealed: bytes, recovery: bytes) -> dict[str, bytes]:
    body = sealed.removeprefix(_SEALED_LABEL)
    try:
        plain = AESGCM(recovery).decrypt(body[:12], body[12:], _SEALED_LABEL)
    except (InvalidTag, ValueError) as problem:
        raise KeysProblem("This recovery key does not open the copy. Check each group of four; it belongs to one server only.") from problem
    return {name: unb64(content) for name, content in json.loads(plain).items()}


def _spell(recovery: bytes) -> str:
    text = base64.b32encode(recovery).decode().rstrip("=")
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def _unspell(typed: str) -> bytes:
    text = "".join(character for character in typed.upper() if character.isalnum())
    try:
        recovery = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as problem:
        raise KeysProblem("That is not a recovery key: it has 13 groups of letters A to Z and digits 2 to 7.") from problem
    if len(recovery) != 32:
        raise KeysProblem("The recovery key is not whole: it has 13 groups, the last of four characters too.")
    return recovery


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Written whole beside its place and moved in, so that a crash never leaves half a set of keys."""
    refuse_if_keys(folder)
    unfinished = folder.with_name(folder.name + ".unfinished")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True, mode=0o700)
        for name, content in files.items():
            _write_private(unfinished / name, content)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except OSError as problem:
        raise KeysProblem(f"The keys could not be written to {folder}: {problem.strerror}.") from problem


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_folder(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise KeysProblem(f"There are no keys in {folder}. Make them with: fieldform init")
    try:
        for path in (folder, *folder.iterdir()):
            _refuse_if_open_to_others(path)
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    except OSError as problem:
        raise KeysProblem(f"The keys in {folder} cannot be read: {problem.strerror}.") from problem


def _refuse_if_open_to_others(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeysProblem(f"Others may read {path}. Close it with: chmod -R go= {path if path.is_dir() else path.parent}")


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private_key(pem: bytes) -> EllipticCurvePrivateKey:
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise TypeError("not an elliptic-curve key")
    return key
