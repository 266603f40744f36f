"""A road between a device and a server on which connections are cut, stall, crawl, end early or bring a wrong bit, drawn from a seed.

A TCP proxy on loopback; it knows no HTTP, but for the first words of an answer. Public: RoughRoad, FATES.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

from tests.support.ports import free_port

FATES = (
    "whole",
    "cut on the way there",
    "cut on the way back",
    "stalls on the way there",
    "stalls on the way back",
    "ends early",
    "crawls",
    "a wrong bit",
)
FARTHEST = {"there": 12_000, "back": 2_500}
STALL_SECONDS = 3.0
CHUNK = 1_024
GOOD = b"HTTP/1.1 200"
SMOOTH_FROM_HERE = 1 << 30


class RoughRoad:
    """`met` counts which fate each connection had. `smooth()` lets everything through from then on."""

    def __init__(self, behind: int, seed: int) -> None:
        self.port = free_port()
        self.met: Counter[str] = Counter()
        self._behind = behind
        self._draw = Random(seed)
        self._rough = True
        self._left: list[str] = []
        self._under_way: set[asyncio.Future[None]] = set()

    def smooth(self) -> None:
        self._rough = False

    @contextmanager
    def open(self) -> Iterator["RoughRoad"]:
        """Carries connections for as long as this lasts, in a thread of its own."""
        loop, ready = asyncio.new_event_loop(), threading.Event()
        thread = threading.Thread(target=self._carry, args=(loop, ready))
        thread.start()
        ready.wait(10)
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    def _carry(self, loop: asyncio.AbstractEventLoop, ready: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        door = loop.run_until_complete(asyncio.start_server(self._begin, "127.0.0.1", self.port))
        ready.set()
        loop.run_forever()
        door.close()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    def _fate(self) -> str:
        """In any order, but each comes up once before any comes up again."""
        if not self._left:
            self._left = self._draw.sample(FATES, len(FATES))
        return self._left.pop()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """In a task of ours: one that is cancelled at the end is no error to anybody."""
        carried = asyncio.ensure_future(self._connection(reader, writer))
        self._under_way.add(carried)
        carried.add_done_callback(self._under_way.discard)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fate = self._fate() if self._rough else FATES[0]
        after = {way: self._draw.randrange(farthest) for way, farthest in FARTHEST.items()}
        self.met[fate] += 1
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            writer.close()
            return
        try:
            ways = [_way(reader, back, fate, "there", after["there"]), _way(there, writer, fate, "back", after["back"])]
            await asyncio.wait([asyncio.ensure_future(way) for way in ways], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in (back, writer):
                _drop(end, hard=fate.startswith("cut"))


async def _way(source: asyncio.StreamReader, sink: asyncio.StreamWriter, fate: str, way: str, after: int) -> None:
    """One direction until it ends. `after` so many bytes its fate is met, if it has one on this way."""
    carried, good = 0, False
    with suppress(OSError):
        while chunk := await source.read(CHUNK):
            good = good or chunk.startswith(GOOD)
            if carried + len(chunk) > after and _is_met(fate, way):
                chunk = _spoilt(chunk, fate, max(after - carried, 0), good)
                sink.write(chunk)
                await sink.drain()
                if fate.startswith("stalls"):
                    await asyncio.sleep(STALL_SECONDS)
                if fate != "a wrong bit":
                    return
                after = SMOOTH_FROM_HERE
            else:
                sink.write(chunk)
                await sink.drain()
            carried += len(chunk)
            if fate == "crawls":
                await asyncio.sleep(0.02)


def _is_met(fate: str, way: str) -> bool:
    return fate.endswith(f"way {way}") or (way == "back" and fate in ("ends early", "a wrong bit"))


def _spoilt(chunk: bytes, fate: str, place: int, good: bool) -> bytes:
    """Cut there, or with one bit changed; the bit only in an answer of success, whose words a device might believe."""
    if fate != "a wrong bit":
        return chunk[:place]
    place = min(place, len(chunk) - 1)
    if not good or chunk.startswith(GOOD):
        return chunk
    return chunk[:place] + bytes([chunk[place] ^ 1]) + chunk[place + 1 :]


def _drop(end: asyncio.StreamWriter, *, hard: bool) -> None:
    """Hard: with a reset, as a lost connection shows itself where it does at all."""
    with suppress(OSError, RuntimeError):
        if hard:
            end.transport.abort()
        else:
            end.close()
