"""What a process of this machine holds open, as Linux tells it. Public: open_files, open_lines."""

from contextlib import suppress
from pathlib import Path


def open_files(process_id: int) -> list[str]:
    """Of each descriptor what it leads to: a path, or `socket:[…]`, `pipe:[…]`, `anon_inode:…`."""
    found = []
    for descriptor in Path(f"/proc/{process_id}/fd").iterdir():
        with suppress(FileNotFoundError):  # Closed since.
            found.append(str(descriptor.readlink()))
    return found


def open_lines(process_id: int) -> int:
    """How many sockets."""
    return sum(name.startswith("socket:") for name in open_files(process_id))
