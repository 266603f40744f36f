"""A month by the clock on the wall, and the one before it up to the same day, so that half a month is compared with half a month. Pure.

Public: Month, Span.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` on and before `until`, aware UTC."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    month: int

    @classmethod
    def of(cls, instant: datetime, zone: ZoneInfo) -> "Month":
        local = instant.astimezone(zone)
        return cls(local.year, local.month)

    @classmethod
    def of_text(cls, text: str) -> "Month | None":
        """From “2026-11”; None where that is no month."""
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError:
            return None
        return cls(first.year, first.month) if 2000 <= first.year < 2200 else None

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def words(self) -> str:
        return f"{date(self.year, self.month, 1):%B %Y}"

    def plus(self, months: int) -> "Month":
        number = self.year * 12 + self.month - 1 + months
        return Month(number // 12, number % 12 + 1)

    def span(self, zone: ZoneInfo) -> Span:
        return Span(_first_of(self, zone), _first_of(self.plus(1), zone))

    def is_running(self, now: datetime, zone: ZoneInfo) -> bool:
        return self.span(zone).since <= now < self.span(zone).until

    def before(self, now: datetime, zone: ZoneInfo) -> Span:
        """The month before; while this one is running, only as many of its days, and hours, as have passed of this one."""
        whole = self.plus(-1).span(zone)
        if not self.is_running(now, zone):
            return whole
        passed = now.astimezone(zone).replace(tzinfo=None) - self.span(zone).since.astimezone(zone).replace(tzinfo=None)
        same = whole.since.astimezone(zone).replace(tzinfo=None) + passed
        return Span(whole.since, min(whole.until, same.replace(tzinfo=zone).astimezone(UTC)))


def _first_of(month: Month, zone: ZoneInfo) -> datetime:
    return datetime.combine(date(month.year, month.month, 1), time(), zone).astimezone(UTC)
