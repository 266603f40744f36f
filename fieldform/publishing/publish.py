"""A form that was read becomes the version that new reports are made with; and what else may be done to a form, each act with a name.

Versions never change and are never removed: a device may hold records made with one for months. Whoever calls lets in what waited for
the version. Public: Candidate, Done, obstacles, publish, publish_again, withdraw, bring_back, approve, NotNow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from fieldform.forms import Form, FormProblem
from fieldform.forms.reviewed import texts_digest
from fieldform.record import form_acts, form_files, form_versions
from fieldform.record.form_acts import Act
from sync.tables import database, whole


class Done(StrEnum):
    FIRST = "first"
    NEWER = "newer"
    AGAIN = "again"
    UNCHANGED = "unchanged"


class NotNow(Exception):
    """What was asked cannot be done to this form. Likely cause: a form that the desk needs, or a page that was open for too long."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that was read, the workbook it was made of (name, bytes) and the lists that come with it, by file name."""

    form: Form
    workbook: tuple[str, bytes]
    lists: Mapping[str, bytes] = field(default_factory=dict)
    warnings: tuple[FormProblem, ...] = ()


def obstacles(form: Form) -> tuple[str, ...]:
    """Why it cannot be published yet, in words."""
    return (*_unreviewed(form), *_needed_by_the_desk(form))


@whole
def publish(candidate: Candidate, by: str, now: datetime) -> Done:
    """NotNow where something stands against it."""
    if against := obstacles(candidate.form):
        raise NotNow(" ".join(against))
    version = candidate.form.version
    was_current, was_known = form_versions.is_current(candidate.form), form_versions.by_version(version) is not None
    hidden = candidate.form.form_id in form_acts.withdrawn()
    is_first = not form_versions.versions_of(candidate.form.form_id)
    form_versions.publish(candidate.form, now)
    form_files.keep(version, form_files.Kind.WORKBOOK, {} if was_known else dict([candidate.workbook]))
    form_files.keep(version, form_files.Kind.LIST, candidate.lists)
    if was_current and not hidden:
        return Done.UNCHANGED
    form_acts.note(str(uuid4()), candidate.form.form_id, Act.PUBLISHED, by, now, version)
    if hidden:
        form_versions.offer_anew(now)
    return Done.FIRST if is_first else Done.AGAIN if was_known else Done.NEWER


@whole
def publish_again(form_id: str, version: str, by: str, now: datetime) -> Form:
    """An earlier version becomes the one that new reports are made with."""
    form = form_versions.by_version(version)
    if form is None or form.form_id != form_id:
        raise NotNow("There is no such version.")
    if against := obstacles(form):
        raise NotNow(" ".join(against))
    if form_versions.publish(form, now) or form_id in form_acts.withdrawn():
        form_acts.note(str(uuid4()), form_id, Act.PUBLISHED, by, now, version)
        form_versions.offer_anew(now)
    return form


@whole
def withdraw(form_id: str, by: str, now: datetime) -> None:
    """Nobody starts one any more. What was begun is finished, what waits arrives, what arrived is shown."""
    form = _current(form_id)
    if form.is_step:
        raise NotNow(f"The desk works with the form “{form.title}”: it can be replaced by another version, not withdrawn.")
    if form_id not in form_acts.withdrawn():
        form_acts.note(str(uuid4()), form_id, Act.WITHDRAWN, by, now)
        form_versions.offer_anew(now)


@whole
def bring_back(form_id: str, by: str, now: datetime) -> None:
    _current(form_id)
    if form_id in form_acts.withdrawn():
        form_acts.note(str(uuid4()), form_id, Act.BROUGHT_BACK, by, now)
        form_versions.offer_anew(now)


def approve(form: Form, language: str, by: str, now: datetime) -> None:
    """Somebody who reads this language says under their name that it says what it should."""
    if language not in form.unreviewed:
        raise NotNow("There is nothing to approve in this language.")
    with database.atomic():
        if language in form_acts.unreviewed(form):
            texts = texts_digest(form, language)
            form_acts.note(str(uuid4()), form.form_id, Act.APPROVED, by, now, form.version, language, texts)
            form_versions.offer_anew(now)  # Their page says “not reviewed” beside it until then.


def _current(form_id: str) -> Form:
    found = form_versions.present(form_id)
    if found is None:
        raise NotNow(f"There is no form “{form_id}”.")
    return found


def _unreviewed(form: Form) -> Iterator[str]:
    names = {language.code: language.name for language in form.languages}
    for code in form_acts.unreviewed(form):
        yield f"The translation into {names.get(code, code)} was not reviewed: somebody who reads it must approve it first."


def _needed_by_the_desk(form: Form) -> Iterator[str]:
    """The desk's pages read their forms by role: one that lacks a role would break them."""
    present = form_versions.present(form.form_id)
    if present is not None and present.is_step:
        lacking = sorted(set(present.roles) - set(form.roles))
        if lacking:
            yield f"The desk works with the form “{form.form_id}”: the new version lacks the roles {', '.join(lacking)}."
    elif form.is_step:
        yield "It has roles of the desk's own steps, which no officer starts: take them out, or use the id of the desk's form."
