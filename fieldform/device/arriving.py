"""The bytes of a device's request, bounded before anything reads them.

Public: json_body, push_body.
"""

import zlib

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from sync.encoding import MalformedText, strict_json
from sync.wire import MAX_PUSH_BYTES

_GZIP = 16 + zlib.MAX_WBITS


def push_body(request: Request) -> bytes:
    """The inflated JSON bytes of a push: 413 over 1 MiB on either side of gzip, 400 for a damaged stream."""
    _require_json(request)
    raw = request.get_data(cache=False)
    if len(raw) > MAX_PUSH_BYTES:
        raise RequestEntityTooLarge
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding == "gzip":
        return _inflate(raw)
    if encoding != "identity":
        raise UnsupportedMediaType
    return raw


def json_body(request: Request) -> dict[str, object]:
    """A small JSON object, read strictly; 400 for anything else."""
    _require_json(request)
    try:
        value = strict_json(request.get_data(cache=False))
    except MalformedText as problem:
        raise BadRequest from problem
    if not isinstance(value, dict):
        raise BadRequest
    return value


def _require_json(request: Request) -> None:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType


def _inflate(raw: bytes) -> bytes:
    stream = zlib.decompressobj(_GZIP)
    try:
        inflated = stream.decompress(raw, MAX_PUSH_BYTES + 1)
    except zlib.error as problem:
        raise BadRequest from problem
    if len(inflated) > MAX_PUSH_BYTES:
        raise RequestEntityTooLarge
    if not stream.eof or stream.unused_data:
        raise BadRequest
    return inflated
