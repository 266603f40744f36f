"""S11: visitors who are slow on purpose, straight to the real server with a patience of a second. A proxy stands before it in service.

What is promised here: others are answered meanwhile, and each slow line is closed in time, also one that sends a byte now and then.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from tests.commands.test_serve import wait_until
from tests.support.open_files import open_lines

PATIENCE = 1
OF_EACH_KIND = 20
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
SLOW = {
    "headers that never end": HEAD,
    "a body that never ends": HEAD + b"Content-Length: 100\r\n\r\nx",
    "chunks that never end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "nothing at all": b"",
    "an answer that nobody reads": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@dataclass(frozen=True)
class Toy:
    process_id: int
    port: int

    def line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def lines(self) -> int:
        return open_lines(self.process_id)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Toy]:
    folder = tmp_path_factory.mktemp("slow")
    (folder / "go on").touch()
    words = [sys.executable, "-m", "tests.commands.slow_app", "0", str(folder), str(PATIENCE)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield Toy(process.pid, int(process.stdout.readline().split()[-1]))
        process.terminate()


def test_s11_whoever_is_slow_holds_up_nobody_and_is_sent_away(toy: Toy) -> None:
    before, slow = toy.lines(), [(toy.line(), bytes_sent) for bytes_sent in SLOW.values() for _ in range(OF_EACH_KIND)]
    try:
        for line, bytes_sent in slow:
            line.sendall(bytes_sent)
        assert whole_answer(toy) == 4_000_000
        wait_until(lambda: toy.lines() <= before)
    finally:
        for line, _ in slow:
            line.close()


def test_s11_a_byte_now_and_then_does_not_buy_more_time(toy: Toy) -> None:
    before = toy.lines()
    with toy.line() as line:
        line.sendall(HEAD + b"X: ")

        def sent_away() -> bool:
            with suppress(ConnectionError):
                line.sendall(b"x")
            return toy.lines() <= before

        wait_until(lambda: toy.lines() > before)
        wait_until(sent_away)


def whole_answer(toy: Toy) -> int:
    """The bytes of the body that somebody who is not slow gets."""
    with toy.line() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return len(b"".join(iter(lambda: line.recv(65536), b"")).partition(b"\r\n\r\n")[2])
