"""Looking for typed words on a disk, as somebody would who has the phone or the server in hand: every file, as UTF-8 and as UTF-16.

Public: traces_of.
"""

from collections.abc import Iterable
from pathlib import Path


def traces_of(words: Iterable[str], *folders: Path) -> list[str]:
    """`file: word` for each word found in the clear in any file or file name below these folders."""
    sought = [(word, spelled) for word in words for spelled in _spellings(word)]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files, "there is nothing to search"
    return [f"{path.name}: {word}" for path in files for word, spelled in sought if spelled in _all_of(path)]


def _spellings(word: str) -> list[bytes]:
    return [word.encode("utf-8"), word.encode("utf-16-le"), word.lower().encode("utf-8")]


def _all_of(path: Path) -> bytes:
    return path.name.encode() + b"\n" + path.read_bytes()
