"""What was done to forms, by whom and when: published, withdrawn, brought back, a translation approved. Nothing here is ever changed.

A withdrawn form is offered to nobody who starts a new one; whatever was begun or made with it goes on as before.
Public: FormAct, Act, note, acts_of, last_published, withdrawn, approvals, unreviewed.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from peewee import CharField

from fieldform.forms import Form
from fieldform.forms.reviewed import texts_digest
from sync.tables import InstantField, Table


class Act(StrEnum):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    BROUGHT_BACK = "brought_back"
    APPROVED = "approved"


class FormAct(Table):
    """`version` is "" where the act is about the form as a whole, `language` where it approves none; `by` a user's id or “command line”;
    `texts` what was read in that language (forms.reviewed)."""

    id = CharField(36, primary_key=True)
    form_id = CharField(64, index=True)
    what = CharField(16)
    version = CharField(64)
    language = CharField(40)
    by = CharField(80)
    at = InstantField()
    texts = CharField(64, default="")

    class Meta:
        table_name = "form_act"


def note(own_id: str, form_id: str, what: Act, by: str, at: datetime, version: str = "", language: str = "", texts: str = "") -> None:
    FormAct.create(id=own_id, form_id=form_id, what=what.value, version=version, language=language, by=by, at=at, texts=texts)


def acts_of(form_id: str) -> list[FormAct]:
    """Newest first."""
    return list(FormAct.select().where(FormAct.form_id == form_id).order_by(FormAct.at.desc(), FormAct.id))


def last_published(form_ids: Iterable[str]) -> dict[str, FormAct]:
    """By whom and when, where a person did it; the shipped ones came with Fieldform."""
    asked = FormAct.select().where(FormAct.form_id << list(form_ids), FormAct.what == Act.PUBLISHED.value)
    return {act.form_id: act for act in asked.order_by(FormAct.at)}


def withdrawn() -> frozenset[str]:
    """The ids of the forms that are withdrawn now: publishing a version offers its form again."""
    acts = FormAct.select().where(FormAct.what != Act.APPROVED.value).order_by(FormAct.at)
    last = {act.form_id: act.what for act in acts}
    return frozenset(form_id for form_id, what in last.items() if what == Act.WITHDRAWN.value)


def approvals(form: Form) -> list[FormAct]:
    """Of its translations, by somebody who reads them: given for this version, or for one that says word for word the same."""
    acts = FormAct.select().where(FormAct.form_id == form.form_id, FormAct.what == Act.APPROVED.value).order_by(FormAct.at)
    read = {code: texts_digest(form, code) for code in form.unreviewed}
    return [act for act in acts if act.version == form.version or (act.texts and act.texts == read.get(act.language))]


def unreviewed(form: Form) -> tuple[str, ...]:
    """The codes of the languages that nobody has approved yet."""
    if not form.unreviewed:
        return ()
    approved = {act.language for act in approvals(form)}
    return tuple(code for code in form.unreviewed if code not in approved)
