"""Looking inside an envelope: open it, parse it, find its line, ask the domain. Writes nothing; what follows is decided elsewhere.

Public: Inside, Opened, opened, look_inside, waiting_on_base, waiting_on_record.
"""

from dataclasses import dataclass, replace
from typing import Any

from sync import ledger
from sync.clocks import corrected
from sync.decide import Content, Lineage
from sync.domain import Domain, Settles, Submitted, Unreadable
from sync.encoding import MalformedText, b64
from sync.ledger import Arrival, Line
from sync.parse import parse_body
from sync.tables import take_turns
from sync.wire import Body, Envelope, Header, Kind, Void, body_info


@dataclass(frozen=True, slots=True)
class Inside:
    """`submitted` is None where there is nothing that could enter the record, `line` where it belongs to no line that is known."""

    content: Content
    submitted: Submitted | None = None
    line: Line | None = None
    meaning: Any = None
    settles: Settles | None = None


Opened = Body | Void | Content


def opened(domain: Domain, envelope: Envelope) -> Opened:
    """What is inside, or what speaks against it."""
    try:
        return parse_body(envelope.header.kind, domain.open(envelope.header.key, body_info(envelope.header_bytes), envelope.body))
    except Unreadable:
        return Content(readable=False, reasons=("unreadable",))
    except MalformedText:
        return Content(readable=False, reasons=("malformed",))


def look_inside(domain: Domain, arrival: Arrival, body: Opened) -> Inside:
    """What the table needs to know of an envelope's content."""
    if isinstance(body, Content):
        return Inside(body, line=_beginning(arrival.envelope.header))
    if isinstance(body, Void):
        return Inside(Content(readable=True))
    submitted = _submitted(arrival, body)
    lineage, line = _line(submitted)
    if lineage is Lineage.EDITS_UNKNOWN:
        return Inside(Content(readable=True, lineage=lineage, waiting_on=waiting_on_base(body.base or b"")))
    if line is None:
        return Inside(Content(readable=True, lineage=lineage))
    submitted = replace(submitted, submission_id=line.submission_id)
    validity = domain.validate(submitted)
    content = Content(readable=True, lineage=lineage, waiting_on=validity.waiting_on, reasons=validity.reasons)
    return Inside(content, submitted, line, validity.meaning, validity.settles)


def waiting_on_base(body_hash: bytes) -> str:
    """The name under which a revision waits for the one that it edits."""
    return f"base:{b64(body_hash)}"


def waiting_on_record(submission_id: str) -> str:
    """The name under which an action waits for the record that it works on."""
    return f"record:{submission_id}"


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
        return Lineage.FIRST, _beginning(submitted.header)
    if submitted.body.base is None:
        return Lineage.EDITS_NOTHING, None
    take_turns([waiting_on_base(submitted.body.base)])
    line = ledger.line_of(submitted.body.base)
    if line is not None:
        return (Lineage.EDITS_NEWEST if line.edits_newest else Lineage.EDITS_OLDER), line
    return (Lineage.EDITS_UNJUDGED if ledger.is_judged(submitted.body.base) else Lineage.EDITS_UNKNOWN), None


def _beginning(header: Header) -> Line | None:
    """The line that this would begin; a revision begins none."""
    return None if header.kind is Kind.REVISION else Line(header.id, 1, edited=0)
