"""Enrolment: a signed-in person, a one-time code from IT, and proof that the device holds its key (docs/wire.md).

Without a code the device is pending until IT approves it: it delivers, and no news comes back. Answers are values; the caller owns the
words on screen. Public: make_code, enrol, approve_device, pending_devices, register_author_key, speaking, revoke_device, rename_device,
revoke_author, readmit_author, Enrolled, NotEnrolled.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import ModelSelect

from sync import certificates
from sync.encoding import MalformedText, label, sha256
from sync.models import AuthorKey, AuthorRevocation, Device, EnrolmentCode
from sync.parse import parse_heartbeat
from sync.sealing import PrivateKey, verifies
from sync.tables import locked, whole
from sync.wire import Signed

CODE_LIFE = timedelta(hours=24)

# One account in the wrong hands must not fill IT's list: so many at once that wait for approval, or were begun without a code in a day.
MOST_PENDING = 3
_A_DAY = timedelta(days=1)


class Problem(StrEnum):
    CODE_UNKNOWN = "code_unknown"
    CODE_USED = "code_used"
    CODE_EXPIRED = "code_expired"
    CODE_ELSEWHERE = "code_elsewhere"
    PROOF_FAILED = "proof_failed"
    DEVICE_KNOWN = "device_known"
    TOO_MANY_PENDING = "too_many_pending"


@dataclass(frozen=True, slots=True)
class NotEnrolled:
    problem: Problem


@dataclass(frozen=True, slots=True)
class Enrolled:
    device: str
    agency: str
    device_class: str
    certificate: Signed
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """`heartbeat` is signed with the device's key and names `challenge`, which the server gave this session. `agency` is the person's.

    `code` is empty where IT gave none.
    """

    code: str
    device: str
    public_key: bytes
    heartbeat: Signed
    challenge: str
    agency: str


def make_code(
    *, secret: str, agency: str, device_class: str, label: str, made_by: str, now: datetime, life: timedelta = CODE_LIFE
) -> EnrolmentCode:
    """Remember a one-time code by its hash; `secret` is what IT hands out and is kept nowhere."""
    return EnrolmentCode.create(
        code_hash=_code_hash(secret),
        agency=agency,
        device_class=device_class,
        label=label,
        made_by=made_by,
        made_at=now,
        expires_at=now + life,
    )


@whole
def enrol(request: Request, *, user: str, receipt_key: PrivateKey, now: datetime) -> Enrolled | NotEnrolled:
    """Take the device in, once: code and device in one transaction. Asked again by the same device, the answer is the same.

    A device that asks again without a code hears how it stands now: so it learns that it was approved.
    """
    if not _holds_its_key(request):
        return NotEnrolled(Problem.PROOF_FAILED)
    if not request.code.strip():
        return _enrol_pending(request, user, receipt_key, now)
    code = locked(EnrolmentCode.select().where(EnrolmentCode.code_hash == _code_hash(request.code))).first()
    if code is not None and _answer_was_lost(code, request):
        return _enrolled(Device.get_by_id(request.device), receipt_key)
    problem = _problem(code, request, now)
    if problem is not None or code is None:
        return NotEnrolled(problem or Problem.CODE_UNKNOWN)
    fields = {"agency": code.agency, "device_class": code.device_class, "label": code.label}
    device = _create_device(request, user, now, fields)
    code.used_at, code.used_by, code.device = now, user, device
    code.save()
    return _enrolled(device, receipt_key)


def approve_device(device: str, *, by: str, now: datetime, device_class: str = "phone", label: str = "") -> bool:
    """From now on it is one of the agency's, and hears what became of its reports; False where it does not wait for that."""
    fields = {"pending_since": None, "approved_at": now, "approved_by": by, "device_class": device_class, "label": label}
    return bool(Device.update(fields).where((Device.id == device) & _waits()).execute())


def pending_devices(agency: str) -> "ModelSelect[Device]":
    """The agency's devices that wait for approval, the longest waiting first."""
    return Device.select().where((Device.agency == agency) & _waits()).order_by(Device.pending_since, Device.id)


def register_author_key(*, author: str, device: str, public_key: bytes, now: datetime) -> bool:
    """From now on this key's signature is this person's, on this device; False where the device is not enrolled."""
    if Device.get_or_none(Device.id == device) is None:
        return False
    AuthorKey.insert(author=author, device=device, public_key=public_key, registered_at=now).on_conflict_ignore().execute()
    return True


