"""Where the domain plugs into the engine: what opens a body, what judges it, what enters it into the record, what is told back.

Knows no sequence and no receipt. Public: reconciler, validate, project, urgency_inside, read_inside, ReadInside.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fieldform.access import standing
from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.access.standing import waiting_on_author
from fieldform.access.viewer import Role, Viewer
from fieldform.forms import Filled, Form, evaluate_form
from fieldform.keys_folder import Keys
from fieldform.record import (
    authors,
    caseload,
    conflicts,
    contacts,
    feed,
    form_files,
    form_versions,
    intakes,
    own_reports,
    projection,
    reviews,
    set_aside,
    steps,
    undoings,
    withdrawals,
)
from fieldform.record.acuity import Acuity, acuity_named, rank
from fieldform.record.meaning import Meaning
from sync.announcement import announce
from sync.domain import Accepted, Domain, Settles, Submitted, Unreadable, Validity
from sync.encoding import MalformedText
from sync.gathering import asked_once
from sync.inside import waiting_on_record
from sync.lives import ROLLED_BACK
from sync.parse import parse_body, parse_header
from sync.receive import Reconciler
from sync.sealing import NotOpened, open_sealed, public_bytes
from sync.tables import take_turns
from sync.wire import Body, Kind, body_info

UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

# A receipt stays on the device for weeks; beyond these few, whoever looks at the record finds the rest.
_MOST_REASONS = 20


@dataclass(frozen=True, slots=True)
class ReadInside:
    """`answers` as they came, and what their form makes of them."""

    answers: dict[str, Any]
    meaning: Meaning


def reconciler(keys: Keys) -> Reconciler:
    """The engine, with this domain plugged in."""
    domain = Domain(
        open=partial(_open, keys),
        validate=validate,
        project=project,
        feed=feed.feed,
        contest=projection.contest,
        hearing=feed.hearing,
        rolled_back=partial(standing.sessions_over, because=ROLLED_BACK),
    )
    current = public_bytes(keys.sealing[keys.current_sealing_id])
    return Reconciler(domain=domain, receipt_key=keys.receipt, announcement=announce(current, keys.receipt))


def validate(submitted: Submitted) -> Validity:
    """Whether a person could use this; the rules are the form's own, asked with the clock that the device had.

    Reasons are codes with a path (`constraint:/who/age`), never a value.
    """
    form = form_versions.by_version(submitted.body.version)
    if form is None:
        return Validity(waiting_on=form_versions.waiting_on_form(submitted.body.version))
    author = authors.author(submitted.header.author)
    if author is None:
        return _by_nobody_known(submitted.header.author)
    filled = _judged(form, submitted.body)
    meaning = Meaning(form, filled)
    reasons = _outside(submitted, meaning, author) or _inside(filled)
    if not reasons and (unknown := _record_not_here(meaning)):
        return Validity(waiting_on=waiting_on_record(unknown))
    reasons = reasons or _objections(meaning, author)
    return Validity(reasons=reasons[:_MOST_REASONS], meaning=meaning, settles=None if reasons else _settles(meaning))


def project(accepted: Accepted) -> None:
    """Into the record. The server's own device speaks for every agency, so there the author's agency is meant."""
    submitted, restricted = accepted.submitted, accepted.meaning.is_restricted
    author = None if submitted.agency and not restricted else authors.author(submitted.header.author)
    if author is not None:
        agency = own_reports.home_of(author) if restricted else author.agency_id
        accepted = replace(accepted, submitted=replace(submitted, agency=agency))
    projection.project(accepted)


def urgency_inside(keys: Keys, kind: str, header: bytes, sealed: bytes) -> Acuity | None:
    """How urgent a report is that was set aside, by its own form's rules; None where it asks for nobody or cannot be read.

    The rest of what it says stays sealed: that a "Now" lies unseen is what must be known.
    """
    inside = read_inside(keys, kind, header, sealed)
    if inside is None:
        return None
    asked = (inside.meaning.text(f"followup.{queue}.acuity") for queue in inside.meaning.queues())
    return min((acuity_named(word) for word in asked if word), key=rank, default=None)


def read_inside(keys: Keys, kind: str, header: bytes, sealed: bytes) -> ReadInside | None:
    """What was set aside, read with its own form; None where no key opens it, it is no report, or its form is not here."""
    try:
        body = parse_body(Kind(kind), _open(keys, parse_header(header).key, body_info(header), sealed))
    except (Unreadable, MalformedText, ValueError):
        return None
    form = form_versions.by_version(body.version) if isinstance(body, Body) else None
    if form is None or not isinstance(body, Body):
        return None
    return ReadInside(body.answers, Meaning(form, _judged(form, body)))


def _judged(form: Form, body: Body) -> Filled:
    """With the clock that the device had, and the lists that came with the form."""
    return evaluate_form(form, body.answers, body.captured_at, body.zone, lists=form_files.lists_for(form))


def _by_nobody_known(author: str) -> Validity:
    """An account that was added after the backup may come again; whoever never signed in has none."""
    return Validity(waiting_on=waiting_on_author(author)) if UUID_TEXT.fullmatch(author) else Validity(reasons=("author_unknown",))


def _open(keys: Keys, key_id: str, info: bytes, sealed: bytes) -> bytes:
    try:
        return open_sealed(keys.sealing[key_id], info, sealed)
    except (KeyError, NotOpened) as problem:
        raise Unreadable from problem


def _outside(submitted: Submitted, meaning: Meaning, author: User) -> tuple[str, ...]:
    """What speaks against it before an answer counts. A device of one agency does not speak for another's officers."""
    if meaning.form.form_id != submitted.body.form:
        return ("form_mismatch",)
    if meaning.form.is_step is not (submitted.header.kind is Kind.ACTION):
        return ("wrong_kind",)
    if submitted.agency and submitted.agency != author.agency_id:
        return ("author_elsewhere",)
    if submitted.header.kind is Kind.REVISION and (reasons := _not_theirs_to_revise(submitted, author)):
        return reasons
    return _not_their_own_account(submitted) if meaning.speaks_of("petition") else ()


