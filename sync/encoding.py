"""The contract's alphabet: base64url, labels, eight-byte integers, strict JSON.

Every signed or bound thing is built from these four and nothing else. Knows no key, no table and no clock.
Public: b64, unb64, label, u64, sha256, strict_json, MalformedText.
"""

import base64
import binascii
import hashlib
import json
from typing import Any, NoReturn

MAX_DEPTH = 32
_STANDARD = bytes.maketrans(b"-_", b"+/")


class MalformedText(ValueError):
    """Bytes that are not the JSON or base64url the contract asks for. Likely cause: a portal's page, a broken or hostile client."""


def b64(raw: bytes) -> str:
    """base64url without padding (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes of unpadded base64url; MalformedText for anything else, a non-canonical last character included."""
    if "+" in text or "/" in text or "=" in text:
        raise MalformedText("not base64url")
    try:
        raw = binascii.a2b_base64(text.encode("ascii").translate(_STANDARD) + b"=" * (-len(text) % 4), strict_mode=True)
    except (binascii.Error, ValueError) as problem:
        raise MalformedText("not base64url") from problem
    rest = len(raw) % 3
    if rest and b64(raw[-rest:]) != text[-rest - 1 :]:
        raise MalformedText("not canonical base64url")
    return raw


def label(name: str) -> bytes:
    """`fieldform/1 <name>` and one zero byte: keeps a signature of one kind from passing as another."""
    return f"fieldform/1 {name}".encode("ascii") + b"\0"


def u64(number: int) -> bytes:
    """Eight bytes, big-endian."""
    return number.to_bytes(8, "big")


def sha256(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def strict_json(raw: bytes) -> Any:
    """The value of UTF-8 JSON bytes, read the one way that every parser agrees on.

    Refused with MalformedText: invalid UTF-8, a byte-order mark, lone surrogates, NUL, a key given twice, NaN and the infinities,
    integers beyond 2^53, and more than 32 levels (what one side reads, the other must read alike).
    """
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_no_key_twice,
            parse_constant=_no_constant,
            parse_int=_safe_int,
            parse_float=_finite,
        )
    except MalformedText:
        raise
    except (ValueError, RecursionError) as problem:
        raise MalformedText("not JSON") from problem
    if text.count("{") + text.count("[") > MAX_DEPTH:  # Fewer are not too many even if all stand inside each other.
        _check_depth(value)
    if "\\u" in text:  # Nothing else can spell what no text may hold.
        _check_texts(value)
    return value


def compact_json(value: object) -> bytes:
    """JSON as it is written for signing: compact, UTF-8. What is signed is then sent as these bytes, never written again."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise MalformedText("a key is given twice")
    return named


def _no_constant(name: str) -> NoReturn:
    raise MalformedText(f"{name} is not JSON")


def _safe_int(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > 2**53:
        raise MalformedText("a number is too large")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise MalformedText("a number is too large")
    return number


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [one for one in level if isinstance(one, (dict, list))]
        if not level:
            return
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    raise MalformedText("nested too deeply")


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_texts(inner)


def _check_text(text: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise MalformedText("a NUL character")
        return
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise MalformedText("a NUL or half a character")
