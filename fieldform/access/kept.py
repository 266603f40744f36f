"""What was typed when a form could not be taken: it waits in the next page, signed, and never in a session or on a disk.

A form sent after the session ran out comes back inside the sign-in page and then with one button to send it again; so does one from a
page that was open for too long. Who signs in as somebody else does not get it. Public: Kept, kept_of, seal, unseal.
"""

from dataclasses import dataclass
from typing import Any

from flask import Request
from itsdangerous import BadData, URLSafeSerializer

from fieldform.access.sessions import CSRF

_LONGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """`to` is the path it was sent to, `fields` its names and values in order, `by` the id of who was signed in before, where known."""

    to: str
    fields: tuple[tuple[str, str], ...]
    by: str | None

    def belongs_to(self, user: str) -> bool:
        return self.by in (None, user)


def kept_of(request: Request, by: str | None) -> Kept | None:
    """What a refused form held; None where nothing was typed or it is too long to be carried along."""
    fields = tuple((name, text) for name, text in request.form.items(multi=True) if name != CSRF)
    if request.method != "POST" or not fields or sum(len(text) for _, text in fields) > _LONGEST:
        return None
    return Kept(request.full_path.removesuffix("?"), fields, by)


def seal(kept: Kept, secret: bytes) -> str:
    """For a hidden input: only what this server put there is ever offered for sending again."""
    return _signer(secret).dumps([kept.to, kept.fields, kept.by])


def unseal(text: str | None, secret: bytes) -> Kept | None:
    try:
        to, fields, by = _signer(secret).loads(text or "")
    except (BadData, ValueError, TypeError):
        return None
    return Kept(str(to), tuple((str(name), str(value)) for name, value in fields), _text_or_none(by))


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)


def _signer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="kept form")
