"""The edge: bytes become the values of wire.py here, once, and nothing behind checks a shape again.

One broken element of a push is named and spoils nothing else. Knows no key, no table, no form.
Public: parse_push, parse_header, parse_heartbeat, parse_body, parse_signed, BrokenRequest.
"""

import re
from datetime import UTC, datetime
from typing import Any

from sync.encoding import MalformedText, strict_json, unb64
from sync.wire import MAX_ENVELOPES, VERSION, Body, Broken, Envelope, Header, Heartbeat, Kind, Place, Push, Signed, Void

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
_TOKEN = re.compile(r"[A-Za-z0-9_.:-]{1,64}\Z")
_LARGEST = 2**53


class BrokenRequest(ValueError):
    """A push that is not one: HTTP 400. Likely cause: a truncated upload or something that is not a Fieldform device."""


def parse_push(raw: bytes) -> Push:
    """Push of the request's inflated JSON bytes; BrokenRequest where the outer shape is not the contract's."""
    try:
        outer = _object(strict_json(raw))
        elements = outer["envelopes"]
        if not isinstance(elements, list) or len(elements) > MAX_ENVELOPES:
            raise MalformedText("envelopes: a list of at most 100")
        return Push(
            device=_uuid(outer["device"]),
            certificate=parse_signed(outer["certificate"]),
            heartbeat=parse_signed(outer["heartbeat"]),
            envelopes=tuple(_element(element) for element in elements),
        )
    except (MalformedText, KeyError) as problem:
        raise BrokenRequest(f"not a push: {problem}") from problem


def parse_signed(value: object) -> Signed:
    pair = _object(value)
    return Signed(raw=_bytes(pair["bytes"]), signature=_signature(pair["signature"]))


def parse_header(raw: bytes) -> Header:
    fields = _object(strict_json(raw))
    if fields.get("v") != VERSION or isinstance(fields.get("v"), bool):
        raise MalformedText("header version")
    return Header(
        kind=Kind(_text(fields["kind"])),
        id=_uuid(fields["id"]),
        device=_uuid(fields["device"]),
        author=_token(fields["author"]),
        key=_token(fields["key"]),
    )


def parse_heartbeat(raw: bytes) -> Heartbeat:
    fields = _object(strict_json(raw))
    oldest = fields.get("oldest_unacknowledged")
    challenge = fields.get("challenge")
    return Heartbeat(
        device=_uuid(fields["device"]),
        epoch=_count(fields["epoch"], least=1),
        next_sequence=_count(fields["next_sequence"], least=1),
        waiting=_count(fields["waiting"]),
        oldest_unacknowledged=None if oldest is None else _instant(oldest),
        app=_text(fields["app"])[:64],
        wall_clock=_instant(fields["wall_clock"]),
        challenge=None if challenge is None else _text(challenge),
    )


def parse_body(kind: Kind, plaintext: bytes) -> Body | Void:
    """The opened body; MalformedText where it is not what its kind asks for."""
    try:
        fields = _object(strict_json(plaintext))
        if kind is Kind.VOID:
            return Void(id=_uuid(fields["id"]), reason=_text(fields["reason"])[:64])
        base, skew = fields.get("base"), fields.get("skew_ms")
        return Body(
            form=_text(fields["form"]),
            version=_token(fields["version"]),
            base=None if base is None else _bytes(base),
            captured_at=_instant(fields["captured_at"]),
            zone=_text(fields["zone"])[:64],
            monotonic_ms=_count(fields["monotonic_ms"]),
            skew_ms=None if skew is None else _signed_count(skew),
            answers=_object(fields["answers"]),
            attachments=tuple(_object(one) for one in _list(fields.get("attachments", []))),
        )
    except KeyError as problem:
        raise MalformedText(f"{problem} is missing") from problem


def _element(value: object) -> Envelope | Broken:
    try:
        return _envelope(_object(value))
    except (MalformedText, KeyError, ValueError) as problem:
        return Broken(id=_id_of(value), problem=str(problem)[:80])


def _envelope(fields: dict[str, Any]) -> Envelope:
    header_bytes = _bytes(fields["header"])
    author_sig = fields.get("author_sig")
    return Envelope(
        header=parse_header(header_bytes),
        header_bytes=header_bytes,
        body=_bytes(fields["body"]),
        place=Place(_count(fields["epoch"], least=1), _count(fields["sequence"], least=1)),
        author_sig=None if author_sig is None else _signature(author_sig),
        device_sig=_signature(fields["device_sig"]),
        receipt=None if fields.get("receipt") is None else parse_signed(fields["receipt"]),
    )


def _id_of(value: object) -> str | None:
    try:
        return parse_header(_bytes(_object(value)["header"])).id
    except (MalformedText, KeyError, ValueError):
        return None


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MalformedText("an object was expected")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise MalformedText("a list was expected")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedText("text was expected")
    return value


def _token(value: object) -> str:
    text = _text(value)
    if not _TOKEN.match(text):
        raise MalformedText("a short plain id was expected")
    return text


def _uuid(value: object) -> str:
    text = _text(value)
    if not _UUID4.match(text):
        raise MalformedText("a random UUID was expected")
    return text


def _bytes(value: object) -> bytes:
    return unb64(_text(value))


def _signature(value: object) -> bytes:
    signature = _bytes(value)
    if len(signature) != 64:
        raise MalformedText("a signature has 64 bytes")
    return signature


def _signed_count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise MalformedText("a whole number was expected")
    return value


def _count(value: object, least: int = 0) -> int:
    number = _signed_count(value)
    if not least <= number <= _LARGEST:
        raise MalformedText("a number out of range")
    return number


def _instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(_text(value))
    except ValueError as problem:
        raise MalformedText("a time was expected") from problem
    if instant.tzinfo is None:
        raise MalformedText("a time without a zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError as problem:
        raise MalformedText("a time out of range") from problem
