"""Drafts come home: what somebody had begun under a phrase they no longer know, or on a device that was erased, is theirs again.

Opened for whoever is signed in as its author, sent to a device that puts it into a vault, forgotten once that has said so. Never judged,
never in the record. Only a draft that names its author inside is given out: who has a shared device in hand could otherwise hand over
a colleague's as their own. Public: drafts_for.
"""

from typing import Any

from fieldform.access.viewer import Viewer
from fieldform.keys_folder import Keys
from sync import ledger
from sync.encoding import MalformedText, b64, label, strict_json, unb64
from sync.ledger import Draft
from sync.parse import parse_body, parse_header
from sync.sealing import NotOpened, open_content, open_sealed
from sync.wire import Body, Kind, body_info

_TOLD = ("revises", "started_at")


def drafts_for(viewer: Viewer, keys: Keys) -> list[dict[str, Any]]:
    """Each with the id of its envelope, the draft's own, form and version, and what was typed."""
    opened = (_opened(stored, viewer.user, keys) for stored in ledger.drafts_of(viewer.user))
    return [draft for draft in opened if draft is not None]


def _opened(stored: Draft, author: str, keys: Keys) -> dict[str, Any] | None:
    """None for what is damaged or somebody else's: it stays where it is, sealed."""
    try:
        header = parse_header(stored.header)
        body = parse_body(Kind.DRAFT, open_sealed(keys.sealing[header.key], body_info(stored.header), stored.body))
        if not isinstance(body, Body):
            return None
        content = _content(body.answers, keys)
    except (KeyError, NotOpened, MalformedText, TypeError, ValueError):
        return None
    if content.pop("author", None) != author:
        return None
    about = {"form": body.form, "version": body.version, "saved_at": body.captured_at.isoformat()}
    told = {name: body.answers.get(name) for name in _TOLD}
    base = None if body.base is None else b64(body.base)
    return {"id": stored.id, "draft": body.answers["draft"], "base": base, **about, **told, "content": content}


def _content(sealed: dict[str, Any], keys: Keys) -> dict[str, Any]:
    bound = label("draft") + str(sealed["draft"]).encode()
    key = open_sealed(keys.sealing[sealed["sealing_key"]], bound, unb64(sealed["key"]))
    content: dict[str, Any] = strict_json(open_content(key, unb64(sealed["nonce"]), bound, unb64(sealed["content"])))
    return content
