"""Cars that keep what they wrote until a receipt for exactly these bytes has come, whatever happens to the server or the road.

Each is a Pusher in a thread of its own. What the server may never answer is collected.
Public: Car, cars_of, driving, drained, acknowledged, received, more_within.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from random import Random
from typing import Any
from urllib.error import HTTPError

from sync.decide import Outcome
from sync.encoding import MalformedText, sha256, strict_json, unb64
from sync.parse import BrokenRequest
from sync.receipts import Receipt
from tests.support.cast import create_cast
from tests.support.pusher import Pusher, all_at_work, enrolled
from tests.support.servers import LiveServer

AT_ONCE = 40
BREATH = 0.05
NEVER = datetime.min.replace(tzinfo=UTC)
NO_WHOLE_ANSWER = (OSError, HTTPException, ValueError, LookupError, TypeError, MalformedText, BrokenRequest)


@dataclass
class Car:
    """`kept`: what has no receipt yet, by id. `came_late` counts receipts of what an earlier, failed push had already stored."""

    pusher: Pusher
    draw: Random
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    came_at: dict[str, float] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    told_to_wait: int = 0
    failures: int = 0
    came_late: int = 0
    _failed_at: datetime = NEVER

    def writes(self) -> None:
        envelope = self.pusher.write()
        self.kept[str(strict_json(unb64(envelope["header"]))["id"])] = envelope

    def offers(self) -> bool:
        """Whether an answer came."""
        try:
            answered = self.pusher.offer(list(self.kept.values())[:AT_ONCE])
        except HTTPError as answer:
            self._judge(answer)
        except NO_WHOLE_ANSWER:
            self.failures += 1
        else:
            for receipt in answered:
                self._take(receipt)
            return True
        self._failed_at = datetime.now(UTC)
        return False

    def _take(self, receipt: Receipt) -> None:
        """Freed only by a receipt for these very bytes (D11)."""
        envelope = self.kept.get(str(receipt.id))
        if envelope is None or receipt.body_hash != sha256(unb64(envelope["body"])):
            return
        if receipt.outcome is not Outcome.ACCEPTED:
            self.complaints.append(f"{receipt.id} was {receipt.outcome}: {', '.join(receipt.reasons)}")
        self.came_late += receipt.received_at < self._failed_at
        self.came_at[str(receipt.id)] = time.time()
        self.receipts[str(receipt.id)] = receipt
        del self.kept[str(receipt.id)]

    def _judge(self, answer: HTTPError) -> None:
        """A server in need says 503 and when to come again, nothing else (O4)."""
        with answer:
            if answer.code == 503 and answer.headers.get("Retry-After"):
                self.told_to_wait += 1
            else:
                self.complaints.append(f"O4: the server answered {answer.code}")


def cars_of(server: LiveServer, seed: int, count: int = 4, patience: float = 30) -> list[Car]:
    """So many cars of one department, enrolled in the server's records, which have nobody in them yet."""
    with server.records():
        cast = create_cast(datetime.now(UTC))
        pushers = [enrolled(server, cast.officer, f"car {number}") for number in range(count)]
    for pusher in pushers:
        pusher.patience = patience
    return [Car(pusher, Random(f"{seed} car {number}")) for number, pusher in enumerate(pushers)]


def driving(cars: Sequence[Car]) -> AbstractContextManager[None]:
    """All of them write and push for as long as this lasts; a car that hears nothing keeps writing a little and tries again."""
    return all_at_work(cars, _drives)


def _drives(car: Car, over: threading.Event) -> None:
    for _ in range(car.draw.randint(1, 3) if len(car.kept) < AT_ONCE else 0):
        car.writes()
    if not car.offers():
        over.wait(BREATH)


def drained(cars: Sequence[Car], seconds: float = 60) -> bool:
    """Nothing new is written; whether everything that waited has been received in time (O2)."""
    deadline, breath = time.monotonic() + seconds, threading.Event()
    while any(car.kept for car in cars) and time.monotonic() < deadline:
        for car in cars:
            if car.kept and not car.offers():
                breath.wait(BREATH)
    return not any(car.kept for car in cars)


def acknowledged(cars: Sequence[Car]) -> dict[str, Receipt]:
    """Every receipt that has come until now, by id."""
    return {name: receipt for car in cars for name, receipt in list(car.receipts.items())}


def received(cars: Sequence[Car]) -> int:
    return len(acknowledged(cars))


def more_within(seconds: float, count: Callable[[Sequence[Car]], int], cars: Sequence[Car], more: int, words: str) -> list[str]:
    """Nothing, once so many more are counted; `words` if that takes longer."""
    deadline, before = time.monotonic() + seconds, count(cars)
    while count(cars) < before + more:
        if time.monotonic() > deadline:
            return [words]
        threading.Event().wait(0.02)
    return []
