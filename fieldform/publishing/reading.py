"""Workbooks that anybody wrote, read in processes of their own: one that hangs, crashes or eats memory is refused, and nothing else ends.

A process reads many in turn, since it takes long to start. Knows no database. Public: read_one, read_many, id_of, Reading, SECONDS.
"""

import json
import re
import signal
import subprocess
import sys
from base64 import b64encode
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Timer
from typing import Any

from fieldform.forms import Form, FormProblem, lacking
from fieldform.paths import PACKAGE

SECONDS = 30.0
_WAIT = 4  # A busy machine takes longer than the processor works; whoever hangs without working is ended too.
_MOST_BY_ONE = 200
_TIME_IS_UP = getattr(signal, "SIGVTALRM", 0)
_TOO_LONG = "reading this workbook took more than {seconds:.0f} seconds: make it smaller, or split it"
_ENDED = "reading this workbook ended the reader: it takes more memory than it may, or is damaged; copy its sheets into a new workbook"


@dataclass(frozen=True, slots=True)
class Reading:
    """`form` is None where it is refused; `problems` then say why, all of them. `warnings`: what has no effect."""

    form: Form | None
    problems: tuple[FormProblem, ...] = ()
    warnings: tuple[FormProblem, ...] = ()

    @property
    def lacks(self) -> tuple[str, ...]:
        """The lists that are to be attached, where nothing else keeps it from being published: all but what they hold was looked at."""
        return lacking(self.problems)


def read_one(content: bytes, name: str, files: Mapping[str, bytes], seconds: float = SECONDS) -> Reading:
    """`name`: the workbook's, without its ending. `files`: the lists that come with it."""
    sent = {file: b64encode(held).decode() for file, held in files.items()}
    with _Reader(seconds) as reader:
        return reader.read({"content": b64encode(content).decode(), "name": id_of(name), "files": sent})


def id_of(file_name: str) -> str:
    """What a form is called whose workbook does not say: as its file, in the letters that an id may have."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", file_name).strip("_.-")[-64:] or "form"


def read_many(paths: Iterable[Path], processes: int, seconds: float = SECONDS) -> Iterator[tuple[Path, Reading]]:
    """In the order given, `processes` at a time; at most a few are held in memory."""
    idle: SimpleQueue[_Reader] = SimpleQueue()
    readers = [_Reader(seconds) for _ in range(processes)]
    for reader in readers:
        idle.put(reader)
    waiting: deque[tuple[Path, Future[Reading]]] = deque()
    with ThreadPoolExecutor(processes) as threads:
        try:
            for path in paths:
                waiting.append((path, threads.submit(_read_by_any, idle, path)))
                if len(waiting) > 4 * processes:
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)
        finally:
            threads.shutdown(cancel_futures=True)
            for reader in readers:
                reader.close()


def _first(waiting: "deque[tuple[Path, Future[Reading]]]") -> tuple[Path, Reading]:
    path, coming = waiting.popleft()
    return path, coming.result()


def _read_by_any(idle: "SimpleQueue[_Reader]", path: Path) -> Reading:
    reader = idle.get()
    try:
        return reader.read({"path": str(path.absolute()), "name": id_of(path.stem)})
    finally:
        idle.put(reader)


class _Reader:
    """One process, started when it is needed, ended when a workbook took too long, and from time to time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None
        self._read = 0

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, asked: Mapping[str, Any]) -> Reading:
        process = self._running()
        late = Timer(_WAIT * self._seconds, process.kill)
        late.start()
        try:
            told = _ask(process, asked)
        finally:
            over = not late.is_alive()
            late.cancel()
        if told:
            return _reading(json.loads(told))
        ended = self.close()
        over = over or ended == -_TIME_IS_UP
        return Reading(None, (FormProblem("workbook", None, _TOO_LONG.format(seconds=self._seconds) if over else _ENDED),))

    def close(self) -> int | None:
        """How it ended."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.kill()
        with suppress(BrokenPipeError):  # What it was sent last may still wait to be written.
            process.communicate()
        process.wait()
        return process.returncode

    def _running(self) -> "subprocess.Popen[str]":
        if self._read >= _MOST_BY_ONE:
            self.close()
        if self._process is None:
            self._process, self._read = _started(self._seconds), 0
        self._read += 1
        return self._process


def _started(seconds: float) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 (our own reader, by this Python)
        (sys.executable, "-m", "fieldform.publishing.child", str(seconds)),
        cwd=PACKAGE.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )


def _ask(process: "subprocess.Popen[str]", asked: Mapping[str, Any]) -> str:
    """Its answer; empty where it ended instead."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
    except OSError:
        return ""
    line = process.stdout.readline()
    return line if line.endswith("\n") else ""


def _reading(told: Mapping[str, Any]) -> Reading:
    problems = tuple(FormProblem(**said) for said in told.get("problems", ()))
    warnings = tuple(FormProblem(**said) for said in told.get("warnings", ()))
    return Reading(None if problems else Form.from_definition(told["definition"]), problems, warnings)
