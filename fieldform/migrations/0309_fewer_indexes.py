"""Indexes that nothing asked for, or that held what nobody looks for there: each report wrote whole pages of them. Public: up."""

from typing import Any

from peewee import BigIntegerField, CharField, IntegerField, Model


class FollowUp(Model):
    """Only the columns that the indexes below name."""

    id = CharField(36, primary_key=True)
    agency = CharField(36)
    wall = CharField(16)
    acuity_rank = IntegerField()
    state = CharField(8)
    closed_at = BigIntegerField(null=True)
    owner = CharField(36, null=True)

    class Meta:
        legacy_table_names = False
        table_name = "follow_up"


_NOBODYS = (FollowUp.agency, FollowUp.wall, FollowUp.state, FollowUp.acuity_rank)
_HAS_ENDED = FollowUp.closed_at.is_null(is_null=False)
INDEXES = (
    FollowUp.index(*_NOBODYS, FollowUp.closed_at, FollowUp.id, name="follow_up_closed").where(_HAS_ENDED),
    FollowUp.index(*_NOBODYS, FollowUp.closed_at, FollowUp.id, FollowUp.owner, name="follow_up_of_nobody_closed").where(
        FollowUp.owner.is_null(), _HAS_ENDED
    ),
    FollowUp.index(FollowUp.owner, *_NOBODYS, FollowUp.closed_at, FollowUp.id, name="follow_up_owned_closed").where(
        FollowUp.owner.is_null(is_null=False), _HAS_ENDED
    ),
)
GONE = (
    "follow_up_agency_wall_state_acuity_rank_closed_at_id",
    "follow_up_of_nobody_closed",
    "follow_up_owned_closed",
    "contact_revision_contact_id",
    "contact_place_word_contact",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    for name in GONE:
        db.execute_sql(f'DROP INDEX "{name}"')
    with db.bind_ctx((FollowUp,), bind_refs=False, bind_backrefs=False):
        for index in INDEXES:
            db.execute(index)
