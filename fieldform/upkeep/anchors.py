"""The anchor file: where the log of looks ended at each moment, signed, and kept where whoever writes the database does not write.

A chain by itself cannot show that its end was cut off, that all of it was written anew, or that older records were put back: the file can.
A line each time, only ever appended. Knows no table. Public: Anchor, Anchors, append, read, last.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldform.access.look_chain import End
from fieldform.upkeep.disk import sync_folder
from sync.encoding import MalformedText, b64, compact_json, label, strict_json, unb64
from sync.sealing import PrivateKey, sign, verifies

_LABEL = label("anchor")
_TAIL = 256 * 1024


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where every chain ended at a time (aware UTC), by its name."""

    at: datetime
    ends: Mapping[str, End]


@dataclass(frozen=True, slots=True)
class Anchors:
    """In the order of the file; `spoilt` are the numbers of lines that the server did not sign as they stand."""

    found: tuple[Anchor, ...] = ()
    spoilt: tuple[int, ...] = ()


def append(path: Path, anchor: Anchor, receipt_key: PrivateKey) -> None:
    """One line more, on the disk when this returns. A line that broke off before it stays as it is, by itself."""
    is_new = not path.exists()
    claim = compact_json(
        {"at": anchor.at.astimezone(UTC).isoformat(), "ends": {chain: [end.sequence, end.seal] for chain, end in anchor.ends.items()}}
    )
    line = claim + b" " + b64(sign(receipt_key, _LABEL + claim)).encode() + b"\n"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        broken = file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n"
        file.write(b"\n" + line if broken else line)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(path.parent)


def read(path: Path, receipt_point: bytes) -> Anchors:
    """All of them; none where there is no file. What broke off in the middle of the last line is not spoilt, only unfinished."""
    if not path.exists():
        return Anchors()
    lines = path.read_bytes().split(b"\n")
    read = [(number, _parsed(line, receipt_point)) for number, line in enumerate(lines[:-1], start=1) if line]
    return Anchors(tuple(anchor for _, anchor in read if anchor), tuple(number for number, anchor in read if anchor is None))


def last(path: Path, receipt_point: bytes) -> Anchor | None:
    """The newest, without reading all of the file."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        lines = file.read().split(b"\n")[:-1]
    return next((anchor for line in reversed(lines) if (anchor := _parsed(line, receipt_point))), None)


def _parsed(line: bytes, receipt_point: bytes) -> Anchor | None:
    claim, _, signature = line.rpartition(b" ")
    try:
        if not verifies(receipt_point, unb64(signature.decode("ascii")), _LABEL + claim):
            return None
        said = strict_json(claim)
        ends = {chain: End(sequence, seal) for chain, (sequence, seal) in said["ends"].items()}
        return Anchor(datetime.fromisoformat(said["at"]), ends)
    except (MalformedText, UnicodeDecodeError, KeyError, TypeError, ValueError):
        return None
