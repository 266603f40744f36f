"""Pages that are the same for everybody go out packed, and are packed once.

Only those: where a secret (a token, a name) stands in the same answer as words from outside, its length tells about the secret.
Public: packed.
"""

import gzip
from functools import lru_cache

from flask import Response, request


def packed(text: str, kind: str = "text/html; charset=utf-8") -> Response:
    """An answer without anything of the person who asks, gzipped for whoever can read that."""
    accepted = bool(request.accept_encodings["gzip"])
    response = Response(_gzip(text) if accepted else text, content_type=kind)
    response.vary.add("Accept-Encoding")
    if accepted:
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=64)
def _gzip(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)
