"""The truth about a report that raised a "Now", for the device that sent it: is anybody there, was anybody alerted, has anybody opened it.

Codes and times; never a name, a reason or an acuity. From behind the advocate's wall it is told what this server did, and never whether
somebody looked. Public: Told, State, told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldform.duty.ladder import Rung
from fieldform.duty.offices import Watch
from fieldform.record import alerts
from fieldform.record.acuity import Acuity
from fieldform.record.alerts import Alert, Result
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import CLINICIAN, FollowUp
from sync import rulings
from sync.ledger import arrived_from

ON_CALL = "call"

Asked = Callable[[str, str, datetime], Watch]


class State(StrEnum):
    """`set_aside`: it arrived and could not be read into the list. `settled`: it asks nobody to hurry (any more)."""

    NOT_KNOWN = "not_known"
    SET_ASIDE = "set_aside"
    NOBODY_ON_DUTY = "nobody_on_duty"
    ALERTING = "alerting"
    ALERTED = "alerted"
    NOT_ALERTED = "not_alerted"
    OPENED = "opened"
    CLOSED = "closed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Told:
    """`to`: the rung that was alerted, or on which whoever opened it stands; "call" where that is the one on call, "" where not known."""

    submission: str
    queue: str
    state: State
    at: datetime
    to: str = ""


def told(device: str, submissions: Sequence[str], watch: Asked, now: datetime, *, is_mailing: bool) -> list[Told]:
    """One answer for each queue that a submission alarmed, at least one each. Only what came from this device is known.

    `watch` says who had the watch over an agency's queue at a time; `is_mailing` whether this server sends alerts at all.
    """
    here = arrived_from(device, submissions)
    contacts = {row.id: row for row in Contact.select(Contact.id, Contact.withdrawn_at).where(Contact.id << list(here))}
    raised = _raised({name for name, row in contacts.items() if row.withdrawn_at is None})
    rejected = rulings.rejected(set(here) - set(contacts))
    sent = alerts.of_follow_ups([row.id for rows in raised.values() for row in rows])
    answers: list[Told] = []
    for submission in dict.fromkeys(submissions):
        if submission not in here:
            answers.append(Told(submission, CLINICIAN, State.NOT_KNOWN, now))
        elif submission in rejected:  # A supervisor has read it, and their note says what to do.
            answers.append(Told(submission, CLINICIAN, State.SETTLED, rejected[submission]))
        elif submission not in contacts:
            answers.append(Told(submission, CLINICIAN, State.SET_ASIDE, here[submission]))
        else:
            mine = [_told(submission, row, sent.get(row.id, ()), watch, now, is_mailing) for row in raised.get(submission, [])]
            answers += mine or [Told(submission, CLINICIAN, State.SETTLED, here[submission])]
    return answers


def _raised(contacts: set[str]) -> dict[str, list[FollowUp]]:
    """The newest follow-up of each queue that is, or was when it was opened, a "Now"."""
    newest: dict[tuple[str, str], FollowUp] = {}
    for row in FollowUp.select().where(FollowUp.contact << sorted(contacts)).order_by(FollowUp.raised_revision):
        newest[(str(row.contact_id), row.queue)] = row
    found: dict[str, list[FollowUp]] = {}
    for (contact, queue), row in newest.items():
        if row.acuity == Acuity.NOW or (queue == CLINICIAN and row.first_opened_at is not None):
            found.setdefault(contact, []).append(row)
    return found


def _told(submission: str, row: FollowUp, sent: Sequence[Alert], watch: Asked, now: datetime, is_mailing: bool) -> Told:
    if row.queue == CLINICIAN and row.closed_at is not None:
        return Told(submission, row.queue, State.CLOSED, row.closed_at)
    if row.queue == CLINICIAN and row.first_opened_at is not None:
        return Told(submission, row.queue, State.OPENED, row.first_opened_at, _opened_on(row, watch))
    if not watch(row.agency, row.queue, now).present:
        return Told(submission, row.queue, State.NOBODY_ON_DUTY, row.raised_at)
    return _alerted(submission, row, sent, watch, now, is_mailing)


def _alerted(submission: str, row: FollowUp, sent: Sequence[Alert], watch: Asked, now: datetime, is_mailing: bool) -> Told:
    arrived = [alert for alert in sent if alert.result == Result.SENT]
    if arrived:
        last = arrived[-1]
        to = _on_watch(watch(row.agency, row.queue, last.claimed_at)) if last.rung == Rung.PRESENT else last.rung
        return Told(submission, row.queue, State.ALERTED, last.settled_at or last.claimed_at, to)
    failed = any(alert.result in (Result.UNREACHABLE, Result.REFUSED) or alert.tries > 1 for alert in sent)
    hopeless = failed or not is_mailing or not watch(row.agency, row.queue, now).addresses
    return Told(submission, row.queue, State.NOT_ALERTED if hopeless else State.ALERTING, row.raised_at)


def _opened_on(row: FollowUp, watch: Asked) -> str:
    if row.first_opened_at is None:
        return ""
    there = watch(row.agency, row.queue, row.first_opened_at)
    return _on_watch(there) if any(person.id == row.first_opened_by for person in there.present) else ""


def _on_watch(watch: Watch) -> str:
    return ON_CALL if watch.is_call else Rung.PRESENT
