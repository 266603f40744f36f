"""The lives of a database: a restore begins a new one, and so does proof that the records were rolled back under a running server.

Devices that meet another life offer again what it may lack. Proof is the server's own signed word on something that is not here: a
receipt, or a place in the feed. Public: instance_id, current_life, Life, begin_life, was_rolled_back, RESTORED,
ROLLED_BACK.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sync.domain import Domain
from sync.models import Instance
from sync.prepared import prepared
from sync.tables import take_turns, whole

RESTORED = "restored"
ROLLED_BACK = "rolled back"
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Life:
    """`because`: what ended the life before, "" for the first."""

    id: str
    since: datetime
    because: str


def instance_id() -> str:
    """Which life of the database this is."""
    return str(_newest()[0][0])


def current_life() -> Life:
    row = Instance.select().order_by(Instance.since.desc()).get()
    return Life(str(row.id), row.since, row.because)


@whole
def begin_life(because: str, now: datetime, *, instead_of: str = "") -> str | None:
    """A new life, newer than every other whatever the clock says: its id. None where `instead_of` is no longer the one that runs."""
    take_turns(["instance"])
    before = Instance.select().order_by(Instance.since.desc()).first()
    if instead_of and (before is None or before.id != instead_of):
        return None
    since = now if before is None else max(now, before.since + _STEP)
    return str(Instance.create(id=str(uuid4()), since=since, because=because).id)


@whole
def was_rolled_back(domain: Domain, instance: str, now: datetime) -> str:
    """There is proof that life `instance` lost something: the id of the one that runs from now on."""
    begun = begin_life(ROLLED_BACK, now, instead_of=instance)
    if begun is not None:
        domain.rolled_back(now)
    return begun or instance_id()


@prepared
def _newest() -> Any:
    return Instance.select(Instance.id).order_by(Instance.since.desc()).limit(1)