def speaking(device: str, heartbeat: Signed) -> Device | None:
    """The device that signed this heartbeat; None where it is unknown, revoked or somebody else's."""
    row: Device | None = Device.get_or_none((Device.id == device) & Device.revoked_at.is_null())
    if row is None or not verifies(bytes(row.public_key), heartbeat.signature, label("heartbeat") + heartbeat.raw):
        return None
    try:
        return row if parse_heartbeat(heartbeat.raw).device == device else None
    except (MalformedText, KeyError):
        return None


def revoke_device(device: str, *, by: str, now: datetime, because: str = "") -> None:
    """It may still deliver, into quarantine; it reads nothing any more. The first word on it stands."""
    revoked = Device.update(revoked_at=now, revoked_by=by, revoked_because=because)
    revoked.where((Device.id == device) & Device.revoked_at.is_null()).execute()


def rename_device(device: str, label: str) -> None:
    """What IT calls it."""
    Device.update(label=label).where(Device.id == device).execute()


def revoke_author(author: str, *, by: str, now: datetime) -> None:
    """What this person's devices still hold arrives, marked, for a person to look at."""
    AuthorRevocation.insert(author=author, at=now, by=by).on_conflict_ignore().execute()


def readmit_author(author: str) -> None:
    """What this person writes is taken again; what was set aside meanwhile stays there, for a person to look at."""
    AuthorRevocation.delete().where(AuthorRevocation.author == author).execute()


def _enrolled(device: Device, receipt_key: PrivateKey) -> Enrolled:
    certificate = certificates.Certificate(device.id, bytes(device.public_key), device.device_class, device.agency, device.enrolled_at)
    signed = certificates.issue(certificate, receipt_key)
    return Enrolled(device.id, device.agency, device.device_class, signed, pending=device.pending_since is not None)


def _enrol_pending(request: Request, user: str, receipt_key: PrivateKey, now: datetime) -> Enrolled | NotEnrolled:
    known = Device.get_or_none((Device.id == request.device) | (Device.public_key == request.public_key))
    if known is not None:
        return _enrolled(known, receipt_key) if _is_asking(known, request) else NotEnrolled(Problem.DEVICE_KNOWN)
    if _begun_without_code(user, now) >= MOST_PENDING:
        return NotEnrolled(Problem.TOO_MANY_PENDING)
    fields = {"agency": request.agency, "device_class": certificates.PENDING, "label": "", "pending_since": now}
    return _enrolled(_create_device(request, user, now, fields), receipt_key)


def _is_asking(device: Device, request: Request) -> bool:
    same = device.id == request.device and bytes(device.public_key) == request.public_key
    return same and device.agency == request.agency and device.revoked_at is None


def _waits() -> Any:
    return Device.pending_since.is_null(is_null=False) & Device.revoked_at.is_null()


def _begun_without_code(user: str, now: datetime) -> int:
    """How many of this person's devices still wait, or were begun within the last day, whatever became of them since."""
    without_code = Device.pending_since.is_null(is_null=False) | Device.approved_at.is_null(is_null=False)
    lately = without_code & (Device.enrolled_at > now - _A_DAY)
    return Device.select().where((Device.enrolled_by == user) & (lately | _waits())).count()


def _answer_was_lost(code: EnrolmentCode, request: Request) -> bool:
    """The same device asks again with the code that it used: it never heard the answer, and IT need not make another code."""
    return code.device is not None and code.device.id == request.device and bytes(code.device.public_key) == request.public_key


def _problem(code: EnrolmentCode | None, request: Request, now: datetime) -> Problem | None:
    if code is None:
        return Problem.CODE_UNKNOWN
    if code.used_at is not None:
        return Problem.CODE_USED
    if now > code.expires_at:
        return Problem.CODE_EXPIRED
    if code.agency != request.agency:
        return Problem.CODE_ELSEWHERE
    if Device.select().where((Device.id == request.device) | (Device.public_key == request.public_key)).exists():
        return Problem.DEVICE_KNOWN
    return None


def _create_device(request: Request, user: str, now: datetime, fields: dict[str, Any]) -> Device:
    return Device.create(
        id=request.device,
        public_key=request.public_key,
        enrolled_at=now,
        enrolled_by=user,
        last_seen_at=now,
        **fields,
    )


def _holds_its_key(request: Request) -> bool:
    if not verifies(request.public_key, request.heartbeat.signature, label("heartbeat") + request.heartbeat.raw):
        return False
    try:
        said = parse_heartbeat(request.heartbeat.raw)
    except (MalformedText, KeyError):
        return False
    return said.device == request.device and hmac.compare_digest((said.challenge or "").encode(), request.challenge.encode())


def _code_hash(secret: str) -> bytes:
    """Codes are typed by hand: spaces, dashes and case do not count."""
    return sha256("".join(character for character in secret.upper() if character.isalnum()).encode("utf-8"))
