"""What changed since a device last asked: `GET /sync/pull` without the web around it.

The cursor is opaque to the device and bound to the database's instance, so that a restored server is noticed.
Public: Pulled, pull, instance_id.
"""

from dataclasses import dataclass
from typing import Any

from sync import changes
from sync.domain import Domain
from sync.encoding import MalformedText, b64, compact_json, strict_json, unb64
from sync.models import Instance
from sync.prepared import prepared

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Pulled:
    """`changes` are the domain's own JSON objects, `cursor` is what to ask with next time, `more` whether to ask again at once."""

    changes: list[dict[str, Any]]
    cursor: str
    more: bool
    instance: str


def pull(domain: Domain, viewer: Any, audience: str, cursor: str) -> Pulled:
    """Everything `audience` has not seen since `cursor` ("" for the first time, or after a restore: from the beginning)."""
    instance = instance_id()
    rows = changes.since(audience, _after(cursor, instance), _PAGE)
    subjects = list(dict.fromkeys(row.subject for row in rows))
    last = rows[-1].number if rows else _after(cursor, instance)
    return Pulled(
        changes=domain.feed(viewer, subjects),
        cursor=b64(compact_json([instance, last])),
        more=len(rows) == _PAGE,
        instance=instance,
    )


def instance_id() -> str:
    """Which life of the database this is."""
    return str(_newest_instance()[0][0])


@prepared
def _newest_instance() -> Any:
    return Instance.select(Instance.id).order_by(Instance.since.desc()).limit(1)


def _after(cursor: str, instance: str) -> int:
    try:
        named, number = strict_json(unb64(cursor))
        return number if named == instance and type(number) is int else 0
    except (MalformedText, ValueError, TypeError):
        return 0
