"""What arrived and could not enter the record, as the agency it came from may know of it: how many, whose, since when and why.

Never a word of what is inside. Public: SetAside, set_aside_for.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldform.access.models import User
from fieldform.access.viewer import Viewer
from sync.decide import Outcome
from sync.models import Device, StoredEnvelope

# More than a supervisor could look after in a night; beyond them IT has to help.
MOST = 500


@dataclass(frozen=True, slots=True)
class SetAside:
    """`reasons` are codes without the question they are about; `header` and `body` are sealed, for whoever may open them."""

    author: str
    device: str
    received_at: datetime
    kind: str
    waits: bool
    reasons: tuple[str, ...]
    header: bytes
    body: bytes


def set_aside_for(viewer: Viewer, most: int = MOST) -> list[SetAside]:
    """From the agency's devices, and what its people entered at a desk, the newest first. A contested correction is no matter of this."""
    own = User.select(User.id).where(User.agency == viewer.agency)
    rows = (
        StoredEnvelope.select(StoredEnvelope, Device)
        .join(Device)
        .where(
            StoredEnvelope.outcome << [Outcome.QUARANTINED.value, Outcome.HELD.value],
            (Device.agency == viewer.agency) | ((Device.agency == "") & (StoredEnvelope.author << own)),
        )
        .order_by(StoredEnvelope.number.desc())
        .limit(most)
    )
    return [_one(row) for row in rows]


def _one(row: StoredEnvelope) -> SetAside:
    return SetAside(
        author=row.author,
        device=row.device.label,
        received_at=row.received_at,
        kind=row.kind,
        waits=row.outcome == Outcome.HELD,
        reasons=tuple(dict.fromkeys(reason.partition(":")[0] for reason in row.reasons)),
        header=bytes(row.header),
        body=bytes(row.body),
    )
