"""What becomes of an envelope: the decision table of docs/wire.md, as a table.

Pure: frozen facts in, a decision out. No database, no clock, no randomness. The first row whose condition holds decides; a row that
needs the opened content is reached only when no earlier row has decided, so the shell asks once before opening and once after.
Public: Outcome, DeviceStanding, AuthorStanding, Seen, Lineage, Content, Facts, Decision, ROWS, decide.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from sync.wire import Kind


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    MERGED = "merged"
    CONFLICT = "conflict"
    HELD = "held"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    OPEN_FIRST = "open first"  # Never leaves the server: nothing speaks against the envelope yet, look inside.


class DeviceStanding(Enum):
    ACTIVE = auto()
    REVOKED = auto()
    REVOKED_AND_OVER_QUOTA = auto()


class AuthorStanding(Enum):
    CONFIRMED = auto()
    UNCONFIRMED = auto()  # No signature, or no key of theirs is known here: accepted, confirmed at their next sign-in.
    FORGED = auto()
    REVOKED = auto()


class Seen(Enum):
    """What is stored under this envelope's id."""

    NEVER = auto()
    SAME_BYTES = auto()
    OTHER_BYTES = auto()


class Lineage(Enum):
    FIRST = auto()
    EDITS_NEWEST = auto()
    EDITS_OLDER = auto()
    EDITS_UNKNOWN = auto()
    EDITS_NOTHING = auto()  # Calls itself a revision and names no base.
    EDITS_UNJUDGED = auto()  # Its base is here and was set aside unread: a clone's, somebody's who was revoked.


@dataclass(frozen=True, slots=True)
class Content:
    """What is known once the body was opened: `reasons` speak against it, `waiting_on` names what has not come: a form, base or record."""

    readable: bool
    lineage: Lineage = Lineage.FIRST
    waiting_on: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    authentic: bool
    device: DeviceStanding
    author: AuthorStanding
    kind: Kind
    seen: Seen
    place_taken: bool
    content: Content | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`frees` names what others may have waited for, once this is in place."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    order_new_epoch: bool = False
    waiting_on: str | None = None
    frees: tuple[str, ...] = ()


def decide(facts: Facts) -> Decision:
    """The decision of the first row that speaks."""
    return next(row.then(facts) for row in ROWS if row.when(facts))


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    when: Callable[[Facts], bool]
    then: Callable[[Facts], Decision]


def _plain(outcome: Outcome, *reasons: str) -> Callable[[Facts], Decision]:
    decision = Decision(outcome, reasons)
    return lambda _: decision


def _new_epoch(reason: str) -> Callable[[Facts], Decision]:
    decision = Decision(Outcome.QUARANTINED, (reason,), order_new_epoch=True)
    return lambda _: decision


def _inside(test: Callable[[Content], bool]) -> Callable[[Facts], bool]:
    return lambda facts: facts.content is not None and test(facts.content)


def _held(facts: Facts) -> Decision:
    """For `form:…` the reason is `unknown_form`."""
    waiting_on = (facts.content and facts.content.waiting_on) or ""
    return Decision(Outcome.HELD, (f"unknown_{waiting_on.partition(':')[0]}",), waiting_on=waiting_on)


def _reserved(facts: Facts) -> Decision:
    return Decision(Outcome.HELD, ("kind_reserved",), waiting_on=f"kind:{facts.kind}")


def _for_content(facts: Facts) -> Decision:
    return Decision(Outcome.QUARANTINED, facts.content.reasons if facts.content else ())


ROWS: tuple[Row, ...] = (
    Row("not authentic", lambda f: not f.authentic, _plain(Outcome.REFUSED, "not_authentic")),
    Row("same id, same body", lambda f: f.seen is Seen.SAME_BYTES, _plain(Outcome.DUPLICATE)),
    Row("revoked device, quota used", lambda f: f.device is DeviceStanding.REVOKED_AND_OVER_QUOTA, _plain(Outcome.REFUSED, "quota")),
    Row(
        "same id, other body",
        lambda f: f.seen is Seen.OTHER_BYTES,
        lambda f: Decision(Outcome.QUARANTINED, ("same_id_other_content",), order_new_epoch=f.place_taken),
    ),
    Row("place already taken", lambda f: f.place_taken, _new_epoch("place_taken")),
    Row("revoked device", lambda f: f.device is DeviceStanding.REVOKED, _plain(Outcome.QUARANTINED, "device_revoked")),
    Row("revoked author", lambda f: f.author is AuthorStanding.REVOKED, _plain(Outcome.QUARANTINED, "author_revoked")),
    Row("forged author", lambda f: f.author is AuthorStanding.FORGED, _plain(Outcome.QUARANTINED, "author_signature_wrong")),
    Row("draft, for its author alone", lambda f: f.kind is Kind.DRAFT, _plain(Outcome.ACCEPTED)),
    Row("kind reserved for later", lambda f: f.kind is Kind.CHUNK, _reserved),
    Row("not opened yet", lambda f: f.content is None, _plain(Outcome.OPEN_FIRST)),
    Row("unreadable", _inside(lambda c: not c.readable), _for_content),
    Row("void", lambda f: f.kind is Kind.VOID, _plain(Outcome.ACCEPTED)),
    Row("revision of nothing", _inside(lambda c: c.lineage is Lineage.EDITS_NOTHING), _plain(Outcome.QUARANTINED, "no_base")),
    Row(
        "revision of something set aside unread",
        _inside(lambda c: c.lineage is Lineage.EDITS_UNJUDGED),
        _plain(Outcome.QUARANTINED, "base_unjudged"),
    ),
    Row("revision of something unknown", _inside(lambda c: c.lineage is Lineage.EDITS_UNKNOWN), _held),
    Row("unknown form, version or record", _inside(lambda c: c.waiting_on is not None), _held),
    Row("content cannot be used", _inside(lambda c: bool(c.reasons)), _for_content),
    Row("revision of an older one", _inside(lambda c: c.lineage is Lineage.EDITS_OLDER), _plain(Outcome.CONFLICT, "revised_meanwhile")),
    Row("new, or revision of the newest", lambda _: True, _plain(Outcome.ACCEPTED)),
)
