"""The rows of a month, read for counting, and how the last twelve months went. Public: seen_between, trend, Point."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Viewer
from fieldform.record import facts, referrals, repeats
from fieldform.record.contacts import Contact
from fieldform.record.counts import Seen, shortest_covering
from fieldform.record.facts import ReportFacts
from fieldform.record.months import Month, Span


@dataclass(frozen=True, slots=True)
class Point:
    """One month of the trend; `first_try` is how long half of those tried waited at most, None where nobody was."""

    month: Month
    reports: int
    first_try: timedelta | None


def seen_between(viewer: Viewer, span: Span, now: datetime, zone: ZoneInfo) -> Seen:
    return Seen(
        reports=facts.between(viewer, span.since, span.until),
        referrals=referrals.raised_between(viewer, span.since, span.until),
        again=repeats.met_again(viewer, span.since, span.until),
        now=now,
        zone=zone,
    )


def trend(viewer: Viewer, last: Month, zone: ZoneInfo, months: int = 12) -> list[Point]:
    """The months up to `last`, the oldest first."""
    spans = {last.plus(-back): last.plus(-back).span(zone) for back in reversed(range(months))}
    return [Point(month, _reports(viewer, span), _half(referrals.waits(viewer, span.since, span.until))) for month, span in spans.items()]


def _reports(viewer: Viewer, span: Span) -> int:
    return (
        ReportFacts.select()
        .join(Contact)
        .where(
            ReportFacts.agency << sorted(viewer.agencies),
            ReportFacts.occurred_at >= span.since,
            ReportFacts.occurred_at < span.until,
            Contact.withdrawn_at.is_null(),
        )
        .count()
    )


def _half(lengths: list[timedelta]) -> timedelta | None:
    return shortest_covering(lengths, 0.5)
