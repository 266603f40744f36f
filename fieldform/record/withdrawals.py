"""A report that should not stand: withdrawn by its author or a supervisor, with a reason, and taken back as plainly. Nothing is erased.

Withdrawals may arrive late and out of order (a phone without a network): the newest of them and of their takings-back decides. What was
open on a withdrawn report is closed by it, and opened again when it holds after all. Public: Withdrawal, Reinstatement, Notice, withdraw,
reinstate, objections, history.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from peewee import CharField, ForeignKeyField, TextField

from fieldform.access.viewer import Role, Viewer
from fieldform.record import own_reports
from fieldform.record.contacts import Contact, peek
from fieldform.record.follow_ups import FollowUp, State
from fieldform.record.form_versions import FormVersion
from fieldform.record.steps import Outcome, Step, enter_outcome
from sync.tables import InstantField, Table

WITHDRAWN = "withdrawn"


class _NoticeTable(Table):
    """`id` is that of the envelope it came in, `at` when it was given, with the device's skew taken out."""

    id = CharField(36, primary_key=True)
    by = CharField(64)
    at = InstantField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField(default="")


class Withdrawal(_NoticeTable):
    contact = ForeignKeyField(Contact, backref="withdrawals")
    reason = CharField(32)
    words = TextField()

    class Meta:
        table_name = "withdrawal"


class Reinstatement(_NoticeTable):
    contact = ForeignKeyField(Contact, backref="reinstatements")

    class Meta:
        table_name = "reinstatement"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a withdrawal and its taking back have in common."""

    id: str
    contact: str
    version: str
    by: str
    at: datetime
    note: str


def withdraw(notice: Notice, reason: str, words: str) -> None:
    """`words` are the reason's label; with the note they are what people read beside the struck report."""
    newest = _is_newest(notice)
    Withdrawal.create(**_columns(notice), reason=reason, words=words)
    if newest:
        told = ": ".join(part for part in (words, notice.note) if part)
        Contact.update(withdrawn_at=notice.at, withdrawn_by=notice.by, withdrawn_for=told).where(Contact.id == notice.contact).execute()
        _close(notice, told)


def reinstate(notice: Notice) -> bool:
    """True: the report holds again."""
    newest = _is_newest(notice)
    Reinstatement.create(**_columns(notice))
    if newest:
        Contact.update(withdrawn_at=None, withdrawn_by=None, withdrawn_for="").where(Contact.id == notice.contact).execute()
        _open_again(notice.contact)
    return newest


def objections(viewer: Viewer, contact: str) -> tuple[str, ...]:
    """Why this person's withdrawal, or its taking back, must wait for somebody to look at it; none where all is well."""
    found = peek(viewer, contact) or own_reports.peek(viewer, contact)
    if found is None:
        return ("contact_unknown",)
    return () if viewer.user == found.author or viewer.role is Role.SUPERVISOR else ("not_theirs",)


def history(contact: str | None) -> list[Withdrawal | Reinstatement]:
    """Of a contact that the caller was allowed to see, oldest first."""
    given: list[Withdrawal | Reinstatement] = [
        *Withdrawal.select().where(Withdrawal.contact == contact),
        *Reinstatement.select().where(Reinstatement.contact == contact),
    ]
    return sorted(given, key=lambda notice: (notice.at, notice.id))


def _columns(notice: Notice) -> dict[str, Any]:
    return {name: getattr(notice, name) for name in ("id", "contact", "version", "by", "at", "note")}


def _is_newest(notice: Notice) -> bool:
    later = (table.select().where(table.contact == notice.contact, table.at > notice.at) for table in (Withdrawal, Reinstatement))
    return not any(query.exists() for query in later)


def _close(notice: Notice, words: str) -> None:
    still_open = FollowUp.select(FollowUp.id).where(FollowUp.contact == notice.contact, FollowUp.state == State.OPEN.value)
    for follow_up in list(still_open):
        own_id = str(uuid5(UUID(notice.id), follow_up.id))
        enter_outcome(Step(own_id, follow_up.id, notice.version, notice.by, notice.at, words), outcome=WITHDRAWN)


def _open_again(contact: str) -> None:
    """What a withdrawal closed, and nobody else."""
    for follow_up in list(FollowUp.select().where(FollowUp.contact == contact, FollowUp.state == State.CLOSED.value)):
        closing = Outcome.select().where(Outcome.follow_up == follow_up.id, Outcome.at == follow_up.closed_at, Outcome.outcome == WITHDRAWN)
        if closing.exists():
            FollowUp.update(state=State.OPEN.value, closed_at=None).where(FollowUp.id == follow_up.id).execute()
