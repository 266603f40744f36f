"""What the engine asks of the domain: plain callables, passed in, and the frozen values they meet in.

The engine never learns what a form or a person is; the domain never learns what a sequence or a receipt is.
Public: Domain, Submitted, Validity, Settles, Accepted, Contested, Hearing, Asked, Told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sync.wire import Body, Header


class Unreadable(Exception):
    """A body that none of the server's keys opens. Likely cause: damage on the way, or a key that was lost; the raw bytes are kept."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """An opened envelope, as the domain sees it.

    `received_at` is the server's time, `corrected_at` the device's time of capture with its skew taken out (both aware UTC).
    `agency` is the one the device was enrolled for. `author_confirmed` is False where nobody's key signed it. `submission_id` is the
    line that it begins or edits.
    """

    header: Header
    body: Body
    body_hash: bytes
    agency: str
    received_at: datetime
    corrected_at: datetime
    author_confirmed: bool
    submission_id: str = ""


@dataclass(frozen=True, slots=True)
class Settles:
    """An action that ends a conflict. Both are body hashes: who edits `contested` from now on edits the revision `stands_for`."""

    contested: bytes
    stands_for: bytes


@dataclass(frozen=True, slots=True)
class Validity:
    """The domain's word on a submission.

    No `reasons` and no `waiting_on`: usable. `reasons` (codes such as `missing:/who/name`, never a value): for a person to look at.
    `waiting_on` (such as `form:<version>`): hold it until `Reconciler.release` says that this has come; `record:<submission id>` comes
    with the first revision of that line. `meaning` is handed to `project`.
    """

    reasons: tuple[str, ...] = ()
    waiting_on: str | None = None
    meaning: Any = None
    settles: Settles | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is to enter the record. `submission_id` is the id of the first envelope of its line, `revision` counts from 1."""

    submitted: Submitted
    submission_id: str
    revision: int
    meaning: Any


@dataclass(frozen=True, slots=True)
class Contested:
    """An edit of revision `base` of a line that has gone on since: no revision, kept for a person to compare."""

    submitted: Submitted
    submission_id: str
    base: int
    meaning: Any


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a viewer hears: the audience behind each stream, by the stream's name. `reach` is any text that changes where what this viewer
    may see does: then a device starts anew, and drops what it may no longer have."""

    streams: Mapping[str, str]
    reach: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The subjects that changed, by stream, each once; `bookmark` is what the domain said last time, None on the first page."""

    subjects: Mapping[str, list[str]]
    bookmark: Any = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Lists of JSON objects by name; `bookmark` is plain JSON, handed back with the next question; `more`: ask again at once."""

    lists: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    bookmark: Any = None
    more: bool = False


def _nobody_compares(_: Contested) -> None:
    """For a domain without people: the raw record alone is kept."""


def _hears_nothing(_: Any) -> Hearing:
    """For a domain that only takes in."""
    return Hearing({}, "")


def _nothing_to_end(_: datetime) -> None:
    """For a domain in which nobody signs in."""


@dataclass(frozen=True, slots=True)
class Domain:
    """open(key id, info, sealed) → plaintext or Unreadable · validate(submitted) → Validity · project(accepted) and contest(contested), in
    the caller's transaction · hearing(viewer) → Hearing · feed(viewer, asked) → Told, of what this viewer may see · rolled_back(now) when
    the records were found to be older than what a device had in hand."""

    open: Callable[[str, bytes, bytes], bytes]
    validate: Callable[[Submitted], Validity]
    project: Callable[[Accepted], None]
    feed: Callable[[Any, Asked], Told]
    contest: Callable[[Contested], None] = _nobody_compares
    hearing: Callable[[Any], Hearing] = _hears_nothing
    rolled_back: Callable[[datetime], None] = _nothing_to_end
