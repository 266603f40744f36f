"""Runs schedules: one, or many over several processes, each with phones of its own. Public: Outcome, one, many."""

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from tests.faults.host import Host
from tests.faults.laws import broken_laws
from tests.faults.plants import PLANTS, planted
from tests.faults.record_laws import outcomes
from tests.faults.schedule import schedule
from tests.faults.world import World

_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """`broken` is empty where every law held; `count` says what the schedule had in it."""

    seed: int
    hash: str
    broken: tuple[str, ...]
    count: Counter[str] = field(default_factory=Counter)
    trace: tuple[str, ...] = ()


def one(seed: int, host: Host, *, told: bool = False) -> Outcome:
    """A schedule over which the simulation itself, the engine or a phone falls is a broken one."""
    world = World(schedule(seed), host)
    try:
        world.play()
        world.heal()
        world.drain()
        broken = broken_laws(world)
    except Exception as problem:  # noqa: BLE001 (whatever it is, this seed shows it)
        broken = [f"it fell over: {_in_short(problem)}"]
    return Outcome(seed, world.hash(), tuple(broken), world.count + outcomes(), tuple(world.trace) if told else ())


def many(seeds: Iterable[int], *, plant: str | None = None, workers: int = 2) -> Iterator[Outcome]:
    """In the order in which they end."""
    every = list(seeds)
    if workers == 1:
        with planted(PLANTS[plant] if plant else None) as served:
            host = Host(served)
            try:
                yield from (one(seed, host) for seed in every)
            finally:
                host.close()
        return
    chunks = [every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(plant,)) as pool:
        for outcomes in pool.map(_some, chunks):
            yield from outcomes


def _in_short(problem: Exception) -> str:
    ours = [f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in traceback.extract_tb(problem.__traceback__)][-8:]
    return f"{type(problem).__name__}: {problem}, in {' → '.join(ours)}"


_here: dict[str, Callable[[int], Outcome]] = {}
_until = ExitStack()


def _begin(plant: str | None) -> None:
    served = _until.enter_context(planted(PLANTS[plant] if plant else None))
    host = Host(served)
    _until.callback(host.close)
    _here["one"] = partial(one, host=host)


def _some(seeds: list[int]) -> list[Outcome]:
    return [_here["one"](seed) for seed in seeds]
