"""What becomes of a question on its way and of the answer on its way back, drawn from the seed by the weather of the moment.

Knows no phone and no server. Public: Weather, WEATHERS, Journey, travel, spoiled, PORTAL_PAGES.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

from tests.faults.server import Reply

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Weather:
    """Probabilities, each for one question; `slow` adds up to that many ms on each way."""

    lost: float = 0
    answer_lost: float = 0
    cut: float = 0
    answer_cut: float = 0
    flipped: float = 0
    twice: float = 0
    stale: float = 0
    portal: float = 0
    refused: float = 0
    slow: int = 50


WEATHERS = {
    "good": Weather(),
    "flaky": Weather(lost=0.1, answer_lost=0.2, cut=0.03, answer_cut=0.06, flipped=0.04, twice=0.15, stale=0.04, refused=0.05, slow=5_000),
    "bad": Weather(lost=0.35, answer_lost=0.3, cut=0.1, answer_cut=0.1, twice=0.2, stale=0.05, refused=0.1, slow=90_000),
    "offline": Weather(lost=1),
    "portal": Weather(portal=1),
    "echo": Weather(twice=0.8, stale=0.1, slow=40_000),
}

_HTML = {"Content-Type": "text/html"}
PORTAL_PAGES = (
    Reply(200, "<!doctype html><title>Welcome</title>Accept the terms to go on.", _HTML),
    Reply(200, '{"ok": true, "receipts": []}'),
    Reply(200, "[]"),
    Reply(200, ""),
    Reply(204, ""),
    Reply(511, "<title>Sign in to this network</title>", _HTML),
)
_PROXY_SAYS = (
    Reply(502, "<h1>Bad gateway</h1>", _HTML),
    Reply(503, "<h1>Busy</h1>", {"Retry-After": "30"}),
    Reply(504, "", {}),
    Reply(429, '{"error": "slow_down", "message": ""}', {"Retry-After": "20"}),
    Reply(413, '{"error": "too_large", "message": ""}'),
    Reply(400, '{"error": "broken_request", "message": ""}'),
    Reply(408, "", {}),
)


@dataclass(frozen=True, slots=True)
class Journey:
    """`arrivals`: (ms until it is at the server, how much of it: 1 is whole). `instead`: what somebody else answers at once."""

    arrivals: tuple[tuple[int, float], ...]
    instead: Reply | None = None
    after: int = 0


def travel(weather: Weather, random: Random) -> Journey:
    """The way there."""
    after = 5 + random.randrange(weather.slow)
    if random.random() < weather.portal:
        return Journey((), random.choice(PORTAL_PAGES), after)
    if random.random() < weather.refused:
        return Journey((), random.choice(_PROXY_SAYS), after)
    if random.random() < weather.lost:
        return Journey((), None, after)
    part = random.random() if random.random() < weather.cut else 1.0
    arrivals = [(after, part)]
    while random.random() < weather.twice:
        arrivals.append((after + random.randrange(10 * weather.slow), 1.0))
    return Journey(tuple(arrivals))


def spoiled(weather: Weather, random: Random, reply: Reply, earlier: Reply | None, *, is_signed: bool) -> tuple[int, Json]:
    """The way back: ms, and what the phone's fetch sees. Only in an answer that `is_signed` can a changed character be noticed."""
    after = 5 + random.randrange(weather.slow)
    if random.random() < weather.answer_lost:
        return after, {"lost": True}
    if earlier is not None and random.random() < weather.stale:
        reply = earlier
    text = reply.text
    if random.random() < weather.answer_cut:
        return after, seen(reply, text[: random.randrange(len(text) + 1)], cut=random.random() < 0.5)
    if text and is_signed and random.random() < weather.flipped:
        at = random.randrange(len(text))
        text = text[:at] + random.choice('A7_"}0') + text[at + 1 :]
    return after, seen(reply, text)


def seen(reply: Reply, text: str, *, cut: bool = False) -> Json:
    return {"status": reply.status, "text": text, "headers": reply.headers, "cut": cut}
