"""A request is turned away while there is still memory to say so: deeper inside, where it runs out, the interpreter itself may fall over.

Public: install.
"""

import mmap

from flask import Flask

# More than any request takes: a push of 1 MB, inflated, read and opened.
_ROOM = 16 * 1024 * 1024
# Never touched, so that asking costs some microseconds and no memory.
_PRIVATE = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}


def install(app: Flask) -> None:
    app.before_request(_ask_for_room)


def _ask_for_room() -> None:
    try:
        mmap.mmap(-1, _ROOM, **_PRIVATE).close()
    except OSError as problem:
        raise MemoryError from problem
