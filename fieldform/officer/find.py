"""Find a person or address among the agency's own reports. The words searched for are posted, and stand in an
address only sealed.

Public: blueprint.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fieldform.access.guard import current_viewer, roles
from fieldform.access.viewer import Role, Viewer
from fieldform.officer.search_address import Search, address_of, search_at
from fieldform.parts import parts
from fieldform.record import authors, belonging, contacts, finding, readings, report
from fieldform.record.belonging import Beside
from fieldform.record.contacts import Contact
from fieldform.record.finding import Found, FoundPage
from fieldform.web.words import age_of, full_words, person_words

blueprint = Blueprint("find", __name__, url_prefix="/officer/find")

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One report found, in words."""

    row: Found
    person: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report's newest version as far as the police's wall."""

    contact: Contact
    revision: int
    safety: str
    title: str
    person: str
    agency: str
    officer: str
    happened: str
    received: str
    drawn: str
    sections: tuple[report.Section, ...]
    beside: tuple[Beside, ...]


@blueprint.get("")
@roles(Role.OFFICER, Role.SUPERVISOR)
def page() -> str:
    return render_template("officer/find.html", search=None, lines=())


@blueprint.post("")
@roles(Role.OFFICER, Role.SUPERVISOR)
def search() -> ResponseReturnValue:
    """Answered by an address, so that whoever opens a report comes back to what was found, by the browser's own way too."""
    return redirect(_address(Search(request.form.get("text", "").strip()[:_LONGEST])), 303)


@blueprint.get("/<search>")
@roles(Role.OFFICER, Role.SUPERVISOR)
def results(search: str) -> str:
    asked = _asked(search)
    if asked is None:
        return render_template("officer/find.html", search=None, over=True, lines=())
    now = parts().clock()
    found = finding.find(current_viewer(), asked.text, asked.after, now)
    earlier = _address(Search(asked.text, found.next)) if found.next else None
    return render_template("officer/find.html", search=asked, here=search, lines=_lines(found, now), earlier=earlier)


@blueprint.get("/reports/<uuid:contact>")
@roles(Role.OFFICER, Role.SUPERVISOR)
def one(contact: UUID) -> str:
    viewer, now = current_viewer(), parts().clock()
    opened = finding.open_report(viewer, str(contact), now) or abort(404)
    came_from = request.args.get("found", "")
    back = url_for(".results", search=came_from, _anchor=opened.id) if _asked(came_from) else None
    return render_template("officer/found.html", page=_report_page(opened, viewer, now) or abort(404), back=back)


def _address(search: Search) -> str:
    here = parts()
    return url_for(".results", search=address_of(search, current_viewer().user, here.keys.secret_key, here.clock()))


def _asked(address: str) -> Search | None:
    here = parts()
    return search_at(address, current_viewer().user, here.keys.secret_key, here.clock())


def _lines(found: FoundPage, now: datetime) -> list[Line]:
    today = now.astimezone(_zone()).date()
    return [Line(row, person_words(row.name, row.sex, age_of(row.born_on, row.age, today))) for row in found.rows]


def _report_page(contact: Contact, viewer: Viewer, now: datetime) -> ReportPage | None:
    newest = contacts.revisions(contact.id).first()
    if newest is None:
        return None
    meaning, zone = contacts.meaning_of(newest), _zone()
    seen = partial(meaning.words_within, walls=viewer.walls)
    age = age_of(meaning.day("person.born_on"), meaning.number("person.age"), now.astimezone(zone).date())
    return ReportPage(
        contact=contact,
        revision=newest.revision,
        safety=seen("contact.safety"),
        title=meaning.form.title,
        person=person_words(seen("person.name"), seen("person.sex"), age),
        agency=authors.agency_name(contact.agency),
        officer=newest.signed_as or authors.signature(newest.author),
        happened=full_words(contact.occurred_at, zone),
        received=full_words(newest.received_at, zone),
        drawn=full_words(now, zone),
        sections=readings.sections(meaning.form, newest.answers, newest.missing, viewer.walls, zone),
        beside=belonging.beside(viewer, contact),
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().config.zone)
