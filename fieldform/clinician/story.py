"""What happened, in time: the report, the first look, every try and plan, how it ended.

Takes rows that the viewer was allowed to read; joins facts, invents none. Codes become the words of the form they were entered with.
Public: Entry, entries, closing_of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Wall
from fieldform.record import authors, contacts, form_versions, intakes, readings, undoings, withdrawals
from fieldform.record.caseload import Handover
from fieldform.record.contacts import ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.intakes import Intake
from fieldform.record.report import Line
from fieldform.record.said import Said
from fieldform.record.steps import Attempt, History, NextStep, Outcome, Reopening
from fieldform.record.undoings import Undoing
from fieldform.record.withdrawals import Reinstatement, Withdrawal


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `then` is the time that it set. `undone` says by whom and why it was taken back; `id` and `author` are
    those of what may be taken back.

    `lines` are what else its form asked. `kind`: contact, corrected, opened, attempt, next_step, outcome, reopening, handover, details,
    withdrawn or reinstated.
    """

    kind: str
    at: datetime
    title: str
    by: str
    note: str = ""
    then: datetime | None = None
    id: str = ""
    author: str = ""
    undone: str = ""
    lines: tuple[Line, ...] = ()


def entries(
    seen: Sequence[FollowUp],
    reported: Sequence[ContactRevision],
    history: History,
    corrected: Sequence[Said],
    walls: frozenset[Wall],
    zone: ZoneInfo,
) -> tuple[Entry, ...]:
    """Oldest first, as it is told behind `walls`, times as in `zone`. `corrected` are the details that the desk corrected."""
    ids = [follow_up.id for follow_up in seen]
    begun, undone = intakes.history(ids), undoings.history(ids)
    given = withdrawals.history(reported[0].contact_id) if reported else []
    names = authors.names([*_authors(seen, reported, history, begun, undone, corrected), *(notice.by for notice in given)])
    told = [
        *_reports(reported, names, _struck(given, names), walls),
        *(_notice(notice, names) for notice in given),
        *(_beginning(intake, names, undone.get(intake.id)) for intake in begun),
        *_openings(seen, {intake.follow_up_id for intake in begun}, names),
        *(_attempt(attempt, names, undone.get(attempt.id), zone) for attempt in history.attempts),
        *(_plan(plan, names, undone.get(plan.id), zone) for plan in history.next_steps),
        *(_ending(outcome, names, undone.get(outcome.id)) for outcome in history.outcomes),
        *(_reopening(reopening, names) for reopening in history.reopenings),
        *(_handover(handover, names) for handover in history.handovers),
        *(_correction(one, names) for one in corrected),
    ]
    return tuple(sorted(told, key=lambda entry: entry.at))


def closing_of(follow_up: FollowUp, history: History) -> Entry | None:
    """The outcome that closed this follow-up, the last time; None while it is open."""
    own = (outcome for outcome in history.outcomes if outcome.follow_up_id == follow_up.id)
    ends = [outcome for outcome in own if outcome.at == follow_up.closed_at]
    return _ending(ends[0], authors.names([ends[0].by])) if ends else None


def _authors(
    seen: Iterable[FollowUp],
    reported: Iterable[ContactRevision],
    history: History,
    begun: Iterable[Intake],
    undone: Mapping[str, Undoing],
    corrected: Iterable[Said],
) -> Iterator[str]:
    yield from (intake.by for intake in begun)
    yield from (undoing.by for undoing in undone.values())
    yield from (one.author for one in corrected)
    yield from (follow_up.first_opened_by for follow_up in seen if follow_up.first_opened_by)
    yield from (revision.author for revision in reported)
    yield from (step.by for step in (*history.attempts, *history.next_steps, *history.outcomes, *history.reopenings))
    for handover in history.handovers:
        yield from (handover.by, handover.owner or "")


def _reports(reported: Iterable[ContactRevision], names: Mapping[str, str], struck: str, walls: frozenset[Wall]) -> Iterator[Entry]:
    for revision in sorted(reported, key=lambda one: one.revision):
        meaning = contacts.meaning_of(revision).behind(*walls)
        kind = "contact" if revision.revision == 1 else "corrected"
        title = meaning.form.title if kind == "contact" else f"{meaning.form.title}, corrected"
        yield Entry(kind, revision.captured_at, title, names.get(revision.author, ""), meaning.text("contact.narrative"), undone=struck)


