"""What a record needs in order to be judged as on its first day, said in the journal before it: its device's certificate, the keys that
its author had registered and their account, the forms published since, with their lists.

A backup may know none of them. Knows no file. Public: Needs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fieldform.access.models import User
from fieldform.keys_folder import Keys
from fieldform.record import form_files
from fieldform.record.form_versions import FormVersion
from fieldform.upkeep import journal_lines as lines
from sync import certificates
from sync.models import AuthorKey, Device, StoredEnvelope
from sync.sealing import public_bytes

_OF_AN_ACCOUNT = ("agency_id", "username", "name", "role", "unit", "training", "supervisor", "email", "phone")
_Lines = Iterator[Mapping[str, Any]]


@dataclass
class Needs:
    """What one file has said so far. `since`: what is older stands in the files before it, or in every backup; None: nowhere yet."""

    keys: Keys
    since: datetime | None
    _devices: set[str] = field(default_factory=set)
    _author_keys: set[tuple[str, str, bytes]] = field(default_factory=set)
    _forms: set[str] = field(default_factory=set)
    _people: set[str] = field(default_factory=set)

    def of(self, rows: Sequence[StoredEnvelope]) -> Iterator[tuple[_Lines, StoredEnvelope]]:
        """Each row, and the lines that come before it."""
        devices = {row.device_id for row in rows}
        known = {row.id: row for row in Device.select().where(Device.id << sorted(devices - self._devices))}
        signed = {row.device_id for row in rows if row.author_sig is not None}
        keys = list(AuthorKey.select().where(AuthorKey.device << sorted(signed)).order_by(AuthorKey.registered_at)) if signed else []
        forms, people = self._new_forms(), self._new_people({row.author for row in rows})
        for row in rows:
            yield self._before(row, known, keys, forms, people.pop(row.author, None)), row
            forms = []

    def _before(
        self,
        row: StoredEnvelope,
        devices: Mapping[str, Device],
        keys: Sequence[AuthorKey],
        forms: Sequence[FormVersion],
        author: User | None,
    ) -> _Lines:
        for form in forms:
            self._forms.add(form.version)
            yield lines.form_line(form.definition, form.published_at, self._files(form.version))
        if author is not None:
            self._people.add(author.id)
            account = {name: getattr(author, name) for name in _OF_AN_ACCOUNT}
            yield lines.person_line(author.id, author.created_at, account, self._sealing_key())
        if row.device_id not in self._devices:
            self._devices.add(row.device_id)
            yield lines.device_line(row.device_id, self._certificate(devices[row.device_id]))
        for key in keys:
            name = (key.author, key.device_id, bytes(key.public_key))
            if name not in self._author_keys and _could_speak_for(key, row):
                self._author_keys.add(name)
                yield lines.author_line(*name, key.registered_at)

    def _certificate(self, row: Device) -> dict[str, str]:
        """As it was issued; signed anew, for the records keep none."""
        kind = row.device_class if row.pending_since is None else certificates.PENDING
        said = certificates.Certificate(row.id, bytes(row.public_key), kind, row.agency, row.enrolled_at)
        return certificates.issue(said, self.keys.receipt).as_json()

    def _files(self, version: str) -> list[dict[str, str]]:
        found = [(one, form_files.open_file(version, one.name)) for one in form_files.files_of(version)]
        key = self._sealing_key()
        return [lines.file_of(version, one.name, one.kind, content, key) for one, content in found if content is not None]

    def _sealing_key(self) -> tuple[str, bytes]:
        name = self.keys.current_sealing_id
        return name, public_bytes(self.keys.sealing[name])

    def _new_forms(self) -> list[FormVersion]:
        late = FormVersion.version.not_in(sorted(self._forms))
        if self.since is not None:
            late &= FormVersion.published_at > self.since
        return list(FormVersion.select().where(late).order_by(FormVersion.published_at, FormVersion.version))

    def _new_people(self, authors: set[str]) -> dict[str, User]:
        asked = User.id << sorted(authors - self._people)
        if self.since is not None:
            asked &= User.created_at > self.since
        return {row.id: row for row in User.select().where(asked)}


def _could_speak_for(key: AuthorKey, row: StoredEnvelope) -> bool:
    """Whether it was registered when that record came. Where a push waited for its turn meanwhile, what was decided of it tells."""
    theirs = row.author_sig is not None and (key.author, key.device_id) == (row.author, row.device_id)
    return theirs and (row.author_confirmed or key.registered_at <= row.received_at)
