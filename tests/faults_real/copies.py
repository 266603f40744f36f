"""The database and its log copied as they lie there, at random moments under load, as a backup of the whole machine does.

Four ways: both files of the same moment (a snapshot), one after the other while writers go on (a copy program), the other way round, and
one after the other while the log is written back into the file, as happens every 16 MB. Only the first must hold; what comes of the others
is counted, because people make such copies. Public: run.
"""

import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Event

from tests.faults_real.cars import acknowledged, cars_of, driving
from tests.faults_real.found import Found, Task
from tests.faults_real.images import held_by
from tests.faults_real.oracles import all_arrived
from tests.faults_real.tracing import NAMES
from tests.support.ground import write_down
from tests.support.servers import LiveServer, prepare

LONGEST_PAUSE = 0.3
WAYS = ("a snapshot", "the file, then its log", "the log, then its file", "the file, then its log, written back in between")


def run(task: Task) -> Found:
    """`times` copies in each way."""
    found, draw, counts = Found("copies"), Random(task.seed), Counter[tuple[str, str]]()
    server = prepare(task.folder / "server")
    cars = cars_of(server, task.seed)
    server.start()
    try:
        with driving(cars):
            for case in task.cases():
                for way in WAYS:
                    Event().wait(draw.uniform(0, LONGEST_PAUSE))
                    copy, before = task.folder / "copy", acknowledged(cars)
                    _copy(server, copy, way)
                    verdict, words = held_by(copy, server, before)
                    shutil.rmtree(copy)
                    counts[way, verdict] += 1
                    found.broken += [f"O1/O3: {way}: {one}" for one in words] if way == WAYS[0] else []
                found.cases = case * len(WAYS)
                task.tell(f"copy {found.cases} of {task.times * len(WAYS)}, {len(acknowledged(cars))} acknowledged")
        found.broken += all_arrived(cars)
    finally:
        server.kill()
    found.figures = {way: ", ".join(f"{count} {word}" for (one, word), count in sorted(counts.items()) if one == way) for way in WAYS}
    return found


def _copy(server: LiveServer, folder: Path, way: str) -> None:
    folder.mkdir()
    names = NAMES if way != WAYS[2] else NAMES[::-1]
    if way == WAYS[0]:
        server.falls_silent()
    for name in names:
        with suppress(FileNotFoundError):
            shutil.copy(server.config.data_folder / name, folder / name)
        if way == WAYS[3] and name == names[0]:
            with server.records():
                write_down()
    if way == WAYS[0]:
        server.answers_again()
