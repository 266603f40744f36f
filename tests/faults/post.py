"""Carries questions to the server and answers back, as network.py has it fall out, on the world's agenda.

Knows no phone's inside. Public: Post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fragile import Died
from tests.faults.network import WEATHERS, seen, spoiled, travel
from tests.faults.phone import Phone
from tests.faults.server import Reply
from tests.faults.words import path_of, reply_in_words

if TYPE_CHECKING:
    from tests.faults.world import World

Json = dict[str, Any]


class Post:
    """Remembers the last answer to each kind of question: a proxy may give it again."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last: dict[tuple[int, str], Reply] = {}

    def asked(self, phone: Phone, question: Json) -> None:
        self._world.count["question asked"] += 1
        weather = WEATHERS[phone.weather]
        journey = travel(weather, self._world.random)
        for after, part in journey.arrivals:
            self._world.later(after, lambda part=part: self._arrives(phone, question, part))  # type: ignore[misc]
        if not journey.arrivals:
            reply = journey.instead
            fate = "lost" if reply is None else f"a stranger answers {reply.status}"
            self._world.tell(f"phone {phone.index} asks {path_of(question)}: {fate}")
            if reply is not None or self._world.random.random() < 0.5:
                words = {"lost": True} if reply is None else seen(reply, reply.text)
                self._world.later(journey.after, lambda: self._answers_to(phone, question, words))

    def _arrives(self, phone: Phone, question: Json, part: float) -> None:
        body = question["body"]
        if body and part < 1:
            body = body[: int(len(body) * part)]
        reply = self._server_says(phone, question, body)
        about = f"phone {phone.index} asks {path_of(question)}"
        if reply is None:
            self._world.tell(f"{about}: no server")
            self._world.later(20, lambda: self._answers_to(phone, question, {"lost": True}))
            return
        self._world.tell(f"{about}: {reply.status} {reply_in_words(reply)}")
        key = (phone.index, path_of(question))
        earlier = self._last.get(key)
        self._last[key] = reply
        after, words = spoiled(WEATHERS[phone.weather], self._world.random, reply, earlier, is_signed=path_of(question) == "/sync/push")
        self._world.later(after, lambda: self._answers_to(phone, question, words))

    def _server_says(self, phone: Phone, question: Json, body: str | None) -> Reply | None:
        if self._world.at < self._world.up_again:
            return None
        try:
            return self._world.server.answer(phone.index, question, body)
        except Died:
            self._world.crash_server()
            return None

    def _answers_to(self, phone: Phone, question: Json, reply: Json) -> None:
        if phone.tabs:
            self._world.step(phone, {"do": "answer", "question": question["question"], "reply": reply})
