"""What is refused before any view reads it: a body too large, a name that is not ours, a request that another site sent.

A file that is sent stays in memory: Werkzeug would put a large one on the disk, in the clear. Public: install, ForeignSite, MAX_BODY.
"""

from io import BytesIO
from typing import IO
from urllib.parse import urlsplit

from flask import Flask, Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from fieldform.config import Config
from sync.wire import MAX_PUSH_BYTES

MAX_BODY = MAX_PUSH_BYTES
_CHANGING = frozenset(("POST", "PUT", "PATCH", "DELETE"))
_OWN_OR_TYPED = frozenset(("same-origin", "none"))


class ForeignSite(Exception):
    """Another site's page sent this. Likely cause: an attack, or Fieldform opened under a name other than FIELDFORM_URL."""


class _Request(Request):
    """What is sent is never spooled to a file."""

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return BytesIO()


def install(app: Flask, config: Config) -> None:
    app.request_class = _Request
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=1000,
        TRUSTED_HOSTS=list(config.trusted_hosts),
    )
    own = own_origins(config)

    @app.before_request
    def refuse() -> None:
        if (request.content_length or 0) > MAX_BODY:
            raise RequestEntityTooLarge
        if request.method in _CHANGING and not _from_own_pages(own):
            raise ForeignSite


def own_origins(config: Config) -> frozenset[str]:
    """Where our own pages live; on a local trial under both names of this machine."""
    parts = urlsplit(config.origin)
    port = "" if parts.port is None else f":{parts.port}"
    return frozenset(f"{parts.scheme}://{name}{port}" for name in config.trusted_hosts)


def _from_own_pages(own: frozenset[str]) -> bool:
    """Browsers say where a request comes from; what says nothing is no browser and is held by its token or its signature."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    return (origin is None or origin in own) and (site is None or site in _OWN_OR_TYPED)
