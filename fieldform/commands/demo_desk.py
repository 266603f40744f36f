"""The demo's desk: it opens what was raised, tries, plans and closes, in working hours and sometimes late, as real desks do.

Every step goes through the server's own device. Public: DemoDesk.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldform import web_device
from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.commands.demo_cast import DemoCast
from fieldform.commands.demo_device import new_id
from fieldform.keys_folder import Keys
from fieldform.record import follow_ups, form_versions
from fieldform.record.acuity import REACHED, Acuity
from fieldform.record.follow_ups import ADVOCATE, FollowUp, State
from sync.receive import Reconciler
from sync.wire import Kind

# Working days until the first try of what is not "Now", and how often it slips.
_WAITS = {Acuity.DAY: (0, 1), Acuity.THREE_DAYS: (1, 2), Acuity.WEEK: (2, 4)}
_SLIPS = 0.12
_RESULTS = (REACHED, "left_message", "no_answer", "not_home", "refused", "in_hospital", "wrong_number")
_LIKELY = (46, 18, 18, 6, 5, 4, 3)
_MODES = (("phone",), ("phone", "text", "provider"), ("visit_with_officer", "visit_alone"), ("letter",))
_ENDS = (("linked", 60), ("declined", 18), ("not_needed", 12), ("transferred", 10))
_NOTES = {
    REACHED: (
        "Talked for twenty minutes. Sleeping a little better, sister stays over this week.",
        "Wants help with the benefits forms before anything else. Will come in.",
        "Short call, guarded. Agreed to one more.",
        "Spoke through an interpreter. Glad that somebody called back.",
    ),
    "left_message": ("Left first name and the office hours, nothing else.", "Voicemail says to call after five."),
    "no_answer": ("Rang out.", "Busy twice, then nothing."),
    "not_home": ("Neighbor says back on Sunday. Left no card.",),
    "refused": ("Does not want to be called again this month. Knows where we are.",),
    "in_hospital": ("Still on the unit; the nurse will tell us before discharge.",),
    "wrong_number": ("Number belongs to somebody else now. Asked the officer for another.",),
}
_PLANS = (
    "Intake at the clinic, go along.",
    "Call after the court date.",
    "Second visit, with the peer worker.",
    "Ask how the new medication sits.",
)


@dataclass
class DemoDesk:
    """`_planned` holds when somebody will next work on which follow-up."""

    cast: DemoCast
    keys: Keys
    reconciler: Reconciler
    zone: ZoneInfo
    random: Random
    _planned: list[tuple[datetime, int, str]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def take_up(self, submission: str, received_at: datetime) -> None:
        """Plan the first try of whatever this report raised."""
        for follow_up in FollowUp.select().where(FollowUp.contact == submission).order_by(FollowUp.queue):
            self._plan(follow_up.id, self._first_try(follow_up, received_at))

    def work_until(self, now: datetime) -> None:
        """Do everything that was planned for a time before `now`, in order."""
        while self._planned and self._planned[0][0] <= now:
            at, _, follow_up = heapq.heappop(self._planned)
            self._work(follow_up, at)

    def _plan(self, follow_up: str, at: datetime) -> None:
        heapq.heappush(self._planned, (at, next(self._numbers), follow_up))

    def _first_try(self, follow_up: FollowUp, received_at: datetime) -> datetime:
        if follow_up.acuity == Acuity.NOW:
            return received_at + timedelta(minutes=self.random.randrange(31, 52))
        least, most = _WAITS[Acuity(follow_up.acuity)]
        slipped = 2 if self.random.random() < _SLIPS else 0
        return self._in_hours(received_at + timedelta(hours=1), self.random.randint(least, most) + slipped)

    def _work(self, follow_up_id: str, at: datetime) -> None:
        worker = self._worker(follow_up_id)
        follow_up = follow_ups.open_one(viewer_of(worker), follow_up_id, at)
        if follow_up is None or follow_up.state == State.CLOSED:
            return
        tries = follow_up.attempts_count
        result = "left_message" if tries >= 3 else self.random.choices(_RESULTS, _LIKELY)[0]
        mode = self.random.choice(_MODES[min(tries, 3)])
        again_at = self._in_hours(at, self.random.randint(1, 3))
        said = {"mode": mode, "result": result, "note": self.random.choice(_NOTES[result]), "next_at": self._local(again_at)}
        self._enter("attempt", follow_up_id, worker, at, said)
        if not self._ended(follow_up_id, worker, at, result, tries):
            self._plan(follow_up_id, self._next(follow_up_id, worker, at, result, again_at))

    def _ended(self, follow_up: str, worker: User, at: datetime, result: str, tries: int) -> bool:
        outcome = None
        if tries >= 3:
            outcome = "unable_to_contact"
        elif result == REACHED and self.random.random() < 0.55:
            outcome = self.random.choices([name for name, _ in _ENDS], [share for _, share in _ENDS])[0]
        elif result == "refused":
            outcome = "declined"
        if outcome is not None:
            self._enter("outcome", follow_up, worker, at + timedelta(minutes=9), {"outcome": outcome})
        return outcome is not None

    def _next(self, follow_up: str, worker: User, at: datetime, result: str, again_at: datetime) -> datetime:
        """When it is worked on again: mostly when it is due, sometimes late."""
        due_at = again_at
        if result == REACHED:
            due_at = self._in_hours(at, self.random.choice((3, 5, 8, 10, 15)))
            plan = {"due_at": self._local(due_at), "note": self.random.choice(_PLANS)}
            self._enter("next_step", follow_up, worker, at + timedelta(minutes=6), plan)
        late = self._in_hours(due_at, self.random.randint(1, 2)) if self.random.random() < _SLIPS else due_at
        return late + timedelta(minutes=self.random.randrange(-50, -5) if late == due_at else 0)

    def _enter(self, step: str, follow_up: str, worker: User, at: datetime, said: dict[str, Any]) -> None:
        form = form_versions.current(step)
        answers = {"follow_up": follow_up, **said}
        entry = web_device.Entry(Kind.ACTION, form, answers, worker.id, new_id(self.random), self.zone.key)
        answer = web_device.enter(entry, self.keys, self.reconciler, at)
        if answer.outcome != "accepted":
            raise RuntimeError(f"A step of the demo was not accepted: {answer.reasons}")

    def _worker(self, follow_up: str) -> User:
        """The advocate for the advocate's queue; among the clinicians, one stays with a follow-up."""
        queue = FollowUp.get_by_id(follow_up).queue
        return self.cast.advocate if queue == ADVOCATE else _one_of(self.cast.clinicians, follow_up)

    def _in_hours(self, after: datetime, days: int) -> datetime:
        """Between 9 and 16 o'clock on a working day, `days` working days after."""
        local = after.astimezone(self.zone)
        day = local.date() if local.hour < 15 else local.date() + timedelta(days=1)
        while days or day.weekday() > 4:
            day += timedelta(days=1)
            days -= day.weekday() < 5 and days > 0
        opening = max(9, local.hour + 1) if day == local.date() else 9
        return datetime.combine(day, time(self.random.randrange(opening, 17), self.random.randrange(0, 60, 5)), self.zone)

    def _local(self, instant: datetime) -> str:
        return instant.astimezone(self.zone).isoformat()


def _one_of(users: Sequence[User], follow_up: str) -> User:
    return users[int(follow_up[:4], 16) % len(users)]
