"""The demo's supervisors: they read their officers' reports once a day, send some back, and have a few of the last days still to read.

One phone has been silent for days, and one officer's account is closed whose last report came afterwards and lies aside. Every word goes
through the server's own device. Public: DemoOffice.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldform import web_device
from fieldform.access import accounts
from fieldform.access.models import Agency, User
from fieldform.access.viewer import Role
from fieldform.commands.demo_device import DemoDevice, new_id
from fieldform.keys_folder import Keys
from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from sync.models import AuthorKey, Device
from sync.receive import Reconciler
from sync.sealing import new_key, public_bytes
from sync.wire import Kind

_READ_AFTER = timedelta(hours=30)
_SENT_BACK = 0.06
_NOTES = (
    "Please add the dispatch number; the city asks for it.",
    "Who took over at the hospital, and when? Add it under Response, please.",
    "You ticked reportable force: add the use-of-force number.",
)


@dataclass
class DemoOffice:
    """`_unread` are (when it came, submission) in the order they came."""

    keys: Keys
    reconciler: Reconciler
    zone: ZoneInfo
    random: Random
    _unread: list[tuple[datetime, str]] = field(default_factory=list)

    def came(self, submission: str, at: datetime) -> None:
        self._unread.append((at, submission))

    def read_until(self, now: datetime) -> None:
        """Whatever came more than a day ago and is complete. Unfinished ones are their officer's."""
        while self._unread and self._unread[0][0] + _READ_AFTER <= now:
            at, submission = self._unread.pop(0)
            contact = Contact.get_by_id(submission)
            if not contact.incomplete:
                self._read(contact, at + _READ_AFTER)

    def leave_something_aside(self, author: User, answers: dict[str, Any], device: DemoDevice, captured_at: datetime) -> None:
        """The account is closed, and then a report of its owner arrives. Another phone of the agency has been silent for days."""
        closed_at, sent_at = captured_at + timedelta(hours=2), captured_at + timedelta(hours=3)
        accounts.close(author, by="demo", now=closed_at, why="Left the department")
        device.send("crisis_contact", answers, author, captured_at, sent_at, self.reconciler, expected="quarantined")
        self._silent_phone(author.agency, sent_at)

    def _read(self, contact: Contact, at: datetime) -> None:
        back = self.random.random() < _SENT_BACK
        form = form_versions.current("sent_back" if back else "reviewed")
        answers = {"contact": contact.id, "revision": str(contact.revision)}
        said = {**answers, "note": self.random.choice(_NOTES)} if back else answers
        entry = web_device.Entry(Kind.ACTION, form, said, self._supervisor(contact.agency).id, new_id(self.random), self.zone.key)
        answer = web_device.enter(entry, self.keys, self.reconciler, at)
        if not answer.accepted:
            raise RuntimeError(f"A review of the demo was not accepted: {answer.reasons}")

    def _supervisor(self, agency: str) -> User:
        found: User = User.get(User.agency == agency, User.role == Role.SUPERVISOR.value)
        return found

    def _silent_phone(self, agency: Agency, now: datetime) -> None:
        seen, key = now - timedelta(days=5), public_bytes(new_key())
        told = {"device_class": "phone", "label": f"{agency.name.split()[0]} phone 7", "app_version": "demo", "waiting": 1}
        times = {"enrolled_at": seen - timedelta(days=30), "last_seen_at": seen, "oldest_unacknowledged_at": seen - timedelta(minutes=20)}
        name = new_id(self.random)
        Device.create(id=name, public_key=key, agency=agency.id, enrolled_by="demo", **times, **told)
        officer = User.select().where(User.agency == agency, User.role == Role.OFFICER.value).order_by(User.username).first()
        AuthorKey.create(author=officer.id, device=name, public_key=public_bytes(new_key()), registered_at=seen)
