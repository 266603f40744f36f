"""The smallest domain that the engine can be asked about: one form, a row for each revision and each contested edit, and news of them.

Public: Entered, Contest, plain_domain, fate_of.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from peewee import BlobField, CharField, IntegerField

from sync import changes
from sync.domain import Accepted, Contested, Domain, Hearing, Submitted, Told, Unreadable, Validity
from sync.gathering import add
from sync.models import StoredEnvelope
from sync.sealing import NotOpened, PrivateKey, open_sealed
from sync.tables import Table


class Entered(Table):
    """What the record holds: a row for each accepted revision."""

    submission_id = CharField()
    revision = IntegerField()
    body_hash = BlobField()
    n = IntegerField()

    class Meta:
        table_name = "entered"
        indexes = ((("submission_id", "revision"), True),)


class Contest(Table):
    """An open conflict: an edit of a revision that was no longer the newest."""

    submission_id = CharField(index=True)
    body_hash = BlobField(unique=True)

    class Meta:
        table_name = "contest"


_STREAM = "changes"


def plain_domain(keys: Mapping[str, PrivateKey], published: set[str], rolled_back: Callable[[datetime], None]) -> Domain:
    """Whoever is signed in hears of the lines that they wrote in."""
    return Domain(
        open=partial(_open, keys),
        validate=partial(_validate, published),
        project=_project,
        feed=lambda _, asked: Told({_STREAM: [fate_of(subject) for subject in asked.subjects[_STREAM]]}),
        contest=_contest,
        hearing=lambda user: Hearing({_STREAM: user}, ""),
        rolled_back=rolled_back,
    )


def fate_of(subject: str) -> dict[str, Any]:
    """How many revisions and open conflicts it has come to: whatever changes, this changes."""
    revisions = Entered.select().where(Entered.submission_id == subject).count()
    contests = Contest.select().where(Contest.submission_id == subject).count()
    return {"submission": subject, "fate": f"{revisions} revisions, {contests} contested", "at": ""}


def _open(keys: Mapping[str, PrivateKey], key: str, info: bytes, sealed: bytes) -> bytes:
    try:
        return open_sealed(keys[key], info, sealed)
    except (KeyError, NotOpened) as problem:
        raise Unreadable from problem


def _validate(published: set[str], submitted: Submitted) -> Validity:
    version = submitted.body.version
    if version not in published:
        return Validity(waiting_on=f"form:{version}")
    return Validity(reasons=() if isinstance(submitted.body.answers.get("n"), int) else ("missing:/n",))


def _project(accepted: Accepted) -> None:
    submitted = accepted.submitted
    add(
        Entered,
        submission_id=accepted.submission_id,
        revision=accepted.revision,
        body_hash=submitted.body_hash,
        n=submitted.body.answers["n"],
    )
    _tell(accepted.submission_id, submitted)


def _contest(contested: Contested) -> None:
    add(Contest, submission_id=contested.submission_id, body_hash=contested.submitted.body_hash)
    _tell(contested.submission_id, contested.submitted)


def _tell(submission_id: str, submitted: Submitted) -> None:
    """News for whoever wrote this, and for whoever began the line."""
    begun = StoredEnvelope.select(StoredEnvelope.author).where(StoredEnvelope.envelope_id == submission_id)
    for author in sorted({submitted.header.author, *(row.author for row in begun)}):
        changes.note(author, submission_id, submitted.received_at)
