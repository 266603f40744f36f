"""The versions of one report: who made each and when, and what any two of them say otherwise, in words.

Of a report that the caller was allowed to open. Public: Version, Comparison, comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Viewer
from fieldform.record import authors, contacts, readings
from fieldform.record.compare import Changed
from fieldform.record.contacts import ContactRevision


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    by: str
    at: datetime
    incomplete: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`versions` are all there are, newest first; `older` and `newer` the two that are compared.

    The letterhead is the newer one's; `person` is "" where the name stands behind a wall.
    """

    title: str
    agency: str
    person: str
    occurred_at: datetime
    versions: tuple[Version, ...]
    older: int
    newer: int
    changed: tuple[Changed, ...]


def comparison(viewer: Viewer, contact: str, one: int | None, other: int | None, zone: ZoneInfo) -> Comparison | None:
    """The two named, in their order, or the last two; None where there is only one, or none of that number."""
    reported = list(contacts.revisions(contact))
    chosen = _chosen(reported, one, other)
    if chosen is None:
        return None
    older, newer = chosen
    before, after = contacts.meaning_of(older).form, contacts.meaning_of(newer)
    return Comparison(
        title=after.form.title,
        agency=authors.agency_name(newer.contact.agency),
        person=after.words_within("person.name", viewer.walls),
        occurred_at=newer.contact.occurred_at,
        versions=_versions(reported),
        older=older.revision,
        newer=newer.revision,
        changed=readings.differences(before, older.answers, after.form, newer.answers, viewer.walls, zone),
    )


def _chosen(reported: Sequence[ContactRevision], one: int | None, other: int | None) -> tuple[ContactRevision, ContactRevision] | None:
    if len(reported) < 2:
        return None
    wanted = sorted({one or reported[1].revision, other or reported[0].revision})
    found = [row for row in reversed(reported) if row.revision in wanted]
    return (found[0], found[-1]) if len(found) == len(wanted) else None


def _versions(reported: Sequence[ContactRevision]) -> tuple[Version, ...]:
    names = authors.names(row.author for row in reported)
    return tuple(Version(row.revision, names.get(row.author, ""), row.captured_at, len(row.missing)) for row in reported)
