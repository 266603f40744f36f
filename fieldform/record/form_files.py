"""The files that come with a form version: its attached lists, and the workbook it was made of. Kept by their hash, once, for ever.

A list may name clients, so it is no page: a device fetches it signed in and seals it into its vault, unless its form says it is public.
Public: FormFile, VersionFile, Kind, keep, files_of, open_file, lists_for, list_file, rows_of_list.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from uuid import NAMESPACE_OID, uuid5

from peewee import BlobField, CharField, Database, ForeignKeyField, IntegerField

from fieldform.forms import Form
from fieldform.forms.attached import rows_of
from fieldform.record.form_versions import FormVersion
from sync.tables import Table, database


class Kind(StrEnum):
    LIST = "list"
    WORKBOOK = "workbook"


class FormFile(Table):
    sha256 = CharField(64, primary_key=True)
    content = BlobField()
    size = IntegerField()

    class Meta:
        table_name = "form_file"


class VersionFile(Table):
    """`name` as its author called it."""

    id = CharField(36, primary_key=True)
    version = ForeignKeyField(FormVersion, backref="+")
    version_id: str
    name = CharField(200)
    kind = CharField(16)
    file = ForeignKeyField(FormFile, backref="+")
    file_id: str

    class Meta:
        table_name = "form_version_file"
        indexes = ((("version", "kind", "name"), True),)


def keep(version: str, kind: Kind, files: Mapping[str, bytes]) -> None:
    """What is kept already stays as it is."""
    for name, content in files.items():
        digest = sha256(content).hexdigest()
        FormFile.insert(sha256=digest, content=content, size=len(content)).on_conflict_ignore().execute()
        own_id = str(uuid5(NAMESPACE_OID, f"{version}/{kind}/{name}"))
        VersionFile.insert(id=own_id, version=version, name=name, kind=kind.value, file=digest).on_conflict_ignore().execute()


def files_of(version: str) -> list[VersionFile]:
    return list(
        VersionFile.select(VersionFile, FormFile.size).join(FormFile).where(VersionFile.version == version).order_by(VersionFile.name)
    )


def open_file(version: str, name: str) -> bytes | None:
    """The bytes as they were sent."""
    row = VersionFile.get_or_none(VersionFile.version == version, VersionFile.name == name)
    return None if row is None else bytes(row.file.content)


def list_file(digest: str, *, public: bool) -> bytes | None:
    """An attached list by its hash; None where there is none. `public`: only one that a form says everybody may see."""
    row = VersionFile.get_or_none(VersionFile.file == digest, VersionFile.kind == Kind.LIST.value)
    if row is None or (public and not _is_public(digest)):
        return None
    return bytes(row.file.content)


def rows_of_list(digest: str, *, public: bool) -> list[dict[str, str]] | None:
    """The rows of an attached list by its hash, as `list_file` gives it."""
    return None if list_file(digest, public=public) is None else _rows_in(database.obj, digest)


def lists_for(form: Form) -> dict[str, list[dict[str, str]]]:
    """The rows of every attached list, by its name, as `evaluate_form` takes them."""
    return {name: _rows_in(database.obj, attached.sha256) for name, attached in form.lists.items()}


def _is_public(digest: str) -> bool:
    versions = FormVersion.select().join(VersionFile).where(VersionFile.file == digest)
    listed = [one for version in versions for one in version.definition.get("lists", ()) if one["sha256"] == digest]
    return bool(listed) and all(one.get("public") for one in listed)


@lru_cache(maxsize=32)
def _rows_in(_where: Database, digest: str) -> list[dict[str, str]]:
    row = FormFile.get_or_none(FormFile.sha256 == digest)
    return [] if row is None else rows_of(bytes(row.content))
