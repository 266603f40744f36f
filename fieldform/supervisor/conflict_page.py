"""What the page of one conflict shows: the report as it stands beside the correction, as far as the police's wall.

Public: ConflictPage, conflict_page, waiting_rows.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Viewer
from fieldform.record import authors, conflicts, contacts, form_versions, readings
from fieldform.record.compare import Changed
from fieldform.record.conflicts import Conflict
from fieldform.record.contacts import ContactRevision
from fieldform.web.words import person_now


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """`changed`: before is what stands, after what the correction says. `newest` is the number of the version that stands."""

    id: str
    contact: str
    person: str
    title: str
    base: int
    newest: int
    stands_by: str
    stands_at: datetime
    corrected_by: str
    corrected_at: datetime
    changed: tuple[Changed, ...]
    decided: bool


def waiting_rows(viewer: Viewer) -> list[tuple[Conflict, str]]:
    """Without a name of a person: each with that of the officer."""
    rows = list(conflicts.waiting(viewer))
    names = authors.names(row.author for row in rows)
    return [(row, names.get(row.author, "")) for row in rows]


def conflict_page(viewer: Viewer, conflict: Conflict, now: datetime, zone: ZoneInfo) -> ConflictPage:
    """`conflict` is one that the viewer was allowed to open."""
    stands: ContactRevision = contacts.revisions(conflict.contact_id).get()
    names = authors.names([stands.author, conflict.author])
    form = contacts.meaning_of(stands).form
    theirs = form_versions.by_version(conflict.version_id) or form
    return ConflictPage(
        id=conflict.id,
        contact=conflict.contact_id,
        person=person_now(conflict.contact.person, now, zone),
        title=form.title,
        base=conflict.base,
        newest=stands.revision,
        stands_by=names.get(stands.author, ""),
        stands_at=stands.captured_at,
        corrected_by=names.get(conflict.author, ""),
        corrected_at=conflict.captured_at,
        changed=readings.differences(form, stands.answers, theirs, conflict.answers, viewer.walls, zone),
        decided=not conflict.is_open,
    )
