"""What needs a supervisor before anything else: a "Now" that nobody opened, what is overdue, what is to be read, what lies aside.

Public: Attention, Aside, attention, aside_by_officer.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fieldform import intake
from fieldform.access.devices import devices_seen_by
from fieldform.access.standing import needs_review
from fieldform.access.unaccounted import Silent, silent_with_unsent
from fieldform.access.viewer import Viewer
from fieldform.duty.offices import Line, lines_for
from fieldform.keys_folder import Keys
from fieldform.record import authors, conflicts, deadlines, reviews
from fieldform.record.acuity import Acuity, rank
from fieldform.record.alerts import Unopened, unopened_in
from fieldform.record.follow_ups import CLINICIAN, Tally, tally
from fieldform.record.reviews import Chosen, ReviewState
from fieldform.record.set_aside import SetAside, set_aside_for

# Opening each costs a few milliseconds; the newest are looked at, and the page says so where there are more.
_OPENED_AT_MOST = 200
_FINISHED_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Aside:
    """What lies aside of one officer: `reasons` are (code, how many), the most frequent first; `rows` the oldest first; `urgency` the most
    urgent of all of it."""

    officer: str
    number: int
    urgency: Acuity | None
    oldest: datetime
    newest: datetime
    devices: tuple[str, ...]
    reasons: tuple[tuple[str, int], ...]
    rows: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """`law_overdue` counts deadlines of the law that have passed.

    `lines` say whom to phone where a "Now" stands unopened or lies aside; `late` are reports unfinished for a day; `restored`:
    devices read nothing until IT has looked over who may."""

    unopened: Unopened
    overdue: int
    open: int
    to_review: int
    sent_back: int
    late: int
    conflicts: int
    law_overdue: int
    unsent: tuple[Silent, ...]
    silent: tuple[str, ...]
    aside: tuple[Aside, ...]
    lines: tuple[Line, ...]
    tallies: tuple[Tally, ...]
    restored: bool

    @property
    def aside_number(self) -> int:
        return sum(one.number for one in self.aside)

    @property
    def aside_urgent(self) -> bool:
        return any(one.urgency is Acuity.NOW for one in self.aside)

    @property
    def nothing(self) -> bool:
        rest = (
            self.overdue,
            self.to_review,
            self.sent_back,
            self.late,
            self.conflicts,
            self.law_overdue,
            self.unsent,
            self.silent,
            self.aside,
            self.restored,
        )
        return not self.unopened.count and not any(rest)


def attention(viewer: Viewer, keys: Keys, now: datetime, zone: ZoneInfo) -> Attention:
    tallies, counts = tuple(tally(viewer, now)), reviews.tally(viewer)
    unsent = tuple(silent_with_unsent(viewer, now))
    known = {one.id for one in unsent}
    return Attention(
        unopened=unopened_in(viewer),
        overdue=sum(one.overdue for one in tallies),
        open=sum(one.open for one in tallies),
        to_review=counts[ReviewState.TO_REVIEW],
        sent_back=counts[ReviewState.SENT_BACK],
        late=reviews.tally(viewer, Chosen(until=now - _FINISHED_WITHIN))[ReviewState.INCOMPLETE],
        conflicts=len(conflicts.waiting(viewer)),
        law_overdue=deadlines.overdue(viewer, now),
        unsent=unsent,
        silent=tuple(device.label for device in devices_seen_by(viewer, now) if device.silent and device.id not in known),
        aside=aside_by_officer(viewer, keys),
        lines=lines_for(viewer.agency, CLINICIAN, zone, now),
        tallies=tallies,
        restored=needs_review(viewer.agency) is not None,
    )


def aside_by_officer(viewer: Viewer, keys: Keys) -> tuple[Aside, ...]:
    """The most urgent first, then whoever has waited longest."""
    rows = set_aside_for(viewer)
    urgent = {id(row): intake.urgency_inside(keys, row.kind, row.header, row.body) for row in rows[:_OPENED_AT_MOST]}
    names = authors.names(row.author for row in rows)
    found = [
        _aside(names.get(author, ""), [row for row in rows if row.author == author], urgent) for author in {row.author for row in rows}
    ]
    return tuple(sorted(found, key=lambda one: (rank(one.urgency) if one.urgency else 9, one.oldest)))


def _aside(officer: str, rows: list[SetAside], urgent: dict[int, Acuity | None]) -> Aside:
    times = [row.received_at for row in rows]
    return Aside(
        officer=officer,
        number=len(rows),
        urgency=_most_urgent(urgent.get(id(row)) for row in rows),
        oldest=min(times),
        newest=max(times),
        devices=tuple(sorted({row.device for row in rows})),
        reasons=tuple(Counter(reason for row in rows for reason in row.reasons).most_common()),
        rows=tuple(reversed(rows)),
    )


def _most_urgent(found: Iterable[Acuity | None]) -> Acuity | None:
    return min((one for one in found if one is not None), key=rank, default=None)
