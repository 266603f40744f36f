"""What whoever works at the desk must report by law: begun alone or with what is known of somebody, finished by a revision, withdrawn.

Nothing says which follow-up it was begun from: a colleague would learn there who reported. Public: Line, ListPage, ReportPage, form_of_new,
known_of, list_page, report_page, begin, go_on, enter, finish, act_on, enter_act, ACTS.
"""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm

from fieldform.access.viewer import Viewer
from fieldform.clinician import form_entry, pages, person_entry
from fieldform.clinician.form_entry import Retry
from fieldform.forms import Form
from fieldform.forms.wtform import to_answers
from fieldform.parts import Parts
from fieldform.record import authors, contacts, form_versions, own_reports, readings, report
from fieldform.record.contacts import ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.own_reports import OwnReport
from fieldform.web.words import full_words, person_now

_FORM = "mandated_report"
_REVISED = (
    "You changed this report meanwhile in another window. Nothing was saved: open it again, and write down first what you typed here."
)


@dataclass(frozen=True, slots=True)
class Act:
    """Words on the page."""

    title: str
    hint: str
    button: str


ACTS = {
    "withdrawal": Act(
        "Withdraw this report",
        "For what was entered by mistake. Nothing is erased: it stays here, marked with your reason, and its clock stops. What you told "
        "Centralized Intake is not taken back by this.",
        "Withdraw the report",
    ),
    "reinstatement": Act("Take back the withdrawal", "The report stands again, and its clock runs as before.", "Let it stand again"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One report of the list."""

    own: OwnReport
    title: str
    person: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """`new`: the form that another is begun with, None where IT offers it to nobody."""

    lines: tuple[Line, ...]
    new: Form | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The newest revision in words, under its letterhead; `versions` are (number, when it came), the newest first."""

    own: OwnReport
    revision: ContactRevision
    form: Form
    person: str
    agency: str
    signed_as: str
    happened: str
    drawn: str
    overdue: bool
    sections: tuple[report.Section, ...]
    versions: tuple[tuple[int, str], ...]


def form_of_new() -> Form | None:
    return next((form for form in form_versions.report_forms() if form.form_id == _FORM), None)


def list_page(viewer: Viewer, now: datetime, zone: ZoneInfo) -> ListPage:
    own = own_reports.all_of(viewer, now)
    newest = contacts.newest_of(one.contact.id for one in own)
    titles = {contact: contacts.meaning_of(revision).form.title for contact, revision in newest.items()}
    return ListPage(
        tuple(Line(one, titles.get(one.contact.id, ""), person_now(one.contact.person, now, zone), one.is_overdue(now)) for one in own),
        form_of_new(),
    )


def report_page(viewer: Viewer, own: OwnReport, now: datetime, zone: ZoneInfo) -> ReportPage:
    reported = list(contacts.revisions(own.contact.id))
    form = contacts.meaning_of(reported[0]).form
    return ReportPage(
        own=own,
        revision=reported[0],
        form=form,
        person=person_now(own.contact.person, now, zone),
        agency=authors.agency_name(viewer.agency),
        signed_as=reported[-1].signed_as,
        happened=full_words(own.contact.occurred_at, zone),
        drawn=full_words(now, zone),
        overdue=own.is_overdue(now),
        sections=readings.sections(form, reported[0].answers, reported[0].missing, viewer.walls, zone),
        versions=tuple((one.revision, full_words(one.received_at, zone)) for one in reported),
    )


def begin(form: Form, here: Parts, about: FollowUp | None = None, viewer: Viewer | None = None) -> FlaskForm:
    """With what this viewer knows of the person of a follow-up that they opened, where it is begun from one."""
    known = known_of(form, about, viewer) if about is not None and viewer is not None else MappingProxyType({})
    return form_entry.fresh(form, here.clock(), here.config.zone, known=known)


def known_of(form: Form, about: FollowUp, viewer: Viewer) -> dict[str, Any]:
    """By path, where the form asks for it under the same name."""
    known = person_entry.known_answers(form, pages.details_of(about, viewer))
    if about.contact is not None:
        known |= {"location": about.contact.location}
    asked = {question.name: question.path for question in form.questions() if question.is_asked}
    return {asked[name]: value for name, value in known.items() if name in asked and value}


def go_on(page: ReportPage, here: Parts) -> FlaskForm:
    return form_entry.fresh(page.form, here.clock(), here.config.zone, dict(page.revision.answers))


def enter(form: Form, fields: FlaskForm, record_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    """None once it is in the record."""
    return form_entry.enter(form, fields, to_answers(fields), record_id, viewer.user, here)


def finish(page: ReportPage, fields: FlaskForm, read: int, record_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    """The report as it is now said whole; `read` is the revision that the page began with. None once it is in the record."""
    if contacts.revision_of(page.own.contact.id, record_id) is not None:
        return None
    if read != page.revision.revision:
        return Retry(str(uuid4()), (("#main", _REVISED),))
    base = bytes(page.revision.body_hash)
    return form_entry.enter(page.form, fields, to_answers(fields), record_id, viewer.user, here, base)


def act_on(own: OwnReport) -> str:
    """What can be done to it now."""
    return "withdrawal" if own.contact.withdrawn_at is None else "reinstatement"


def enter_act(act: str, fields: FlaskForm, own: OwnReport, record_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    """None once it is in the record."""
    answers = to_answers(fields) | {"contact": own.contact.id}
    return form_entry.enter(form_versions.current(act), fields, answers, record_id, viewer.user, here)
