"""What the desk does enters the record: attempts, plans, outcomes, a follow-up of its own, who a person is, whose a follow-up is. Whose day
it changes hears of it on their device.

Public: attempt, next_step, outcome, reopening, handover, intake, person_details, undoing.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID, uuid5

from fieldform.record import caseload, day, follow_ups, intakes, persons, steps, undoings
from fieldform.record.acuity import acuity_named, deadline
from fieldform.record.meaning import Meaning
from fieldform.record.projection.readings import details, step
from sync import changes
from sync.domain import Accepted

_Enter = Callable[[Accepted, Meaning], None]


def _in_their_day(role: str) -> Callable[[_Enter], _Enter]:
    """Whoever owns the follow-up that the answer with this role names hears of the step."""

    def telling(enter: _Enter) -> _Enter:
        @wraps(enter)
        def entered(accepted: Accepted, meaning: Meaning) -> None:
            enter(accepted, meaning)
            day.tell_owners(accepted.submitted.received_at, follow_ups.FollowUp.id == meaning.text(role))

        return entered

    return telling


@_in_their_day("attempt.follow_up")
def attempt(accepted: Accepted, meaning: Meaning) -> None:
    steps.enter_attempt(
        step(accepted, meaning, "attempt"),
        mode=meaning.text("attempt.mode"),
        result=meaning.text("attempt.result"),
        next_at=meaning.instant("attempt.next_at"),
    )


@_in_their_day("next_step.follow_up")
def next_step(accepted: Accepted, meaning: Meaning) -> None:
    at, acuity = accepted.submitted.corrected_at, acuity_named(meaning.text("next_step.acuity") or "now")
    steps.enter_next_step(
        step(accepted, meaning, "next_step"),
        due_at=meaning.instant("next_step.due_at") or deadline(acuity, at),
        acuity=acuity if meaning.text("next_step.acuity") else None,
    )


@_in_their_day("outcome.follow_up")
def outcome(accepted: Accepted, meaning: Meaning) -> None:
    steps.enter_outcome(step(accepted, meaning, "outcome"), outcome=meaning.text("outcome.outcome"))


@_in_their_day("reopening.follow_up")
def reopening(accepted: Accepted, meaning: Meaning) -> None:
    acuity = meaning.text("reopening.acuity")
    steps.enter_reopening(
        step(accepted, meaning, "reopening"),
        due_at=meaning.instant("reopening.due_at") or accepted.submitted.corrected_at,
        acuity=acuity_named(acuity) if acuity else None,
    )


def handover(accepted: Accepted, meaning: Meaning) -> None:
    """Whose it was hears of it, too: it leaves their list."""
    submitted, named = accepted.submitted, follow_ups.FollowUp.id << meaning.ids("handover.follow_ups")
    before = day.owners_of(named)
    caseload.enter(
        caseload.Given(
            entry=submitted.header.id,
            follow_ups=meaning.ids("handover.follow_ups"),
            owner=meaning.text("handover.owner") or None,
            version=meaning.form.version,
            by=submitted.header.author,
            at=submitted.corrected_at,
            note=meaning.text("handover.note"),
        )
    )
    for follow_up, owner in sorted({*before, *day.owners_of(named)}, key=lambda row: (row[1], row[0])):
        changes.note(audience=day.audience(owner), subject=follow_up, at=submitted.received_at)


def intake(accepted: Accepted, meaning: Meaning) -> None:
    """A person who is known already is not described again."""
    submitted, entry = accepted.submitted, accepted.submitted.header.id
    agency, queue = meaning.text("intake.agency"), meaning.text("intake.queue")
    person = meaning.text("intake.person") or str(uuid5(UUID(entry), "person"))
    if not meaning.text("intake.person"):
        wall = follow_ups.wall_of(queue).value
        stated = persons.Stated(person, agency, entry, wall, submitted.header.author, submitted.corrected_at)
        persons.introduce(stated, details(meaning))
    intakes.enter(
        intakes.Entered(
            id=entry,
            version=meaning.form.version,
            agency=agency,
            queue=queue,
            person=person,
            by=submitted.header.author,
            at=submitted.corrected_at,
            how=meaning.text("intake.how"),
            acuity=acuity_named(meaning.text("intake.acuity")),
            reason=meaning.text("intake.reason"),
            due_at=meaning.instant("intake.due_at"),
            note=meaning.text("intake.note"),
        )
    )
    changes.note(day.audience(submitted.header.author), intakes.follow_up_of(entry), submitted.received_at, is_first=True)


def person_details(accepted: Accepted, meaning: Meaning) -> None:
    submitted = accepted.submitted
    about = follow_ups.FollowUp.get_by_id(meaning.text("details.follow_up"))
    stated = persons.Stated(
        person=about.person_id,
        agency=about.agency,
        entry=submitted.header.id,
        wall=about.wall,
        author=submitted.header.author,
        at=submitted.corrected_at,
        told_by=meaning.words("details.told_by"),
    )
    persons.correct(stated, details(meaning))
    day.tell_owners(submitted.received_at, follow_ups.FollowUp.person == about.person_id)


def undoing(accepted: Accepted, meaning: Meaning) -> None:
    submitted = accepted.submitted
    undoings.enter(
        undoings.TakenBack(
            entry=submitted.header.id,
            steps=meaning.ids("undoing.steps"),
            version=meaning.form.version,
            by=submitted.header.author,
            at=submitted.corrected_at,
            note=meaning.text("undoing.note"),
        )
    )
    day.tell_owners(submitted.received_at, follow_ups.FollowUp.id << undoings.follow_ups_of(submitted.header.id))
