"""An address for what was searched for, so that "back" leads to it again: the words are sealed, for whoever searched and for a shift.

A name never stands in an address, a history or a log that anybody could read. Pure. Public: Search, address_of, search_at.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken

from fieldform.record.finding import Place

_A_SHIFT = 12 * 60 * 60


@dataclass(frozen=True, slots=True)
class Search:
    text: str
    after: Place | None = None


def address_of(search: Search, searcher: str, secret: bytes, now: datetime) -> str:
    """The last part of the path: differs each time, and grows with the words by steps of 16 bytes."""
    words = json.dumps([searcher, search.text, str(search.after or "")])
    return _seal(secret).encrypt_at_time(words.encode(), int(now.timestamp())).decode()


def search_at(address: str, searcher: str, secret: bytes, now: datetime) -> Search | None:
    """None for what is somebody else's, older than a shift, or was never given out."""
    try:
        words = _seal(secret).decrypt_at_time(address.encode(), _A_SHIFT, int(now.timestamp()))
    except (InvalidToken, UnicodeEncodeError):
        return None
    whose, text, after = json.loads(words)
    return Search(text, Place.of_text(after)) if whose == searcher else None


def _seal(secret: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"fieldform find 1\n" + secret).digest()))
