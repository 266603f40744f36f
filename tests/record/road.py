"""The last stretch of the road: answers judged by their form and entered by projection, without a phone around it.

Public: REPORT, Road.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from fieldform.forms import Form, evaluate_form
from fieldform.record import form_versions
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.projection import Meaning, project
from sync.domain import Accepted, Submitted
from sync.encoding import sha256
from sync.wire import Body, Header, Kind
from tests.forms.filling import said
from tests.support.cast import Member

ZONE = "America/Detroit"
CONTACT = "crisis_contact"

# A suicide threat without means: 24 h for the clinician, nothing for the advocate.
REPORT: dict[str, Any] = {
    "where": {"location": "12 Sample Street", "location_type": "residence", "how_received": "on_view"},
    "who": {
        "name_known": "given",
        "given_name": "Dana",
        "family_name": "Doe",
        "born_on": "1991-08-20",
        "language": "spanish",
        "interpreter": "no",
        "veteran": "no",
        "housing": "stable",
    },
    "what": {"found_to_be": "suicidal", "behaviours": ["hopeless"], "sources": ["own"]},
    "safety": {
        "suicide": "threat",
        "suicide_method": ["not_stated"],
        "means_access": "no",
        "harm": "none",
        "weapon": "none",
        "firearm_access": "no",
    },
    "health": {"substances": "none", "medical": ["none"], "medication_prescribed": "yes", "medication_taken": "no"},
    "people": {"present": ["none"], "domestic": "no"},
    "response": {"techniques": ["verbal"], "responders": ["none"], "custody": "none", "diverted": "no"},
    "outcome": {"disposition": ["referred_clinician"], "contact": {"contact_ok": ["phone", "not_at_home"]}},
    "words": {"narrative": "She said she would not see the morning.\nHer sister came."},
}


def report(**sections: dict[str, Any]) -> dict[str, Any]:
    """REPORT with some answers changed, by section."""
    changed = deepcopy(REPORT)
    for section, answers in sections.items():
        changed[section] |= answers
    return changed


@dataclass
class Road:
    """Everything `author` sends, entered at `now` unless a time is named."""

    author: Member
    now: datetime

    def send(
        self,
        answers: dict[str, Any],
        at: datetime | None = None,
        received_at: datetime | None = None,
        submission: str = "",
        form: str = CONTACT,
    ) -> str:
        """A report; the submission's id."""
        submission = submission or str(uuid4())
        self._enter(Kind.SUBMISSION, submission, 1, form_versions.current(form), answers, at, received_at, submission)
        return submission

    def correct(self, submission: str, revision: int, answers: dict[str, Any], at: datetime | None = None, form: str = CONTACT) -> None:
        self._enter(Kind.REVISION, submission, revision, form_versions.current(form), answers, at, None, str(uuid4()))

    def step(self, form_id: str, follow_up: FollowUp, at: datetime | None = None, **answers: Any) -> str:
        """A step of the desk; its id."""
        return self.act(form_id, at, follow_up=follow_up.id, **answers)

    def act(self, form_id: str, at: datetime | None = None, **answers: Any) -> str:
        """Any step, of the desk or of a supervisor; its id."""
        entered = str(uuid4())
        self._enter(Kind.ACTION, entered, 1, form_versions.current(form_id), answers, at, None, entered)
        return entered

    def refer(self, answers: dict[str, Any]) -> str:
        """A quick referral; its id."""
        submission = str(uuid4())
        more = {"occurred_at": self.now.isoformat()} | answers.get("more", {})
        form = form_versions.current("quick_referral")
        self._enter(Kind.SUBMISSION, submission, 1, form, answers | {"more": more}, None, None, submission)
        return submission

    def file(self, form_id: str, **answers: Any) -> str:
        """Any report of an officer, answered by the names of its questions; the submission's id."""
        submission, form = str(uuid4()), form_versions.current(form_id)
        self._enter(Kind.SUBMISSION, submission, 1, form, said(form, **answers), None, None, submission)
        return submission

    def revise(self, form_id: str, submission: str, revision: int, **answers: Any) -> None:
        """A correction of what was filed."""
        form = form_versions.current(form_id)
        self._enter(Kind.REVISION, submission, revision, form, said(form, **answers), None, None, str(uuid4()))

    def _enter(
        self, kind: Kind, submission: str, revision: int, form: Form, answers: dict[str, Any],
        at: datetime | None, received_at: datetime | None, envelope: str,
    ) -> None:  # fmt: skip
        captured = at or self.now
        if "where" in answers:
            answers = answers | {"where": {"occurred_at": captured.isoformat()} | answers["where"]}
        filled = evaluate_form(form, answers, captured, ZONE)
        assert filled.usable, (filled.problems, filled.missing_essential)
        submitted = Submitted(
            header=Header(kind, envelope, str(uuid4()), self.author.id, "key"),
            body=Body(form.form_id, form.version, None, captured, ZONE, 1, 0, answers, ()),
            body_hash=sha256(envelope.encode()),
            agency=self.author.agency,
            received_at=received_at or captured,
            corrected_at=captured,
            author_confirmed=True,
        )
        project(Accepted(submitted, submission, revision, Meaning(form, filled)))


def contact_of(submission: str) -> Contact:
    return Contact.get_by_id(submission)


def newest_of(submission: str) -> ContactRevision:
    row: ContactRevision = ContactRevision.select().where(ContactRevision.contact == submission).order_by(-ContactRevision.revision).get()
    return row


def raised_by(submission: str, queue: str = "clinician") -> FollowUp:
    """The newest follow-up of one queue."""
    rows = FollowUp.select().where(FollowUp.contact == submission, FollowUp.queue == queue)
    row: FollowUp = rows.order_by(FollowUp.raised_revision.desc()).get()
    return row
