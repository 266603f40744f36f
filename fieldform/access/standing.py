"""Who may read, looked over after a restore: until somebody of an agency has said that its people and devices stand as they should, its
devices deliver and get no news (docs/wire.md, Pull).

A backup knows nothing of a phone that was lost since. The first life of a database needs no review. Public: StandingReview, UnderReview,
UnknownAuthor, is_reviewed, needs_review, refuse_unreviewed, confirm, unreviewed_agencies, unknown_authors, waiting_on_author,
sessions_over.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from peewee import CharField, ForeignKeyField, fn

from fieldform.access.models import Agency, Session
from sync.lives import Life, current_life
from sync.models import Device, Held, Instance, StoredEnvelope
from sync.tables import InstantField, Table

_AUTHOR = "author:"


class UnderReview(Exception):
    """Nothing is read out to devices now. Likely cause: a restore that nobody of this agency has looked over yet."""


@dataclass(frozen=True, slots=True)
class UnknownAuthor:
    """`waiting`: how many records; `since` when the first of them came; `device`: what one of the devices is called that brought them."""

    id: str
    waiting: int
    since: datetime
    device: str


class StandingReview(Table):
    """That, when and by whom (a user's id, or "command line") an agency's people and devices were looked over in this life."""

    id = CharField(36, primary_key=True)
    instance = ForeignKeyField(Instance, backref="reviews", on_delete="CASCADE")
    instance_id: str
    agency = ForeignKeyField(Agency, backref="reviews", on_delete="CASCADE")
    agency_id: str
    at = InstantField()
    by = CharField(80)

    class Meta:
        table_name = "standing_review"
        indexes = ((("instance", "agency"), True),)


def needs_review(agency: str) -> Life | None:
    """The life that nobody of this agency has looked over; None where reading goes on."""
    life = current_life()
    return None if is_reviewed(agency, life) else life


def refuse_unreviewed(agency: str) -> None:
    """UnderReview while nothing may be read out to this agency's devices."""
    if needs_review(agency) is not None:
        raise UnderReview


def is_reviewed(agency: str, life: Life) -> bool:
    if not life.because:
        return True
    return bool(StandingReview.select().where(StandingReview.instance == life.id, StandingReview.agency == agency).exists())


def unreviewed_agencies() -> list[Agency]:
    """Those whose devices wait, for the server's console."""
    life = current_life()
    return [agency for agency in Agency.select().order_by(Agency.name) if not is_reviewed(agency.id, life)]


def confirm(agency: str, by: str, now: datetime) -> bool:
    """Its people and devices stand as they should: reading resumes. False where there was nothing to confirm, or somebody had."""
    life = needs_review(agency)
    if life is None:
        return False
    row = StandingReview.insert(id=str(uuid4()), instance=life.id, agency=agency, at=now, by=by).on_conflict_ignore()
    row.execute()
    return True


def waiting_on_author(author: str) -> str:
    """The name under which envelopes wait for an account that a restored server lost."""
    return f"{_AUTHOR}{author}"


def unknown_authors(agency: str) -> list[UnknownAuthor]:
    """Whoever wrote what waits from this agency's devices, and has no account here: added after the backup that was restored."""
    rows: Any = (
        Held.select(StoredEnvelope.author, fn.COUNT(Held.envelope), fn.MIN(StoredEnvelope.received_at), fn.MIN(Device.label))
        .join(StoredEnvelope, on=(Held.envelope == StoredEnvelope.number))
        .join(Device, on=(StoredEnvelope.device == Device.id))
        .where(Held.waiting_on.startswith(_AUTHOR), Device.agency == agency)
        .group_by(StoredEnvelope.author)
        .order_by(StoredEnvelope.author)
        .tuples()
    )
    return [UnknownAuthor(author, waiting, since, device or "a device without a name") for author, waiting, since, device in rows]


def sessions_over(now: datetime, because: str) -> None:
    """Nobody is signed in any more: a session that was ended must not come back to life with older records."""
    Session.update(ended_at=now, ended_because=because).where(Session.ended_at.is_null()).execute()
