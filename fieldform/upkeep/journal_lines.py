"""The journal's lines: what arrived, as it was sealed, and when; each line under a seal over itself and all before it in its file.

A file begins with whose journal it is and which file it follows. Bodies stay sealed to the server's key: who finds a journal reads who
sent how much when, as on the wire, and nothing of anybody. Pure. Public: Line, line_of, parsed, unsealed, opening, device_line,
author_line, form_line, definition_in, file_of, content_in,
person_line, account_in, restored_line, moment, moment_of, NAME, Unreadable.
"""

import hmac
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.encoding import MalformedText, b64, compact_json, label, strict_json, unb64
from sync.sealing import PrivateKey, open_sealed, seal

NAME = re.compile(r"fieldform-\d{8}T\d{12}Z\.journal\Z")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Unreadable(ValueError):
    """A line that is not as it was written. Likely cause: a failing disk, or somebody who changed the file."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says, and the seal under which the next one stands."""

    says: Mapping[str, Any]
    seal: bytes


def line_of(key: bytes, before: bytes, says: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """The line's bytes, and its seal."""
    raw = compact_json(says)
    made = hmac.digest(key, before + raw, "sha256")
    return raw + b" " + b64(made).encode() + b"\n", made


def parsed(key: bytes, before: bytes, line: bytes) -> Line:
    """A line without its end; Unreadable where it is not what was written after `before`."""
    raw, _, said = line.rpartition(b" ")
    wanted = hmac.digest(key, before + raw, "sha256")
    try:
        if not hmac.compare_digest(unb64(said.decode("ascii")), wanted):
            raise Unreadable
        return Line(strict_json(raw), wanted)
    except (MalformedText, UnicodeDecodeError) as problem:
        raise Unreadable from problem


def unsealed(line: bytes) -> dict[str, Any]:
    """What a line says without asking whether it is true; nothing where it says nothing."""
    try:
        said = strict_json(line.rpartition(b" ")[0])
    except MalformedText:
        return {}
    return said if isinstance(said, dict) else {}


def opening(server: str, follows: str, seal: bytes, whole: bool, now: datetime) -> dict[str, Any]:
    """`server` names the keys, `follows` and `seal` the file before and its last line; `whole`: it begins with the first record."""
    return {"fieldform_journal": 1, "server": server, "follows": follows, "seal": b64(seal), "whole": whole, "begun": moment(now)}


def device_line(device: str, certificate: Mapping[str, str]) -> dict[str, Any]:
    """The server's word on a device, before its first record in a file: a backup may not know it."""
    return {"certified": device, "certificate": dict(certificate)}


def author_line(author: str, device: str, public_key: bytes, registered_at: datetime) -> dict[str, Any]:
    """A person's signing key on a device, before the first record in a file that it could speak for."""
    return {"author": author, "device": device, "public_key": b64(public_key), "registered_at": moment(registered_at)}


def form_line(definition: Mapping[str, Any], published_at: datetime, files: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """A version that was published, packed: a sixth of its length, and as deep as a form may be. `files` come with it, as `file_of` has
    each of them."""
    return {"form": b64(zlib.compress(compact_json(definition), 9)), "published_at": moment(published_at), "files": list(files)}


def definition_in(says: Mapping[str, Any]) -> dict[str, Any]:
    """What `form_line` was given; whoever asks has held the line against its seal."""
    found: dict[str, Any] = json.loads(zlib.decompress(unb64(says["form"])))
    return found


def file_of(version: str, name: str, kind: str, content: bytes, key: tuple[str, bytes]) -> dict[str, str]:
    """Sealed to the server's key (its id and point): an attached list may name clients."""
    sealed = seal(key[1], label("journal") + version.encode(), zlib.compress(content))
    return {"name": name, "kind": kind, "key": key[0], "sealed": b64(sealed)}


def content_in(version: str, file: Mapping[str, str], keys: Mapping[str, PrivateKey]) -> bytes:
    """What `file_of` was given; KeyError where the key is not here."""
    return zlib.decompress(open_sealed(keys[file["key"]], label("journal") + version.encode(), unb64(file["sealed"])))


def person_line(person: str, created_at: datetime, account: Mapping[str, str], key: tuple[str, bytes]) -> dict[str, Any]:
    """Whose account it is, before their first record in a file, sealed as `file_of` seals; no phrase, nor anything made of one."""
    sealed = file_of(person, "", "account", compact_json(account), key)
    return {"person": person, "created_at": moment(created_at), "account": sealed}


def account_in(says: Mapping[str, Any], keys: Mapping[str, PrivateKey]) -> dict[str, str]:
    """What `person_line` was given."""
    found: dict[str, str] = json.loads(content_in(says["person"], says["account"], keys))
    return found


def restored_line(number: int, body_hash: bytes, until: datetime, now: datetime) -> dict[str, Any]:
    """The records became what they were at `until`, and go on after row `number`."""
    return {"restored": moment(now), "until": moment(until), "number": number, "hash": b64(body_hash)}


def moment(at: datetime) -> int:
    """Whole microseconds since 1970, as the records keep it."""
    return (at - _EPOCH) // _MICROSECOND


def moment_of(said: int) -> datetime:
    """The aware UTC time of so many microseconds since 1970."""
    return _EPOCH + said * _MICROSECOND