def _struck(given: Sequence[Withdrawal | Reinstatement], names: Mapping[str, str]) -> str:
    """By whom and why a report does not stand; "" where it does."""
    last = given[-1] if given else None
    return f"Withdrawn by {names.get(last.by, 'somebody')}: {_why(last)}" if isinstance(last, Withdrawal) else ""


def _notice(notice: Withdrawal | Reinstatement, names: Mapping[str, str]) -> Entry:
    withdrawn = isinstance(notice, Withdrawal)
    title = "Report withdrawn" if withdrawn else "The report stands again"
    return Entry("withdrawn" if withdrawn else "reinstated", notice.at, title, names.get(notice.by, ""), _why(notice))


def _why(notice: Withdrawal | Reinstatement) -> str:
    words = notice.words if isinstance(notice, Withdrawal) else ""
    return ": ".join(part for part in (words, notice.note) if part)


def _openings(seen: Iterable[FollowUp], begun: set[str], names: Mapping[str, str]) -> Iterator[Entry]:
    for follow_up in seen:
        if follow_up.first_opened_at is not None and follow_up.id not in begun:
            yield Entry("opened", follow_up.first_opened_at, "Opened", names.get(follow_up.first_opened_by or "", ""))


def _beginning(intake: Intake, names: Mapping[str, str], undoing: Undoing | None) -> Entry:
    title = _label(intake, "intake.how", intake.how)
    return Entry("contact", intake.at, title, names.get(intake.by, ""), intake.note, None, "", "", _taken_back(undoing, names))


def _taken_back(undoing: Undoing | None, names: Mapping[str, str]) -> str:
    return "" if undoing is None else f"Taken back by {names.get(undoing.by, 'somebody')}: {undoing.note}"


def _correction(one: Said, names: Mapping[str, str]) -> Entry:
    changed = "\n".join(f"{change.label}: {change.after or 'not known any more'}" for change in one.changes)
    return Entry("details", one.at, "Details corrected", names.get(one.author, ""), changed)


def _attempt(attempt: Attempt, names: Mapping[str, str], undoing: Undoing | None, zone: ZoneInfo) -> Entry:
    mode, result = _label(attempt, "attempt.mode", attempt.mode), _label(attempt, "attempt.result", attempt.result)
    title = ": ".join(word for word in (mode, result) if word)
    by, taken_back, lines = names.get(attempt.by, ""), _taken_back(undoing, names), _further(attempt, zone)
    return Entry("attempt", attempt.at, title, by, attempt.note, attempt.next_at, attempt.id, attempt.by, taken_back, lines)


def _plan(plan: NextStep, names: Mapping[str, str], undoing: Undoing | None, zone: ZoneInfo) -> Entry:
    form = form_versions.by_version(plan.version_id)
    title = form.title if form and plan.answers else "Next step planned"
    by, taken_back, lines = names.get(plan.by, ""), _taken_back(undoing, names), _further(plan, zone)
    return Entry("next_step", plan.at, title, by, plan.note, plan.due_at, plan.id, plan.by, taken_back, lines)


def _further(step: Attempt | NextStep, zone: ZoneInfo) -> tuple[Line, ...]:
    """What its form asked beyond the step itself, in words; all of it stands behind the wall of the follow-up."""
    form = form_versions.by_version(step.version_id) if step.answers else None
    if form is None:
        return ()
    own = frozenset(question.path for question in form.questions() if question.role)
    told = readings.sections(form, step.answers, (), frozenset(Wall), zone)
    return tuple(line for section in told for line in section.lines if line.path not in own)


def _ending(outcome: Outcome, names: Mapping[str, str], undoing: Undoing | None = None) -> Entry:
    title, by = f"Closed: {_label(outcome, 'outcome.outcome', outcome.outcome)}", names.get(outcome.by, "")
    return Entry("outcome", outcome.at, title, by, outcome.note, None, outcome.id, outcome.by, _taken_back(undoing, names))


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


def _label(step: Attempt | Outcome | Intake, role: str, code: str) -> str:
    form = form_versions.by_version(step.version_id)
    question = form.roles.get(role) if form else None
    return question.words(code) if question else code
