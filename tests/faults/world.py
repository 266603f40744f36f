"""One schedule, run: phones in Node, a network made of dice, the real `sync` package, and a clock that jumps from event to event.

Nothing here waits for real time and nothing is drawn but from the seed. At the end everything is mended and everybody drains; the laws
are asked by laws.py. Public: World.
"""

import hashlib
import heapq
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from peewee import OperationalError

from tests.faults.deeds import DEEDS
from tests.faults.desk import Desk
from tests.faults.fragile import Died
from tests.faults.host import Host
from tests.faults.phone import Phone
from tests.faults.post import Post
from tests.faults.schedule import DAY, HOUR, LENGTH, MINUTE, Event, Schedule
from tests.faults.server import NOON, Server
from tests.faults.words import commit_in_words, outcome_in_words

Json = dict[str, Any]
PHRASE = "four quiet herons"
_PATIENCE = 20 * HOUR
_ROUND = 20 * MINUTE
_PLANNED = ("StorageFull", "Error: the device's storage")
_QUIET_ROUNDS = 2  # News may be asked for a minute after a contact at the earliest.


class World:
    """`trace` tells what happened, `count` how often; `broken` what should not have been seen while it ran."""

    def __init__(self, plan: Schedule, host: Host) -> None:
        self.plan, self.host = plan, host
        self.random = Random(plan.seed * 7919 + 1)
        self.at = 0
        self.trace: list[str] = []
        self.broken: list[str] = []
        self.count: Counter[str] = Counter()
        self.numbers = count(1)
        self.names = count(1)
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self.server = Server(Random(plan.seed), self.time)
        self.up_again = 0
        self.backup: bytes | None = None
        self.kept_profiles: dict[int, list[str]] = {}
        self._acts: dict[str, tuple[Phone, Json]] = {}
        self.post = Post(self)
        self.phones = [Phone(index, officer, "good" if plan.calm else "flaky") for index, officer in enumerate(plan.officers)]
        self.desk = Desk(self.server, self.random)
        host.ask("begin", seed=plan.seed, count=len(self.phones))

    def time(self) -> datetime:
        return NOON + timedelta(milliseconds=self.at)

    def tell(self, words: str) -> None:
        self.trace.append(f"{self.at:>9} {words}")

    def later(self, ms: int, what: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (self.at + ms, next(self.numbers), what))

    def until(self, end: int) -> None:
        """Whatever is due by then."""
        while self._agenda and self._agenda[0][0] <= end:
            self.at, _, what = heapq.heappop(self._agenda)
            what()
        self.at = max(self.at, end)

    def play(self) -> None:
        for phone in self.phones:
            self.server.give_code(f"code {phone.index}")
        self.server.make_safe()
        for phone in self.phones:
            self.start(phone)
        for event in self.plan.events:
            self.later(event.at + MINUTE, lambda event=event: self._happen(event))  # type: ignore[misc]
        self.until(LENGTH + MINUTE)
        if self.plan.days_away:
            for phone in self.phones:
                phone.crash = {"after": 0, "power": None}
                self.step(phone)
            self._agenda.clear()

    def _happen(self, event: Event) -> None:
        phone = self.phones[event.phone]
        self.tell(f"phone {phone.index}: {event.what}" if not event.what.startswith("server") else event.what)
        try:
            DEEDS[event.what](self, phone, event)
        except Died:
            self.crash_server()
        except OperationalError:
            self.server.reopen()

    # The phones

    def start(self, phone: Phone) -> None:
        """The app is opened, and its owner signs in where that has not been done."""
        self.step(phone, {"do": "open", "tab": 0})
        if not phone.enrolled:
            self.press(phone, "sign_in", username=phone.officer, phrase=PHRASE)

    def press(self, phone: Phone, what: str, tab: int = 0, **given: Any) -> None:
        if "draft" in given:
            phone.typed.setdefault(given["draft"], []).append(given["n"])
        self.step(phone, {"do": what, "tab": tab, **given})

    def step(self, phone: Phone, *acts: Json) -> None:
        named = [{**act, "name": f"{next(self.names)}"} for act in acts]
        self._acts |= {act["name"]: (phone, act) for act in named}
        struck = phone.strikes()
        order = self.random.randrange(2**31)
        said = self.host.ask("step", phone=phone.index, at=self.at, wall=phone.wall, order=order, acts=named, **struck)
        phone.watch.heard(said["log"])
        phone.rest, phone.signed_in = said["rest"], said["signedIn"]
        for write in (write for commit in said["log"] for write in commit["writes"]):
            if write["store"] == "outbox":
                self.tell(f"phone {phone.index} commits {commit_in_words(write)}")
            else:
                phone.draft_is(write["key"], write.get("state"))
        phone.tabs |= {act["tab"] for act in named if act["do"] == "open"}
        for done in said["done"]:
            self._done(done)
        for problem in said["reported"]:
            self.tell(f"phone {phone.index} reports {problem}")
            if not problem.startswith(_PLANNED):
                self.broken.append(f"phone {phone.index} stumbled: {problem}")
        for question in said["asked"]:
            self.post.asked(phone, question)
        if said["killed"]:
            self._died(phone, struck.get("crash") or {})
        self._set_alarm(phone, said["timer"])

    def _done(self, done: Json) -> None:
        phone, act = self._acts.pop(done["act"])
        result = done.get("result")
        self.tell(f"phone {phone.index} {act['do']}: {outcome_in_words(done)}")
        if act["do"] == "discard":
            phone.thrown_away.add(act["draft"])
        if isinstance(result, dict):
            self._learn(phone, act, result)

    def _learn(self, phone: Phone, act: Json, result: Json) -> None:
        if act["do"] == "sign_in" and result.get("signedIn") and not phone.enrolled:
            self.later(1, lambda: self.press(phone, "enrol", code=f"code {phone.index}"))
        if act["do"] == "enrol" and result["enrolled"]:
            phone.enrolled = True
        if result.get("sent"):
            phone.sent.append(result["id"])
            phone.watch.promise(result["id"])
        if result.get("saved"):
            phone.drafts[result["id"]] = act["n"]
            phone.typed.pop(result["id"], None)
        if result.get("undone"):
            phone.sent.remove(act["id"]) if act["id"] in phone.sent else None
        if act["do"] == "look":
            phone.looked = result

    def _died(self, phone: Phone, crash: Json) -> None:
        self.tell(f"phone {phone.index} dies{' with its power' if crash.get('power') is not None else ''}")
        phone.tabs.clear()
        self.count["phone killed" if crash.get("power") is None else "power cut"] += 1
        if crash.get("power") is not None:
            phone.watch.power_lost(self.contents(phone)["outbox"])
        self.later(self.random.randrange(1, 3 * MINUTE), lambda: self.revive(phone))

    def revive(self, phone: Phone) -> None:
        if not phone.tabs:
            self.start(phone)
            if phone.enrolled and self.random.random() < 0.7:
                self.press(phone, "unlock", phrase=PHRASE)
            self.press(phone, "wake")

    def device_of(self, phone: Phone) -> str | None:
        device: str | None = next((row["value"]["id"] for row in self.contents(phone)["meta"] if row["key"] == "device"), None)
        return device

    def contents(self, phone: Phone) -> Json:
        contents: Json = self.host.ask("contents", phone=phone.index)["contents"]
        return contents

    def _set_alarm(self, phone: Phone, at: int | None) -> None:
        phone.alarm = at
        if at is not None:
            self.later(max(0, at - self.at), lambda: self._ring(phone, at))

    def _ring(self, phone: Phone, at: int) -> None:
        if phone.alarm == at and phone.tabs:
            phone.alarm = None
            self.step(phone, {"do": "ring"})

    def crash_server(self) -> None:
        self.tell("the server dies")
        self.count["server died"] += 1
        self.server.reopen()
        self.up_again = self.at + self.random.randrange(1, MINUTE)

    # The end

    def heal(self) -> None:
        """The network and the server are whole again, there is room, everybody opens the app and signs in. Wrong clocks stay wrong."""
        self.at += self.plan.days_away * DAY
        self.tell(f"everything is mended{f' after {self.plan.days_away} days' if self.plan.days_away else ''}")
        self.up_again = 0
        self.server.reopen()
        self.server.publish("v2")
        self.server.sessions.clear()
        for phone in self.phones:
            phone.weather, phone.crash, phone.fault, phone.room = "good", None, None, {"left": None}
            if not phone.tabs:
                self.step(phone, {"do": "open", "tab": 0})
        self.until(self.at + 2 * MINUTE)
        self.desk.offer_all()

    def drain(self) -> None:
        """Until nothing waits and nothing is unheard; at most for so long."""
        end, quiet = self.at + _PATIENCE, 0
        while self.at < end and quiet < _QUIET_ROUNDS:
            for phone in self.phones:
                if 0 not in phone.tabs:
                    self.step(phone, {"do": "open", "tab": 0})
                if not (phone.enrolled and phone.signed_in):
                    self.press(phone, "sign_in", username=phone.officer, phrase=PHRASE)
                self.press(phone, "wake")
            self.until(self.at + _ROUND)
            quiet = quiet + 1 if all(phone.enrolled and phone.signed_in and phone.rest == 0 for phone in self.phones) else 0
        for phone in self.phones:
            self.press(phone, "look")
        self.until(self.at + MINUTE)

    def hash(self) -> str:
        """Of the trace, in which no signature stands: ECDSA draws its own randomness on both sides."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]
