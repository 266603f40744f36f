"""Looking inside an envelope: open it, parse it, find its line, ask the domain. Reads only; what follows is decided elsewhere.

Public: Inside, look_inside.
"""

from dataclasses import dataclass
from typing import Any

from sync import ledger
from sync.clocks import corrected
from sync.decide import Content, Lineage
from sync.domain import Domain, Submitted, Unreadable
from sync.encoding import MalformedText, b64
from sync.ledger import Arrival, Line
from sync.parse import parse_body
from sync.wire import Body, Kind, Void, body_info


@dataclass(frozen=True, slots=True)
class Inside:
    """`submitted` and `line` are None where there is nothing that could enter the record."""

    content: Content
    submitted: Submitted | None = None
    line: Line | None = None
    meaning: Any = None


def look_inside(domain: Domain, arrival: Arrival) -> Inside:
    """What the table needs to know of an envelope's content."""
    envelope = arrival.envelope
    try:
        body = parse_body(envelope.header.kind, domain.open(envelope.header.key, body_info(envelope.header_bytes), envelope.body))
    except Unreadable:
        return Inside(Content(readable=False, reasons=("unreadable",)))
    except MalformedText:
        return Inside(Content(readable=False, reasons=("malformed",)))
    if isinstance(body, Void):
        return Inside(Content(readable=True))
    submitted = _submitted(arrival, body)
    lineage, line = _line(submitted)
    if lineage is Lineage.EDITS_UNKNOWN:
        return Inside(Content(readable=True, lineage=lineage, waiting_on=waiting_on_base(body.base or b"")))
    validity = domain.validate(submitted)
    content = Content(readable=True, lineage=lineage, waiting_on=validity.waiting_on, reasons=validity.reasons)
    return Inside(content, submitted, line, validity.meaning)


def waiting_on_base(body_hash: bytes) -> str:
    """The name under which a revision waits for the one that it edits."""
    return f"base:{b64(body_hash)}"


def _submitted(arrival: Arrival, body: Body) -> Submitted:
    skew = body.skew_ms if body.skew_ms is not None else arrival.skew_ms
    return Submitted(
        header=arrival.envelope.header,
        body=body,
        body_hash=arrival.envelope.body_hash,
        agency=arrival.agency,
        received_at=arrival.received_at,
        corrected_at=corrected(body.captured_at, skew, arrival.received_at),
        author_confirmed=arrival.author_confirmed,
    )


def _line(submitted: Submitted) -> tuple[Lineage, Line | None]:
    if submitted.header.kind is not Kind.REVISION:
        return Lineage.FIRST, Line(submitted.header.id, 1, edits_newest=True)
    if submitted.body.base is None:
        return Lineage.EDITS_NOTHING, None
    line = ledger.line_of(submitted.body.base)
    if line is None:
        return Lineage.EDITS_UNKNOWN, None
    return (Lineage.EDITS_NEWEST if line.edits_newest else Lineage.EDITS_OLDER), line
