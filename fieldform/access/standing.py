"""Who may read, looked over after a restore: until somebody of an agency has said that its people and devices stand as they should, its
devices deliver and get no news (docs/wire.md, Pull).

A backup knows nothing of a phone that was lost since. The first life of a database needs no review. Public: StandingReview, UnderReview,
needs_review, refuse_unreviewed, confirm, sessions_over, unreviewed_agencies.
"""

from datetime import datetime
from uuid import uuid4

from peewee import CharField, ForeignKeyField

from fieldform.access.models import Agency, Session
from sync.lives import Life, current_life
from sync.models import Instance
from sync.tables import InstantField, Table


class UnderReview(Exception):
    """Nothing is read out to devices now. Likely cause: a restore that nobody of this agency has looked over yet."""


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


def sessions_over(now: datetime, because: str) -> None:
    """Nobody is signed in any more: a session that was ended must not come back to life with older records."""
    Session.update(ended_at=now, ended_because=because).where(Session.ended_at.is_null()).execute()
