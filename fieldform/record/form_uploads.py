"""A workbook that was read and waits for somebody to publish it, or to think better of it. Nothing of a person stands in it.

Public: FormUpload, keep, upload_seen_by, uploads_seen_by, form_of, files_of, warnings_of, forget, LIFE.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from peewee import BlobField, CharField, JSONField, TextField

from fieldform.access.viewer import Viewer
from fieldform.forms import Form, FormProblem
from sync.tables import InstantField, Table

LIFE = timedelta(days=7)


class FormUpload(Table):
    """`definition` as `Form.definition` has it; `warnings` as dictionaries; `lists`: base64 by file name."""

    id = CharField(36, primary_key=True)
    agency = CharField(36)
    by = CharField(36)
    at = InstantField(index=True)
    file_name = TextField()
    workbook = BlobField()
    definition = JSONField()
    warnings = JSONField()
    lists = JSONField()

    class Meta:
        table_name = "form_upload"


def keep(
    own_id: str,
    viewer: Viewer,
    at: datetime,
    workbook: tuple[str, bytes],
    form: Form,
    warnings: tuple[FormProblem, ...],
    lists: Mapping[str, bytes],
) -> None:
    """What nobody came back to goes."""
    FormUpload.delete().where(FormUpload.at < at - LIFE).execute()
    FormUpload.create(
        id=own_id,
        agency=viewer.agency,
        by=viewer.user,
        at=at,
        file_name=workbook[0],
        workbook=workbook[1],
        definition=form.definition(),
        warnings=[asdict(warning) for warning in warnings],
        lists={name: b64encode(content).decode() for name, content in lists.items()},
    )


def upload_seen_by(viewer: Viewer, own_id: str) -> FormUpload | None:
    found: FormUpload | None = FormUpload.get_or_none(FormUpload.id == own_id, FormUpload.agency == viewer.agency)
    return found


def uploads_seen_by(viewer: Viewer) -> list[FormUpload]:
    """Newest first."""
    return list(FormUpload.select().where(FormUpload.agency == viewer.agency).order_by(FormUpload.at.desc()))


def form_of(upload: FormUpload) -> Form:
    return Form.from_definition(upload.definition)


def files_of(upload: FormUpload) -> dict[str, bytes]:
    """The lists that come with it."""
    return {name: b64decode(content) for name, content in upload.lists.items()}


def warnings_of(upload: FormUpload) -> list[FormProblem]:
    return [FormProblem(**said) for said in upload.warnings]


def forget(upload: FormUpload) -> None:
    FormUpload.delete().where(FormUpload.id == upload.id).execute()
