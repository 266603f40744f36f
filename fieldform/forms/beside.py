"""The lists that lie beside a workbook: in its folder, and in the “-media” folder that other tools keep there.

Knows no form. Public: lists_beside.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from fieldform.forms.attached import ENDINGS

_LARGEST = 64_000_000


def lists_beside(workbook: Path) -> Mapping[str, bytes]:
    """By name; nothing that is too large to be one. Each is read when it is asked for."""
    folders = (workbook.parent, workbook.with_name(f"{workbook.stem}-media"))
    return _Beside({file.name: file for folder in folders if folder.is_dir() for file in folder.iterdir() if _may_be_list(file)})


class _Beside(Mapping[str, bytes]):
    def __init__(self, found: Mapping[str, Path]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> bytes:
        return self._found[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _may_be_list(file: Path) -> bool:
    return file.name.endswith(ENDINGS) and file.is_file() and file.stat().st_size <= _LARGEST
