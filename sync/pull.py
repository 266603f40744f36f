"""What changed since a device last asked: `GET /sync/pull` without the web around it.

A viewer hears several streams, each with numbers of its own. The cursor is opaque to the device and signed: it is bound to the database's
life, to what the viewer may see, and names the last change read of each stream, so that a restored server, one that was rolled back and a
viewer whose reach changed are all noticed, and the device starts anew. Cost grows with what changed. Public: Pulled, pull, PAGE.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync import changes
from sync.changes import Mark
from sync.domain import Asked, Domain
from sync.encoding import MalformedText, b64, compact_json, label, strict_json, unb64
from sync.lives import instance_id, was_rolled_back
from sync.sealing import PrivateKey, public_bytes, sign, verifies

PAGE = 200
_SIGNATURE = 64


@dataclass(frozen=True, slots=True)
class Pulled:
    """`told` are the domain's own lists of JSON objects by name, `cursor` what to ask with next time, `more` whether to ask again at once.

    `anew`: what was pulled before counts for nothing; this is the first page of everything.
    """

    told: Mapping[str, list[dict[str, Any]]]
    cursor: str
    more: bool
    anew: bool
    instance: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a device stands: how far in each stream, and the domain's own bookmark for what time alone brings."""

    instance: str
    reach: str
    marks: Mapping[str, Mark]
    bookmark: Any


def pull(domain: Domain, viewer: Any, cursor: str, now: datetime, key: PrivateKey) -> Pulled:
    """Everything that `viewer` has not seen since `cursor` ("" for the first time: from the beginning)."""
    hearing, instance = domain.hearing(viewer), instance_id()
    place = _read(cursor, key)
    if place is not None and place.instance == instance and not _is_ours(place, hearing.streams, now):
        # It bears our signature, and this database never gave it out.
        instance = was_rolled_back(domain, instance, now)
    goes_on = place is not None and place.instance == instance and place.reach == hearing.reach
    before = place if place is not None and goes_on else _Place(instance, hearing.reach, {}, None)
    rows = {name: changes.since(audience, before.marks.get(name, Mark()).number, PAGE) for name, audience in hearing.streams.items()}
    subjects = {name: list(dict.fromkeys(row.subject for row in found)) for name, found in rows.items()}
    answer = domain.feed(viewer, Asked(subjects, before.bookmark, is_first=not goes_on))
    read = {name: Mark(found[-1].number, found[-1].at) for name, found in rows.items() if found}
    after = _Place(instance, hearing.reach, {**before.marks, **read}, answer.bookmark)
    more = answer.more or any(len(found) == PAGE for found in rows.values())
    return Pulled(answer.lists, _write(after, key), more=more, anew=not goes_on, instance=instance)


def _is_ours(place: _Place, streams: Mapping[str, str], now: datetime) -> bool:
    return all(changes.stands(streams[name], mark, now) for name, mark in place.marks.items() if name in streams)


def _write(place: _Place, key: PrivateKey) -> str:
    marks = {name: [mark.number, mark.at.isoformat() if mark.at else None] for name, mark in place.marks.items()}
    raw = compact_json([place.instance, place.reach, marks, place.bookmark])
    return b64(sign(key, label("cursor") + raw) + raw)


def _read(cursor: str, key: PrivateKey) -> _Place | None:
    """None for anything that this server did not sign: then everything is told again, which costs time and nothing else."""
    try:
        signed = unb64(cursor)
        signature, raw = signed[:_SIGNATURE], signed[_SIGNATURE:]
        if not verifies(public_bytes(key), signature, label("cursor") + raw):
            return None
        instance, reach, marks, bookmark = strict_json(raw)
        return _Place(instance, reach, {name: _mark(*mark) for name, mark in marks.items()}, bookmark)
    except (MalformedText, ValueError, TypeError, AttributeError):
        return None


def _mark(number: int, at: str | None) -> Mark:
    return Mark(number, None if at is None else datetime.fromisoformat(at))
