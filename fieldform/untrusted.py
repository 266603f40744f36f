"""Files that strangers send, before anything parses them: packed workbooks are measured, text is decoded as desks write it.

A hostile file costs no more than a large one: parts are counted and measured by their directory before anything unpacks them, and
nothing is ever written to a disk. Knows no page, no form and no sheet. Public: refuse_bombs, text_of, delimiter_of, Unsafe, Why.
"""

import zipfile
from enum import StrEnum
from io import BytesIO

MOST_UNPACKED = 30_000_000
_MOST_PARTS = 400
_MOST_RATIO = 120
_SMALL_PART = 200_000
_DELIMITERS = ",;\t|"


class Why(StrEnum):
    LOCKED = "locked"
    BOMB = "bomb"
    BROKEN = "broken"


class Unsafe(ValueError):
    """A file that must not be parsed. Likely cause: a password, a damaged file, or somebody who means harm; `why` says which."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def refuse_bombs(content: bytes, most_unpacked: int = MOST_UNPACKED) -> None:
    """Of a packed workbook (.xlsx): the parts as their directory lists them, then each unpacked in memory no further than it said, and
    looked through for entities."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise Unsafe(Why.LOCKED)
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked or any(map(_is_bomb, parts)):
                raise Unsafe(Why.BOMB)
            if "[Content_Types].xml" not in packed.namelist() or any(map(_declares, (packed.read(part) for part in parts))):
                raise Unsafe(Why.BROKEN)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as problem:
        raise Unsafe(Why.BROKEN) from problem


def text_of(content: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes say so, otherwise what Windows in the Americas and Western Europe writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if b"\0" in content[:200]:
        return _decoded(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """What stands between the cells of a CSV file, as its first line shows."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        raise Unsafe(Why.BROKEN) from problem


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL_PART and part.file_size > _MOST_RATIO * max(part.compress_size, 1)


def _declares(part: bytes) -> bool:
    """Office writes no document type and no other encoding than UTF-8; either is a way to hide an entity."""
    return b"<!DOCTYPE" in part or b"<!ENTITY" in part or (part[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<\0" in part[:200])