def _not_theirs_to_revise(submitted: Submitted, author: User) -> tuple[str, ...]:
    """Whoever knows a report's hash could otherwise revise it from another agency, and read there what follows; or a colleague's that is
    nobody else's to read."""
    report = contacts.Contact.get_or_none(contacts.Contact.id == submitted.submission_id)
    if report is None:
        return ()
    if report.agency not in (author.agency_id, author.id):
        return ("base_elsewhere",)
    theirs = report.author == author.id or author.role == Role.SUPERVISOR
    return ("not_their_account",) if report.restricted and not theirs else ()


def _not_their_own_account(submitted: Submitted) -> tuple[str, ...]:
    """What an officer saw only that officer may say, under their own signature: nobody else writes it, mends it or corrects it."""
    by = submitted.header.author
    began = contacts.author_of(submitted.submission_id) or set_aside.reporter_of(submitted.submission_id, by)
    if began != by:
        return ("not_their_account",)
    return () if submitted.author_confirmed else ("author_unsigned",)


def _inside(filled: Filled) -> tuple[str, ...]:
    problems = tuple(f"{problem.code}:{problem.path}" for problem in filled.problems)
    return problems + tuple(f"missing:{path}" for path in filled.missing_essential)


def _objections(meaning: Meaning, author: User) -> tuple[str, ...]:
    """What is done to the record must be something that its author may do."""
    asked = [objections for family, objections in _ACTIONS.items() if meaning.speaks_of(family)]
    return tuple(reason for objections in asked for reason in objections(_viewer_of(author), meaning))


_Objections = Callable[[Viewer, Meaning], tuple[str, ...]]


# The same for all of a batch that one author sends.
_viewer_of = asked_once(viewer_of)


def _to_one(role: str, object_to: Callable[[Viewer, str], tuple[str, ...]]) -> _Objections:
    """To a step that works on one thing, which the answer with this role names."""
    return lambda viewer, meaning: object_to(viewer, meaning.text(role))


def _to_a_handover(viewer: Viewer, meaning: Meaning) -> tuple[str, ...]:
    return caseload.objections(viewer, meaning.ids("handover.follow_ups"), meaning.text("handover.owner") or None)


def _to_a_resolution(viewer: Viewer, meaning: Meaning) -> tuple[str, ...]:
    return conflicts.objections(viewer, *(meaning.text(f"resolution.{part}") for part in ("conflict", "side", "revision")))


def _to_an_intake(viewer: Viewer, meaning: Meaning) -> tuple[str, ...]:
    return intakes.objections(viewer, meaning.text("intake.agency"), meaning.text("intake.queue"), meaning.text("intake.person"))


def _to_an_undoing(viewer: Viewer, meaning: Meaning) -> tuple[str, ...]:
    return undoings.objections(viewer, meaning.ids("undoing.steps"))


# What is an action and no report, by the family of its roles, and who objects to one on what is not its author's.
_ACTIONS: dict[str, _Objections] = {
    **{family: _to_one(f"{family}.follow_up", steps.objections) for family in ("attempt", "next_step", "outcome", "reopening", "details")},
    **{family: _to_one(f"{family}.contact", reviews.objections) for family in ("reviewed", "sent_back")},
    "handover": _to_a_handover,
    **{family: _to_one(f"{family}.contact", withdrawals.objections) for family in ("withdrawal", "reinstatement")},
    "resolution": _to_a_resolution,
    "intake": _to_an_intake,
    "undoing": _to_an_undoing,
}


def _record_not_here(meaning: Meaning) -> str:
    """The report that a step works on and that has not come yet: its phone may send them in any order."""
    named = [meaning.text(f"{family}.contact") for family in ("withdrawal", "reinstatement") if meaning.speaks_of(family)]
    take_turns(waiting_on_record(contact) for contact in named)
    return next((contact for contact in named if contacts.agency_of(contact) is None), "")


def _settles(meaning: Meaning) -> Settles | None:
    """Where the correction was taken whole, whoever goes on from it goes on from the revision that came of it."""
    if meaning.text("resolution.side") != conflicts.Side.TAKE:
        return None
    conflict = conflicts.Conflict.get_by_id(meaning.text("resolution.conflict"))
    came = contacts.revision_of(conflict.contact_id, meaning.text("resolution.revision"))
    return None if came is None else Settles(bytes(conflict.body_hash), bytes(came.body_hash))
