"""What is the same for everybody goes out packed, and is packed once: by Brotli where the browser takes it, else by gzip.

Brotli is a sixth smaller; browsers take it over HTTPS alone. Only what tells nothing of a person goes this way: where a secret (a token, a
name) stands in the same answer as words from outside, its length tells about the secret.
Public: packed, answered.
"""

import gzip
from functools import lru_cache

import brotli
from flask import Response, request

# The last step to 11 takes three times as long for three bytes in a hundred.
_EFFORT = 10


def packed(text: str, kind: str = "text/html; charset=utf-8") -> Response:
    """An answer without anything of the person who asks."""
    return answered(text.encode(), kind)


def answered(content: bytes, kind: str) -> Response:
    """The same of bytes; as they are for whoever can read nothing else, and where packing makes them longer."""
    way = request.accept_encodings.best_match(("br", "gzip"))
    smaller = _packed(content, way) if way else content
    response = Response(smaller, content_type=kind)
    response.vary.add("Accept-Encoding")
    if smaller is not content:
        response.headers["Content-Encoding"] = way
    return response


@lru_cache(maxsize=512)
def _packed(content: bytes, way: str) -> bytes:
    made: bytes = brotli.compress(content, quality=_EFFORT) if way == "br" else gzip.compress(content, mtime=0)
    return made if len(made) < len(content) else content
