"""Devices in Python that push to a running server over HTTP, several at once, and keep every receipt.

Public: Pusher, enrolled, pushing, all_at_work.
"""

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from fieldform.record import form_versions
from sync import certificates, receipts
from sync.certificates import Certificate
from sync.models import Device
from sync.parse import parse_signed
from sync.receipts import Receipt
from sync.sealing import new_key, public_bytes
from sync.signer import Signer
from sync.wire import Kind, Place
from tests.support.cast import Member
from tests.support.reports import report
from tests.support.servers import LiveServer

Worker = TypeVar("Worker")


@dataclass
class Pusher:
    """`received` holds each receipt in the order in which it came; `sent` the envelopes, as a phone keeps its sealed copies.

    `patience` is how many seconds it waits for an answer.
    """

    server: LiveServer
    signer: Signer
    author: str
    version: str
    next_sequence: int = 1
    patience: float = 30
    received: list[Receipt] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def push_new(self, count: int = 1) -> list[Receipt]:
        """So many new reports in one push."""
        return self.push([self.write() for _ in range(count)])

    def push(self, envelopes: list[dict[str, Any]]) -> list[Receipt]:
        found = self.offer(envelopes)
        assert len(found) == len(envelopes)
        self.received += found
        return found

    def offer(self, envelopes: list[dict[str, Any]]) -> list[Receipt]:
        """Those receipts that verify. Where no whole answer came: OSError, HTTPException, ValueError, LookupError, TypeError,
        MalformedText or BrokenRequest."""
        asked = urllib.request.Request(
            f"{self.server.url}/sync/push", data=self.as_push(envelopes), headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=self.patience) as answer:
            answered = [receipts.read(parse_signed(one), public_bytes(self.server.keys.receipt)) for one in json.load(answer)["receipts"]]
        return [receipt for receipt in answered if receipt is not None]

    def as_push(self, envelopes: list[dict[str, Any]]) -> bytes:
        return self.signer.push(envelopes, epoch=1, next_sequence=self.next_sequence, wall_clock=datetime.now(UTC))

    def write(self) -> dict[str, Any]:
        """A new report in the next number, kept until somebody offers it."""
        body: dict[str, Any] = {
            "form": "crisis_contact",
            "version": self.version,
            "base": None,
            "captured_at": datetime.now(UTC).isoformat(),
            "zone": "America/Detroit",
            "monotonic_ms": 1,
            "skew_ms": 0,
            "answers": report(),
            "attachments": [],
        }
        place = Place(1, self.next_sequence)
        self.next_sequence += 1
        envelope = self.signer.envelope(Kind.SUBMISSION, body, author=self.author, envelope_id=str(uuid4()), place=place)
        self.sent.append(envelope)
        return envelope


def enrolled(server: LiveServer, member: Member, label: str = "car 12") -> Pusher:
    """A device of this member's agency; the server's records must be open here."""
    key, name, now = new_key(), str(uuid4()), datetime.now(UTC)
    enrolment = {"device_class": "phone", "label": label, "enrolled_at": now, "enrolled_by": member.id}
    Device.create(id=name, public_key=public_bytes(key), agency=member.agency, **enrolment)
    certificate = certificates.issue(Certificate(name, public_bytes(key), "phone", member.agency, now), server.keys.receipt)
    sealing = server.keys.current_sealing_id
    signer = Signer(name, key, sealing, public_bytes(server.keys.sealing[sealing]), certificate)
    return Pusher(server, signer, member.id, form_versions.current("crisis_contact").version)


def pushing(pushers: Sequence[Pusher]) -> AbstractContextManager[None]:
    """All of them push, one report after the other, for as long as this lasts."""
    return all_at_work(pushers, lambda pusher, _: pusher.push_new())


@contextmanager
def all_at_work(workers: Sequence[Worker], turn: Callable[[Worker, threading.Event], object]) -> Iterator[None]:
    """Each takes one turn after the other, in a thread of its own, for as long as this lasts; what failed in one is raised at the end.

    `turn` gets the worker and what is set when it is over, to wait on instead of sleeping.
    """
    over, failed = threading.Event(), list[BaseException]()

    def work(worker: Worker) -> None:
        try:
            while not over.is_set():
                turn(worker, over)
        except BaseException as problem:  # noqa: BLE001 (raised again below)
            failed.append(problem)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if failed:
        raise failed[0]
