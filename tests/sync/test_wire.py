"""The edge: whatever is not the contract is named, and one broken element spoils nothing else."""

import json

import pytest

from sync.encoding import MalformedText, b64, strict_json, u64, unb64
from sync.parse import BrokenRequest, parse_body, parse_push
from sync.wire import Broken, Kind, Void, pad

UUID = "3b241101-e2bb-4255-8caf-4136c566a962"
SIGNED = {"bytes": b64(b"{}"), "signature": b64(bytes(64))}


def push(**changes: object) -> bytes:
    return json.dumps({"device": UUID, "certificate": SIGNED, "heartbeat": SIGNED, "envelopes": []} | changes).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<!doctype html><title>Hotel Wi-Fi</title>",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1e999}',
        b'{"a":9007199254740993}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0000"}',
        b'{"\\ud800":1}',
        b"[" * 100_000,
        b"[" * 33 + b"]" * 33 + b" ",
    ],
)
def test_s15_strict_json_refuses_what_parsers_read_differently(raw: bytes) -> None:
    with pytest.raises(MalformedText):
        strict_json(raw)


def test_s15_strict_json_reads_32_levels_and_any_script() -> None:
    assert strict_json(b"[" * 32 + b"]" * 32) is not None
    assert strict_json('{"name":"محمد 🙂"}'.encode()) == {"name": "محمد 🙂"}


@pytest.mark.parametrize("text", ["a", "ab=", "a+b/", "YQ==", "YR"])
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(MalformedText):
        unb64(text)


def test_integers_are_eight_bytes_big_endian() -> None:
    assert u64(258) == b"\0\0\0\0\0\0\1\2"


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        push(device="not-a-uuid"),
        push(device=7),
        push(certificate=None),
        push(heartbeat={"bytes": "", "signature": "AA"}),
        push(envelopes={}),
        push(envelopes=[{}] * 101),
    ],
)
def test_a_push_of_another_shape_is_a_broken_request(raw: bytes) -> None:
    with pytest.raises(BrokenRequest):
        parse_push(raw)


@pytest.mark.parametrize("element", [None, 1, "x", [], {}, {"header": "e30"}, {"header": 5}])
def test_a_broken_element_is_named_and_alone(element: object) -> None:
    assert isinstance(parse_push(push(envelopes=[element])).envelopes[0], Broken)


def test_a_broken_element_keeps_its_id_where_the_header_tells_it() -> None:
    header = b64(json.dumps({"v": 1, "kind": "void", "id": UUID, "device": UUID, "author": "a", "key": "k"}).encode())
    broken = parse_push(push(envelopes=[{"header": header}])).envelopes[0]
    assert isinstance(broken, Broken)
    assert broken.id == UUID


def test_an_id_that_tells_the_time_is_not_taken() -> None:
    version_7 = "018f3b1e-7c1a-7def-8abc-4136c566a962"
    with pytest.raises(BrokenRequest):
        parse_push(push(device=version_7))


@pytest.mark.parametrize(
    "change",
    [
        {"captured_at": "2026-11-23T09:00:00"},
        {"captured_at": "yesterday"},
        {"captured_at": "0001-01-01T00:00:00+14:00"},
        {"answers": []},
        {"monotonic_ms": -1},
        {"skew_ms": 1.5},
        {"skew_ms": True},
        {"base": "%"},
        {"version": "a b"},
        {"attachments": [1]},
    ],
)
def test_a_body_of_another_shape_is_malformed(change: dict[str, object]) -> None:
    good: dict[str, object] = {
        "form": "f",
        "version": "v",
        "base": None,
        "captured_at": "2026-11-23T09:00:00-05:00",
        "zone": "America/Detroit",
        "monotonic_ms": 5,
        "skew_ms": None,
        "answers": {},
        "attachments": [],
    }
    parse_body(Kind.SUBMISSION, json.dumps(good).encode())
    with pytest.raises(MalformedText):
        parse_body(Kind.SUBMISSION, json.dumps(good | change).encode())


def test_a_void_names_what_will_not_come() -> None:
    assert parse_body(Kind.VOID, pad(json.dumps({"id": UUID, "reason": "undone"}).encode())) == Void(UUID, "undone")


def test_a_padded_body_tells_little_by_its_length() -> None:
    assert {len(pad(b"x" * size)) for size in (1, 600, 1024)} == {1024}
    assert len(pad(b"x" * 1025)) == 2048
