"""What the server's tables must say at the end, whatever came in which order: no update is lost, nothing entered twice.

Public: unsound, outcomes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sync.encoding import unb64
from sync.models import Aside, Held, Revision, StoredEnvelope
from sync.wire import Body, Kind
from tests.faults.domain import Contest, Entered
from tests.faults.server import Server

_OF_A_LINE = (Kind.SUBMISSION, Kind.REVISION)
Place = tuple[str, int]
"""A submission's id, and the number of the revision in its line."""


@dataclass(frozen=True, slots=True)
class Lines:
    """`at` gives the body hash of each revision, `of` the place of each hash."""

    at: dict[Place, bytes]
    of: dict[bytes, Place]
    contested: set[bytes]
    judged: set[bytes]
    waiting_on: dict[int, str]


def unsound(server: Server) -> Iterator[str]:
    """Each accepted version stands in its line and saw the one before it, each contested one is an open conflict, each held one waits for
    what is really not there."""
    rows = list(StoredEnvelope.select())
    lines = _lines(rows)
    entered = {(row.submission_id, row.revision): bytes(row.body_hash) for row in Entered.select()}
    if entered != lines.at:
        yield f"the record differs from the lines: {len(entered)} entered, {len(lines.at)} revisions"
    for submission, number in sorted(lines.at):
        if number > 1 and (submission, number - 1) not in lines.at:
            yield f"{submission} has a revision {number} and no revision {number - 1}"
    for row in rows:
        yield from (f"{row.envelope_id} {words}" for words in _answered(row, lines, server))


def outcomes() -> Counter[str]:
    """How many records came, by what became of them."""
    return Counter(f"record {row.outcome}" for row in StoredEnvelope.select(StoredEnvelope.outcome))


def _lines(rows: list[StoredEnvelope]) -> Lines:
    at = {(row.submission_id, row.number): bytes(row.body_hash) for row in Revision.select()}
    contested = {bytes(row.body_hash) for row in Contest.select()} & {bytes(row.body_hash) for row in Aside.select()}
    judged = {bytes(row.body_hash) for row in rows if row.outcome != "held"}
    waiting_on = {row.envelope.number: row.waiting_on for row in Held.select()}
    return Lines(at, {body_hash: place for place, body_hash in at.items()}, contested, judged, waiting_on)


def _answered(row: StoredEnvelope, lines: Lines, server: Server) -> Iterator[str]:
    body_hash = bytes(row.body_hash)
    if row.outcome == "accepted" and row.kind in _OF_A_LINE:
        yield from _in_its_line(row, lines, server)
    elif row.outcome == "conflict" and body_hash not in lines.contested:
        yield "is in conflict and nobody can see it"
    elif row.outcome == "quarantined" and not row.reasons:
        yield "is in quarantine without a reason"
    elif row.outcome == "held":
        yield from _held(lines.waiting_on.get(row.number, ""), lines, server)
    elif row.outcome not in ("accepted", "conflict", "quarantined", "held"):
        yield f"was never answered ({row.outcome!r})"


def _in_its_line(row: StoredEnvelope, lines: Lines, server: Server) -> Iterator[str]:
    place = lines.of.get(bytes(row.body_hash))
    if place is None:
        yield "was accepted and is in no line"
        return
    submission, number = place
    before, body = lines.at.get((submission, number - 1)), server.body_of(row)
    if before is not None and isinstance(body, Body) and body.base != before:
        yield f"became revision {number} without having seen revision {number - 1}"


def _held(waiting_on: str, lines: Lines, server: Server) -> Iterator[str]:
    kind, _, what = waiting_on.partition(":")
    if not waiting_on:
        yield "is held and waits for nothing"
    if (kind == "form" and what in server.published) or (kind == "base" and unb64(what) in lines.judged):
        yield f"waits for {waiting_on}, which is there"
