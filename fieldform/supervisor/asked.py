"""What an address of the review queue asks for: a state, a day, a shift, an officer. Pure. Public: Asked, asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fieldform.record.reviews import Chosen, ReviewState
from fieldform.record.shifts import Shift, bounds

EVERY_STATE = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """`state` None stands for every state, `on` None for every day; a shift without a day means nothing."""

    state: ReviewState | None
    author: str
    on: date | None
    shift: Shift | None

    def chosen(self, zone: ZoneInfo) -> Chosen:
        since, until = (None, None) if self.on is None else bounds(self.on, self.shift, zone)
        return Chosen(self.state, self.author, since, until)

    def address(self, state: str | None = None) -> dict[str, Any]:
        """The same choice as an address says it, or the same with another state."""
        own = EVERY_STATE if self.state is None else self.state.value
        told = own if state is None else state
        return {
            "state": None if told == ReviewState.TO_REVIEW else told,
            "officer": self.author or None,
            "day": self.on.isoformat() if self.on else None,
            "shift": self.shift.value if self.shift else None,
        }


def asked(arguments: Mapping[str, str]) -> Asked:
    """What cannot be understood is left out."""
    state, shift, on = arguments.get("state", ""), arguments.get("shift", ""), _day(arguments.get("day", ""))
    return Asked(
        state=None if state == EVERY_STATE else ReviewState(state) if state in list(ReviewState) else ReviewState.TO_REVIEW,
        author=_id(arguments.get("officer", "")),
        on=on,
        shift=Shift(shift) if on is not None and shift in list(Shift) else None,
    )


def _day(text: str) -> date | None:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if 2000 <= on.year < 2200 else None


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
