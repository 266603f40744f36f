"""Published form versions: immutable, found by their content hash, one of each form current.

An old version is never removed: a phone may hold records made with it for months. A version's parsed Form is cached in the process,
which is safe because it cannot change. Public: FormVersion, PublishedLibrary, publish, publish_library, put_back,
waiting_on_form, current, present, by_version, is_current, versions_of, counted, current_forms, report_forms,
withdrawn_forms, offer_anew, is_report, AUDIENCE.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from peewee import BooleanField, CharField, Database, DoesNotExist, JSONField, ModelSelect, TextField, fn

from fieldform.forms import Form, library_digest, library_files, load_xlsform
from fieldform.record import option_lists
from fieldform.record.form_acts import withdrawn
from sync import changes
from sync.tables import InstantField, Table, database


class FormVersion(Table):
    """`version` is the hash of `definition`. `current` marks the one version of a form that new reports are made with."""

    version = CharField(64, primary_key=True)
    form_id = CharField(64, index=True)
    title = TextField()
    definition = JSONField()
    published_at = InstantField()
    current = BooleanField()

    class Meta:
        table_name = "form_version"


FormVersion.add_index(FormVersion.index(FormVersion.form_id, unique=True, name="form_version_current").where(FormVersion.current))


class PublishedLibrary(Table):
    """A state of the shipped forms, by its digest, that was published whole."""

    digest = CharField(64, primary_key=True)
    published_at = InstantField()

    class Meta:
        table_name = "published_library"


# Everybody's devices hear which forms are the newest.
AUDIENCE = "forms"
_ALL = "forms"


def publish_library(now: datetime) -> list[str]:
    """Publish every shipped form whose content is new; the ids of those published. Once for each state of the library: reading it takes
    a while, and a form that an agency has changed since is not changed back."""
    digest = library_digest()
    if PublishedLibrary.get_or_none(PublishedLibrary.digest == digest):
        return []
    forms = [option_lists.applied(load_xlsform(path)) for path in library_files()]
    published = [form.form_id for form in forms if publish(form, now)]
    PublishedLibrary.create(digest=digest, published_at=now)
    return published


def publish(form: Form, now: datetime) -> bool:
    """Make this version the current one of its form; False where it already is."""
    with database.atomic():
        known = FormVersion.get_or_none(FormVersion.version == form.version)
        if known is not None and known.current:
            return False
        FormVersion.update(current=False).where(FormVersion.form_id == form.form_id, FormVersion.current).execute()
        if known is None:
            _store(form, now, current=True)
        else:
            FormVersion.update(current=True).where(FormVersion.version == form.version).execute()
        if is_report(form):
            offer_anew(now)
    return True


def put_back(form: Form, published_at: datetime) -> bool:
    """A version that a restore had lost; the current one again, unless a later one is. False where it is here."""
    with database.atomic():
        if FormVersion.get_or_none(FormVersion.version == form.version) is not None:
            return False
        newest = FormVersion.get_or_none(FormVersion.form_id == form.form_id, FormVersion.current)
        if newest is None or newest.published_at < published_at:
            return publish(form, published_at)
        _store(form, published_at, current=False)
    return True


def waiting_on_form(version: str) -> str:
    """The name under which envelopes wait for a form version to be published."""
    return f"form:{version}"


def current(form_id: str) -> Form:
    """The version that new reports are made with; DoesNotExist where this form was never published."""
    return _parsed(_current(form_id).get().version)


def present(form_id: str) -> Form | None:
    """The same, or None."""
    row = _current(form_id).first()
    return None if row is None else _parsed(row.version)


def by_version(version: str) -> Form | None:
    """Any version ever published, or None."""
    try:
        return _parsed(version)
    except DoesNotExist:
        return None


def is_current(form: Form) -> bool:
    return bool(FormVersion.select().where(FormVersion.version == form.version, FormVersion.current).exists())


def versions_of(form_id: str) -> list[FormVersion]:
    """All there ever were, newest first."""
    return list(FormVersion.select().where(FormVersion.form_id == form_id).order_by(FormVersion.published_at.desc(), FormVersion.version))


def counted() -> dict[str, tuple[int, datetime]]:
    """Of each form how many versions there are, and when the last of them was published first."""
    rows: Any = FormVersion.select(FormVersion.form_id, fn.COUNT(FormVersion.version), fn.MAX(FormVersion.published_at))
    return {form_id: (count, last) for form_id, count, last in rows.group_by(FormVersion.form_id).tuples()}


def current_forms() -> list[Form]:
    rows = FormVersion.select(FormVersion.version).where(FormVersion.current).order_by(FormVersion.form_id)
    return [_parsed(row.version) for row in rows]


def report_forms() -> list[Form]:
    """Those an officer starts: a withdrawn one is not offered."""
    gone = withdrawn()
    return [form for form in current_forms() if is_report(form) and form.form_id not in gone]


def withdrawn_forms() -> list[Form]:
    """Those an officer can no longer start, and may have begun."""
    gone = withdrawn()
    return [form for form in current_forms() if is_report(form) and form.form_id in gone] if gone else []


def offer_anew(at: datetime) -> None:
    """Every device hears that other forms are offered than before."""
    changes.note(audience=AUDIENCE, subject=_ALL, at=at)


def is_report(form: Form) -> bool:
    """Whether it reports a contact, be it one that gives the record no single role. A desk's own steps are forms too, but no officer
    starts them."""
    return not form.is_step


def _current(form_id: str) -> "ModelSelect[FormVersion]":
    return FormVersion.select(FormVersion.version).where(FormVersion.form_id == form_id, FormVersion.current)


def _store(form: Form, now: datetime, *, current: bool) -> None:
    FormVersion.create(
        version=form.version,
        form_id=form.form_id,
        title=form.title,
        definition=form.definition(),
        published_at=now,
        current=current,
    )


def _parsed(version: str) -> Form:
    return _parsed_in(database.obj, version)


@lru_cache(maxsize=256)
def _parsed_in(_where: Database, version: str) -> Form:
    # Cached by database too: what one has published, another (a restored copy, a test's) need not have.
    return Form.from_definition(FormVersion.get_by_id(version).definition)
