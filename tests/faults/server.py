"""The server: the real `sync` package over a database in memory, with its endpoints in a few lines, and ways to fail at any statement.

It can die before or after any statement and any commit, be told by its database that nothing can be written, be put back to an earlier
day, and have its clock set. What was committed survives; nothing else does. Public: Server, Reply.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from peewee import OperationalError

from sync import enrolment
from sync.announcement import announce
from sync.answer import epoch_order
from sync.encoding import b64, unb64
from sync.lives import RESTORED, begin_life, instance_id
from sync.models import Device, Instance, StoredEnvelope
from sync.parse import BrokenRequest, parse_body, parse_header, parse_push, parse_signed
from sync.receive import Reconciler
from sync.sealing import PrivateKey, key_id, open_sealed, public_bytes
from sync.tables import database
from sync.wire import Body, Kind, Void, body_info
from tests.faults.domain import plain_domain
from tests.faults.fragile import ground, key_of

NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
AGENCY = "agency-1"
CHALLENGE = "challenge"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it leaves the server."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    """`now` is what its clock says; `users` maps names to phrases."""

    def __init__(self, random: Random, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.database, empty, self.receipt = ground()
        self.keys: dict[str, PrivateKey] = {}
        self._new_key()
        database.initialize(self.database)
        self._undo()
        self.database.connection().deserialize(empty)
        self.published = {"v1"}
        self.sessions: dict[int, str] = {}
        self.skew = timedelta()
        self.put_back = False
        first = str(UUID(int=random.getrandbits(128), version=4))
        Instance.create(id=first, since=self.now)
        self.make_safe()
        self.reopen()

    @property
    def now(self) -> datetime:
        return self.clock() + self.skew

    def reopen(self) -> None:
        """As after a crash: whatever was not committed is gone."""
        self._undo()
        domain = plain_domain(self.keys, self.published, lambda _: self.sessions.clear())
        announcement = announce(public_bytes(self.sealing), self.receipt)
        self.engine = Reconciler(domain=domain, receipt_key=self.receipt, announcement=announcement)

    def copy(self) -> bytes:
        """A backup."""
        return bytes(self.database.connection().serialize())

    def restore(self, backup: bytes, *, told: bool) -> None:
        """The backup takes the database's place: `told` by the restore command, which begins a new life, or under a running server."""
        self.reopen()
        self.put_back = True
        self.database.connection().deserialize(backup)
        if told:
            begin_life(RESTORED, self.now)
            self.make_safe()
            self.sessions.clear()

    def make_safe(self) -> None:
        """What a schedule begins with is durable, however late somebody planted that a commit comes."""
        self.database.connection().commit()

    def rotate(self) -> None:
        """From now on bodies are to be sealed to another key; the earlier ones still open what was sealed to them."""
        self._new_key()
        self.reopen()

    def _new_key(self) -> None:
        self.sealing = key_of(2000 + len(self.keys))
        self.keys[key_id(public_bytes(self.sealing))] = self.sealing

    def body_of(self, row: StoredEnvelope) -> Body | Void:
        """What a stored envelope says."""
        header = bytes(row.header)
        return parse_body(Kind(row.kind), open_sealed(self.keys[parse_header(header).key], body_info(header), bytes(row.body)))

    def publish(self, version: str) -> None:
        self.published.add(version)
        self.engine.release(f"form:{version}")

    def arrived(self) -> set[tuple[str, str]]:
        """Everything that is stored, by id and hash, whatever the database was told to do next."""
        countdown, self.database.countdown = self.database.countdown, None
        rows = list(StoredEnvelope.select(StoredEnvelope.envelope_id, StoredEnvelope.body_hash))
        self.database.countdown = countdown
        return {(row.envelope_id, b64(bytes(row.body_hash))) for row in rows}

    def give_code(self, code: str) -> None:
        enrolment.make_code(
            secret=code, agency=AGENCY, device_class="phone", label="", made_by="it", now=self.now, life=timedelta(days=400)
        )

    def answer(self, phone: int, question: Json, body: str | None) -> Reply:
        """What the web would answer; Died where the process did not live to say it."""
        route = f"{question['method']} {question['path'].partition('?')[0]}"
        session = self.sessions.get(phone) if question["session"] else None
        try:
            return self._push(body or "") if route == "POST /sync/push" else self._route(route, phone, session, question, body)
        except OperationalError:
            self.reopen()
            return Reply(503, json.dumps({"error": "try_again", "message": ""}), {"Retry-After": "10"})

    def _push(self, body: str) -> Reply:
        try:
            push = parse_push(body.encode())
        except BrokenRequest:
            return BROKEN
        return _json(200, **self.engine.receive(push, self.now).as_json())

    def _route(self, route: str, phone: int, session: str | None, question: Json, body: str | None) -> Reply:
        fields = _fields(body)
        if fields is None:
            return BROKEN
        if route == "GET /session":
            return _json(200, user=_user(session) if session else None, csrf="token")
        if route == "POST /sign-in":
            self.sessions[phone] = str(fields["username"])
            return _json(200, user=_user(self.sessions[phone]), csrf="token")
        if route == "POST /sign-out":
            self.sessions.pop(phone, None)
            return _json(200, user=None, csrf="token")
        if route == "POST /device/alarms":
            return _json(200, fieldform=1, alarms=[], lines=[], server_time=self.now.isoformat())
        if session is None:
            return SIGN_IN
        return self._signed_in(route, phone, session, question, fields)

    def _signed_in(self, route: str, phone: int, user: str, question: Json, fields: Json) -> Reply:
        match route:
            case "GET /device/challenge":
                return _json(200, challenge=CHALLENGE)
            case "POST /device/enrol":
                return self._enrol(user, fields)
            case "POST /device/author-key":
                key = unb64(fields["public_key"])
                enrolment.register_author_key(author=user, device=fields["device"], public_key=key, now=self.now)
                return Reply(204, "")
            case "GET /sync/pull":
                return self._pull(phone, user, question)
        return _json(404, error="not_found", message="")

    def _pull(self, phone: int, user: str, question: Json) -> Reply:
        device = Device.get_or_none(Device.id == question["headers"].get("X-Fieldform-Device", ""))
        if device is None or device.revoked_at is not None:
            return _json(403, error="not_allowed", message="")
        pulled = self.engine.pull(user, question["path"].partition("cursor=")[2], self.now)
        if self.sessions.get(phone) is None:
            return SIGN_IN  # This very question may have been the proof that the records are not what they were.
        said = {"cursor": pulled.cursor, "more": pulled.more, "anew": pulled.anew, "instance": pulled.instance, **pulled.told}
        numbers = {"epoch": device.epoch, "acked_through": device.acked_through, "orders": epoch_order(device)}
        return _json(200, fieldform=1, server_time=self.now.isoformat(), **said, **numbers)

    def _enrol(self, user: str, fields: Json) -> Reply:
        key, heartbeat = unb64(fields["public_key"]), parse_signed(fields["heartbeat"])
        request = enrolment.Request(fields.get("code", ""), fields["device"], key, heartbeat, CHALLENGE, AGENCY)
        answer = enrolment.enrol(request, user=user, receipt_key=self.receipt, now=self.now)
        if isinstance(answer, enrolment.NotEnrolled):
            return _json(409, error=answer.problem, message="")
        sealing = public_bytes(self.sealing)
        keys = {
            "sealing": {"id": key_id(sealing), "public_key": b64(sealing)},
            "receipt": {"public_key": b64(public_bytes(self.receipt))},
        }
        known = {"certificate": answer.certificate.as_json(), "agency": AGENCY, "pending": answer.pending}
        return _json(200, device=answer.device, keys=keys, epoch=1, instance=instance_id(), **known)

    def _undo(self) -> None:
        self.database.arm(None)
        if self.database.connection().in_transaction:
            self.database.rollback()


def _fields(body: str | None) -> Json | None:
    try:
        fields = json.loads(body) if body is not None else {}
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None


def _user(user: str) -> Json:
    return {"id": user, "name": user, "role": "officer", "agency": AGENCY, "username": user}


def _json(status: int, **fields: Any) -> Reply:
    return Reply(status, json.dumps(fields))


SIGN_IN = _json(401, error="sign_in_needed", message="")
BROKEN = _json(400, error="broken_request", message="")
