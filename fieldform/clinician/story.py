"""What happened, in time: the report, the first look, every try and plan, how it ended.

Takes rows that the viewer was allowed to read; joins facts, invents none. Codes become the words of the form they were entered with.
Public: Entry, entries, closing_of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldform.record import authors, contacts, form_versions
from fieldform.record.caseload import Handover
from fieldform.record.contacts import ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.steps import Attempt, History, NextStep, Outcome, Reopening


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `then` is the time that it set.

    `kind`: contact, corrected, opened, attempt, next_step, outcome, reopening or handover.
    """

    kind: str
    at: datetime
    title: str
    by: str
    note: str = ""
    then: datetime | None = None


def entries(seen: Sequence[FollowUp], reported: Sequence[ContactRevision], history: History) -> tuple[Entry, ...]:
    """Oldest first."""
    names = authors.names(_authors(seen, reported, history))
    told = [
        *_reports(reported, names),
        *_openings(seen, names),
        *(_attempt(attempt, names) for attempt in history.attempts),
        *(_plan(plan, names) for plan in history.next_steps),
        *(_ending(outcome, names) for outcome in history.outcomes),
        *(_reopening(reopening, names) for reopening in history.reopenings),
        *(_handover(handover, names) for handover in history.handovers),
    ]
    return tuple(sorted(told, key=lambda entry: entry.at))


def closing_of(follow_up: FollowUp, history: History) -> Entry | None:
    """The outcome that closed this follow-up, the last time; None while it is open."""
    own = (outcome for outcome in history.outcomes if outcome.follow_up_id == follow_up.id)
    ends = [outcome for outcome in own if outcome.at == follow_up.closed_at]
    return _ending(ends[0], authors.names([ends[0].by])) if ends else None


def _authors(seen: Iterable[FollowUp], reported: Iterable[ContactRevision], history: History) -> Iterator[str]:
    yield from (follow_up.first_opened_by for follow_up in seen if follow_up.first_opened_by)
    yield from (revision.author for revision in reported)
    yield from (step.by for step in (*history.attempts, *history.next_steps, *history.outcomes, *history.reopenings))
    for handover in history.handovers:
        yield from (handover.by, handover.owner or "")


def _reports(reported: Iterable[ContactRevision], names: Mapping[str, str]) -> Iterator[Entry]:
    for revision in reported:
        meaning = contacts.meaning_of(revision)
        kind = "contact" if revision.revision == 1 else "corrected"
        title = meaning.form.title if kind == "contact" else f"{meaning.form.title}, corrected"
        yield Entry(kind, revision.captured_at, title, names.get(revision.author, ""), meaning.text("contact.narrative"))


def _openings(seen: Iterable[FollowUp], names: Mapping[str, str]) -> Iterator[Entry]:
    for follow_up in seen:
        if follow_up.first_opened_at is not None:
            yield Entry("opened", follow_up.first_opened_at, "Opened", names.get(follow_up.first_opened_by or "", ""))


def _attempt(attempt: Attempt, names: Mapping[str, str]) -> Entry:
    mode, result = _label(attempt, "attempt.mode", attempt.mode), _label(attempt, "attempt.result", attempt.result)
    title = ": ".join(word for word in (mode, result) if word)
    return Entry("attempt", attempt.at, title, names.get(attempt.by, ""), attempt.note, attempt.next_at)


def _plan(plan: NextStep, names: Mapping[str, str]) -> Entry:
    return Entry("next_step", plan.at, "Next step planned", names.get(plan.by, ""), plan.note, plan.due_at)


def _ending(outcome: Outcome, names: Mapping[str, str]) -> Entry:
    words = _label(outcome, "outcome.outcome", outcome.outcome)
    return Entry("outcome", outcome.at, f"Closed: {words}", names.get(outcome.by, ""), outcome.note)


def _reopening(reopening: Reopening, names: Mapping[str, str]) -> Entry:
    return Entry("reopening", reopening.at, "Opened again", names.get(reopening.by, ""), reopening.note, reopening.due_at)


def _handover(handover: Handover, names: Mapping[str, str]) -> Entry:
    if handover.owner is None:
        title = "Let go: nobody's now"
    elif handover.owner == handover.by:
        title = "Taken"
    else:
        title = f"Handed over to {names.get(handover.owner, 'somebody')}"
    return Entry("handover", handover.at, title, names.get(handover.by, ""), handover.note)


def _label(step: Attempt | Outcome, role: str, code: str) -> str:
    form = form_versions.by_version(step.version_id)
    question = form.roles.get(role) if form else None
    return question.words(code) if question else code
