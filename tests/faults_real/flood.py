"""Sign-ins flood the server, each from another network and under another name, while a car pushes and an officer signs in (S16).

Each costs the server a slow hash; no count of failures stops any of them. How fast pushes stay is a figure, not a test.
Public: run.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any

from sync.encoding import unb64
from sync.models import AuthorKey
from tests.faults_real.found import Found, Task, milliseconds
from tests.support.cast import Member, create_cast
from tests.support.pusher import Pusher, enrolled
from tests.support.servers import LiveServer, prepare

NAME = "fieldform.test"
GUESSERS = 10
A_SECOND = 50
GUESSES = 40
PUSHES = 8
PATIENCE = 60


@dataclass
class Guesser:
    """Somebody behind the proxy at `network`, with a page of the sign-in form open; `heard` counts the answers by status."""

    server: LiveServer
    network: str
    device: str = ""
    heard: Counter[int] = field(default_factory=Counter)
    _cookies: SimpleCookie = field(default_factory=SimpleCookie)
    _token: str = ""

    def signs_in(self, username: str, phrase: str, network: str = "") -> int:
        if not self._token:
            self._token = json.loads(self._asks("GET", "/session", self.network)[1])["csrf"]
        status, _ = self._asks("POST", "/sign-in", network or self.network, {"username": username, "phrase": phrase})
        self.heard[status] += 1
        return status

    def _asks(self, method: str, path: str, network: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        cookie = "; ".join(f"{one.key}={one.value}" for one in self._cookies.values())
        sent = {
            "X-CSRFToken": self._token,
            "Cookie": cookie,
            "Referer": f"https://{NAME}/",
            "X-Forwarded-For": network,
            "X-Fieldform-Device": self.device,
        }
        answer, read, cookies = ask(self.server, method, path, json.dumps(fields).encode() if fields else None, sent)
        for one in cookies:
            self._cookies.load(one)
        return answer, read


def ask(server: LiveServer, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes, Sequence[str]]:
    """As the proxy asks on behalf of a visitor."""
    line = HTTPConnection("127.0.0.1", server.config.port, timeout=PATIENCE)
    try:
        line.request(method, path, body, {"Host": NAME, "X-Forwarded-Proto": "https", "Content-Type": "application/json", **headers})
        answer = line.getresponse()
        return answer.status, answer.read(), answer.headers.get_all("Set-Cookie", [])
    finally:
        line.close()


def run(task: Task) -> Found:
    """Each case: pushes without a flood, then as many and a sign-in during one."""
    found = Found("flood")
    server = prepare(task.folder / "server", url=f"https://{NAME}")
    with server.records():
        cast = create_cast(datetime.now(UTC))
        car = enrolled(server, cast.officer)
        AuthorKey.create(author=cast.officer.id, device=car.signer.device, public_key=b"key", registered_at=datetime.now(UTC))
    calm: list[float] = []
    flooded: list[float] = []
    tries: list[int] = []
    heard: Counter[int] = Counter()
    server.start()
    try:
        for case in task.cases():
            calm += [_pushed(server, car, found) for _ in range(PUSHES)]
            with _flood(server, case) as guessers:
                tries.append(_gets_in(server, cast.officer, car.signer.device, found))
                flooded += [_pushed(server, car, found) for _ in range(PUSHES)]
                while sum(guesser.heard.total() for guesser in guessers) < GUESSES:
                    flooded.append(_pushed(server, car, found))
            heard += sum((guesser.heard for guesser in guessers), Counter[int]())
            found.cases = case
            task.tell(f"flood {case} of {task.times}: {sum(heard.values())} sign-ins")
    finally:
        server.kill()
    found.broken += [f"O4: a sign-in was answered {status}" for status in heard if status not in (401, 429)]
    found.figures = {
        "sign-ins of the flood, by answer": dict(heard),
        "a push without it": milliseconds(calm),
        "a push during it": milliseconds(flooded),
        "an officer signed in at try": tries,
    }
    return found


def _pushed(server: LiveServer, car: Pusher, found: Found) -> float:
    """Seconds from a push to its receipt; one that is told to wait is offered again, as a phone does."""
    envelope, began, status = car.write(), time.monotonic(), 503
    while status == 503 and time.monotonic() < began + PATIENCE:
        status, read, _ = ask(server, "POST", "/sync/push", car.as_push([envelope]), {})
    found.broken += [] if status == 200 and _outcome(read) == "accepted" else [f"S16: a push got no receipt, but {status}"]
    return time.monotonic() - began


def _outcome(read: bytes) -> Any:
    """What the one receipt says, unverified: whether it verifies is shown elsewhere."""
    (receipt,) = json.loads(read)["receipts"]
    return json.loads(unb64(receipt["bytes"]))["outcome"]


def _gets_in(server: LiveServer, officer: Member, device: str, found: Found) -> int:
    """How often somebody with the right phrase, on the phone on which they signed in before, had to press."""
    station, until = Guesser(server, "198.51.100.7", device), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if station.signs_in(officer.username, officer.phrase) == 200:
            return sum(station.heard.values())
        threading.Event().wait(0.5)
    found.broken.append(f"S16: an officer could not sign in: {dict(station.heard)}")
    return sum(station.heard.values())


@contextmanager
def _flood(server: LiveServer, case: int) -> Iterator[Sequence[Guesser]]:
    """Some A_SECOND guesses a second between them, for as long as this lasts, and the first of them answered before it begins."""
    over, begun = threading.Event(), threading.Semaphore(0)
    guessers = [Guesser(server, f"192.0.2.{number}") for number in range(GUESSERS)]

    def guesses(number: int, guesser: Guesser) -> None:
        count = 0
        while not over.is_set():
            count += 1
            try:
                guesser.signs_in(f"name{case}.{number}.{count}", "not the phrase", f"203.{number}.{case % 250}.{count % 250}")
            except (OSError, HTTPException):
                guesser.heard[0] += 1
            begun.release()
            over.wait(GUESSERS / A_SECOND)

    threads = [threading.Thread(target=guesses, args=pair) for pair in enumerate(guessers)]
    for thread in threads:
        thread.start()
    try:
        for _ in guessers:
            begun.acquire(timeout=PATIENCE)
        yield guessers
    finally:
        over.set()
        for thread in threads:
            thread.join()
