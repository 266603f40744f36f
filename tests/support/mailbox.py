"""A real SMTP server of this machine, with what it was handed; it can be stopped and started on its port, and told to refuse or to hang.

Public: Mailbox, opened.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port


@dataclass
class Mailbox:
    """`letters` in order of arrival, each with the address it was for; `asked` counts those that were named, whatever came of it."""

    port: int = field(default_factory=free_port)
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    hangs: bool = False
    asked: int = 0
    _running: Any = None

    @property
    def addresses(self) -> list[str]:
        return [address for address, _ in self.letters]

    def start(self) -> None:
        self._running = Controller(self, hostname="127.0.0.1", port=self.port)
        self._running.start()

    def stop(self) -> None:
        if self._running is not None:
            self._running.stop()
            self._running = None

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802 (the name that aiosmtpd calls)
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        if address in self.refuses:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (the name that aiosmtpd calls)
        assert isinstance(envelope.content, bytes)
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.letters += [(address, read) for address in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def opened() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.start()
    try:
        yield mailbox
    finally:
        mailbox.stop()
