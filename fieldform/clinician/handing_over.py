"""Whose a follow-up is, changed at the desk: one taken or let go by a button, or a whole caseload handed over with a note.

Public: HandoverPage, Asked, asked_of, page, enter, take, NOBODY.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from fieldform.access import queries as access
from fieldform.access.viewer import Viewer
from fieldform.clinician import form_entry
from fieldform.clinician.form_entry import Retry
from fieldform.clinician.words import due_words
from fieldform.forms.wtform import to_answers
from fieldform.parts import Parts
from fieldform.record import caseload, form_versions
from fieldform.record.follow_ups import FollowUp
from fieldform.web.words import person_now

NOBODY = "nobody"
_NO_ONE_CHOSEN = ("#to", "Hand over to: Choose who works them from now on.")
_NOTHING_CHOSEN = ("#chosen", "Choose at least one follow-up.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for or sent: whose caseload, which of it (None: all), to whom. Owners are user ids, or NOBODY."""

    whose: str
    to: str = ""
    chosen: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    follow_up: FollowUp
    person: str
    due: str
    overdue: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """`owners` and `takers` are (id, name); `more` says that there are more open ones than can be handed over at once."""

    asked: Asked
    owners: tuple[tuple[str, str], ...]
    takers: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    more: bool


def asked_of(sent: "MultiDict[str, str]", viewer: Viewer, *, is_sent: bool) -> Asked:
    """The address or the sent form as a value. What was sent is taken at its word; on a page newly opened nothing is ticked, or `all`."""
    chosen = None if not is_sent and sent.get("all") else frozenset(sent.getlist("chosen"))
    return Asked(sent.get("whose") or viewer.user, sent.get("to", ""), chosen)


def page(viewer: Viewer, asked: Asked, now: datetime, zone: ZoneInfo) -> HandoverPage:
    """The open follow-ups of one owner; their names are about to be read, which is written down."""
    people = [(str(user.id), f"{user.name} (you)" if user.id == viewer.user else str(user.name)) for user in access.colleagues(viewer)]
    found = caseload.of_owner(viewer, None if asked.whose == NOBODY else asked.whose, caseload.MOST_AT_ONCE + 1)
    shown = found[: caseload.MOST_AT_ONCE]
    access.log_views(viewer, "person", (one.person_id for one in shown), now, reason="hand-over")
    return HandoverPage(
        asked=asked,
        owners=(*people, (NOBODY, "Nobody yet")),
        takers=tuple(pair for pair in (*people, (NOBODY, "Nobody")) if pair[0] != asked.whose),
        lines=tuple(_line(one, asked, now, zone) for one in shown),
        more=len(found) > caseload.MOST_AT_ONCE,
    )


def enter(asked: Asked, fields: FlaskForm, record_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    """All that were chosen, in one envelope; None once they are somebody else's."""
    takers = {NOBODY, *(user.id for user in access.colleagues(viewer))} - {asked.whose}
    problems = [*([] if asked.chosen else [_NOTHING_CHOSEN]), *([] if asked.to in takers else [_NO_ONE_CHOSEN])]
    if problems:
        return Retry(form_entry.new_or_same_id(record_id), tuple(problems))
    answers = to_answers(fields) | _said(sorted(asked.chosen or ()), asked.to)
    return form_entry.enter(form_versions.current("handover"), fields, answers, record_id, viewer.user, here)


def take(follow_up: FollowUp, owner: str | None, record_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    """One follow-up becomes `owner`'s, without a word about it; None: nobody's."""
    form = form_versions.current("handover")
    answers = _said([follow_up.id], owner or NOBODY)
    return form_entry.enter(form, form_entry.fresh(form, here.clock(), here.config.zone, answers), answers, record_id, viewer.user, here)


def _said(follow_ups: Sequence[str], to: str) -> dict[str, str]:
    return {"follow_ups": " ".join(follow_ups)} | ({} if to == NOBODY else {"owner": to})


def _line(follow_up: FollowUp, asked: Asked, now: datetime, zone: ZoneInfo) -> Line:
    return Line(
        follow_up=follow_up,
        person=person_now(follow_up.person, now, zone),
        due=due_words(follow_up.acuity, follow_up.due_at, None, follow_up.attempts_count, now, zone),
        overdue=follow_up.due_at < now,
        chosen=asked.chosen is None or follow_up.id in asked.chosen,
    )
