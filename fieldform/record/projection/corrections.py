"""What becomes of a report after it was entered: read, sent back, contested, decided, withdrawn, taken back.

Public: reviewed, sent_back, withdrawal, reinstatement, resolution, contest.
"""

from fieldform.record import conflicts, contacts, follow_ups, reviews, withdrawals
from fieldform.record.meaning import Meaning
from fieldform.record.projection.readings import raised_by
from fieldform.record.projection.reports import tell
from sync.domain import Accepted, Contested

# What a contested correction raises is counted beyond every revision there will ever be, so that no two meet in one number.
_CONTESTED = 1_000_000


def contest(contested: Contested) -> None:
    """Keep a correction that was made on an older revision, for a supervisor to compare; those whom it concerns hear that it waits.

    What it says of urgency does not wait: it counts as if it held, and only ever makes a follow-up more urgent.
    """
    submitted, meaning = contested.submitted, contested.meaning
    conflicts.enter(
        conflicts.Contest(
            envelope=submitted.header.id,
            contact=contested.submission_id,
            base=contested.base,
            edits=submitted.body.base or b"",
            body_hash=submitted.body_hash,
            version=meaning.form.version,
            author=submitted.header.author,
            device=submitted.header.device,
            captured_at=submitted.corrected_at,
            received_at=submitted.received_at,
            answers=meaning.filled.answers,
            missing=meaning.filled.missing,
        )
    )
    about = contacts.Contact.get_by_id(contested.submission_id)
    if about.withdrawn_at is None:
        number = _CONTESTED + conflicts.count(about.id)
        for raised in raised_by(meaning):
            follow_ups.raise_or_heighten(raised, about.id, about.agency, about.person_id, number, since=submitted.corrected_at)
    tell(contested.submission_id, submitted.received_at, submitted.header.author)


def reviewed(accepted: Accepted, meaning: Meaning) -> None:
    _review(accepted, meaning, reviews.Verdict.REVIEWED)


def sent_back(accepted: Accepted, meaning: Meaning) -> None:
    _review(accepted, meaning, reviews.Verdict.SENT_BACK)


def withdrawal(accepted: Accepted, meaning: Meaning) -> None:
    notice = _notice(accepted, meaning, "withdrawal")
    withdrawals.withdraw(notice, reason=meaning.text("withdrawal.reason"), words=meaning.words("withdrawal.reason"))
    tell(notice.contact, accepted.submitted.received_at)


def reinstatement(accepted: Accepted, meaning: Meaning) -> None:
    """What a correction asked for while the report was withdrawn is asked for now."""
    notice = _notice(accepted, meaning, "reinstatement")
    stands = withdrawals.reinstate(notice)
    newest = contacts.revisions(notice.contact).get()
    if stands and newest.revision > 1:
        about = newest.contact
        for raised in raised_by(contacts.meaning_of(newest)):
            follow_ups.raise_or_heighten(raised, about.id, about.agency, about.person_id, newest.revision, since=newest.captured_at)
    tell(notice.contact, accepted.submitted.received_at)


def resolution(accepted: Accepted, meaning: Meaning) -> None:
    submitted = accepted.submitted
    ended = conflicts.resolve(
        conflicts.Decided(
            id=submitted.header.id,
            conflict=meaning.text("resolution.conflict"),
            version=meaning.form.version,
            by=submitted.header.author,
            at=submitted.corrected_at,
            side=conflicts.Side(meaning.text("resolution.side")),
            revision=meaning.text("resolution.revision"),
            note=meaning.text("resolution.note"),
        )
    )
    tell(ended.contact_id, submitted.received_at, ended.author)


def _review(accepted: Accepted, meaning: Meaning, verdict: reviews.Verdict) -> None:
    submitted = accepted.submitted
    reviews.enter(
        reviews.Entry(
            id=submitted.header.id,
            contact=meaning.text(f"{verdict}.contact"),
            revision=meaning.number(f"{verdict}.revision") or 0,
            verdict=verdict,
            by=submitted.header.author,
            at=submitted.corrected_at,
            version=meaning.form.version,
            note=meaning.text(f"{verdict}.note"),
        )
    )


def _notice(accepted: Accepted, meaning: Meaning, family: str) -> withdrawals.Notice:
    submitted = accepted.submitted
    return withdrawals.Notice(
        id=submitted.header.id,
        contact=meaning.text(f"{family}.contact"),
        version=meaning.form.version,
        by=submitted.header.author,
        at=submitted.corrected_at,
        note=meaning.text(f"{family}.note"),
    )
