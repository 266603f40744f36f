"""Whose a follow-up is: taken, handed over, let go, each a row with who and when.

A hand-over may name many follow-ups at once; the newest decides. Colleagues are those of the same office and role: nothing passes a wall
by being handed over. Public: Handover, Given, enter, objections, history, of_owner, MOST_AT_ONCE.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from peewee import CharField, ForeignKeyField, ModelSelect, TextField

from fieldform.access import queries as access
from fieldform.access.viewer import Viewer
from fieldform.record.follow_ups import FollowUp, State, as_known, seen_by, with_person, within
from fieldform.record.form_versions import FormVersion
from sync.tables import InstantField, Table

MOST_AT_ONCE = 400  # Their ids fit the longest text that an answer may be.


class Handover(Table):
    """`entry` is the envelope that it came in, one for all that were handed over together. No `owner`: nobody's."""

    id = CharField(36, primary_key=True)
    entry = CharField(36)
    follow_up = ForeignKeyField(FollowUp, backref="handovers")
    follow_up_id: str
    owner_before = CharField(36, null=True)
    owner = CharField(36, null=True)
    by = CharField(64)
    at = InstantField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField(default="")

    class Meta:
        table_name = "handover"


@dataclass(frozen=True, slots=True)
class Given:
    """Some follow-ups become `owner`'s; None: nobody's."""

    entry: str
    follow_ups: tuple[str, ...]
    owner: str | None
    version: str
    by: str
    at: datetime
    note: str


def enter(given: Given) -> None:
    """Write it down for each of them; whose it is follows the newest hand-over, in whatever order they arrive."""
    named = list(FollowUp.select(FollowUp.id, FollowUp.owner).where(FollowUp.id << given.follow_ups))
    moved_since = {row.follow_up_id for row in _since(given)}
    shared = {"entry": given.entry, "owner": given.owner, "version": given.version, "by": given.by, "at": given.at, "note": given.note}
    own_id = UUID(given.entry)
    rows = [{"id": str(uuid5(own_id, one.id)), "follow_up": one.id, "owner_before": one.owner, **shared} for one in named]
    if rows:
        Handover.insert_many(rows).execute()
        still = [one.id for one in named if one.id not in moved_since]
        FollowUp.update(owner=given.owner).where(FollowUp.id << still).execute()


def objections(viewer: Viewer, follow_ups: Sequence[str], owner: str | None) -> tuple[str, ...]:
    """Why this hand-over must wait for a person to look at: codes, none where all is well."""
    wanted = set(follow_ups)
    if not wanted or len(wanted) > MOST_AT_ONCE or seen_by(viewer).where(FollowUp.id << sorted(wanted)).count() != len(wanted):
        return ("follow_up_unknown",)
    return () if owner is None or owner in {user.id for user in access.colleagues(viewer)} else ("colleague_unknown",)


def of_owner(viewer: Viewer, owner: str | None, most: int) -> list[FollowUp]:
    """The first open follow-ups of one owner (None: of nobody) that this viewer may see, with their persons, the most urgent first."""
    whose = FollowUp.owner.is_null() if owner is None else FollowUp.owner == owner
    rows = with_person().where(*within(viewer), whose, FollowUp.state == State.OPEN.value)
    return [as_known(row) for row in rows.order_by(FollowUp.acuity_rank, FollowUp.due_at, FollowUp.id).limit(most)]


def history(follow_ups: Sequence[str]) -> list[Handover]:
    """The hand-overs of follow-ups that the caller was allowed to see, oldest first."""
    return list(Handover.select().where(Handover.follow_up << follow_ups).order_by(Handover.at, Handover.id))


def _since(given: Given) -> "ModelSelect[Handover]":
    return Handover.select(Handover.follow_up).where(Handover.follow_up << given.follow_ups, Handover.at > given.at)
