"""How an accepted submission enters the record: by the roles of its form, in the transaction of its acceptance.

Every id is derived from the submission's own (uuid5), so that replaying the raw store builds the same record. Knows no form by name,
reads no clock. A report: reports.py · what becomes of it: corrections.py · what the desk does: desk.py. Public: project, contest, Meaning.
"""

from collections.abc import Callable

from fieldform.record.meaning import Meaning
from fieldform.record.projection import corrections, desk, reports
from fieldform.record.projection.corrections import contest
from sync.domain import Accepted

__all__ = ["Meaning", "contest", "project"]


def project(accepted: Accepted) -> None:
    """Write everything this submission means: a contact with its person and follow-ups, or a step of the desk."""
    meaning: Meaning = accepted.meaning
    if not meaning.form.is_step:
        reports.contact(accepted, meaning)
    for family, enter in _FAMILIES.items():
        if meaning.speaks_of(family):
            enter(accepted, meaning)


_FAMILIES: dict[str, Callable[[Accepted, Meaning], None]] = {
    "reviewed": corrections.reviewed,
    "sent_back": corrections.sent_back,
    "withdrawal": corrections.withdrawal,
    "reinstatement": corrections.reinstatement,
    "resolution": corrections.resolution,
    "attempt": desk.attempt,
    "next_step": desk.next_step,
    "outcome": desk.outcome,
    "reopening": desk.reopening,
    "handover": desk.handover,
    "undoing": desk.undoing,
    "intake": desk.intake,
    "details": desk.person_details,
}
