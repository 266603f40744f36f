"""A seed becomes a schedule: which phones there are, who does what when, and what goes wrong. The same seed, the same schedule.

Pure. What a schedule does not say (the fate of one packet, who is heard first) is drawn from the seed while it runs.
Public: Event, Schedule, schedule, EVENTS.
"""

from dataclasses import dataclass
from random import Random

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LENGTH = 2 * HOUR

# What happens, and how often among a hundred or so. `server_…` strikes the server, everything else the phone that is named.
EVENTS: dict[str, int] = {
    "send": 22,
    "shift": 3,
    "type": 6,
    "type_on": 3,
    "send_draft": 6,
    "undo": 6,
    "revise": 8,
    "discard": 1,
    "wake": 8,
    "lock": 2,
    "sign_out": 1,
    "sign_in": 2,
    "second_tab": 2,
    "kill": 3,
    "crash": 9,
    "power_cut": 5,
    "clock": 4,
    "full": 3,
    "room": 2,
    "storage": 4,
    "weather": 9,
    "server_crash": 3,
    "server_dies": 7,
    "server_fails": 3,
    "server_clock": 1,
    "server_backup": 2,
    "server_restored": 2,
    "server_rolled_back": 1,
    "server_publishes": 1,
    "server_new_key": 1,
    "desk_revises": 5,
    "revoke_device": 2,
    "revoke_author": 1,
    "lived_twice": 2,
    "cloned": 1,
}

# After one of these the device may lack what only it had: a server put back later could not be healed by anybody.
_LAST_THINGS = ("revoke_device", "lived_twice", "cloned")
_PUT_BACK = ("server_restored", "server_rolled_back")


@dataclass(frozen=True, slots=True)
class Event:
    """`at` is in ms from the start; `luck` (0 to 1) and `number` choose whatever there is to choose."""

    at: int
    what: str
    phone: int
    luck: float
    number: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """`officers` names for each phone who carries it; `calm` schedules begin with a good network. After the events all phones are switched
    off for `days_away`, before everything is mended."""

    seed: int
    officers: tuple[str, ...]
    calm: bool
    days_away: int
    events: tuple[Event, ...]


def schedule(seed: int) -> Schedule:
    random = Random(seed)
    phones = random.choice((1, 1, 2, 2, 3))
    officers = tuple(random.choice(("amara", "amara", "ben", "chidi")) for _ in range(phones))
    calm = random.random() < 0.7
    times = sorted(random.randrange(LENGTH) if random.random() < 0.7 else random.randrange(HOUR // 6) for _ in range(random.randint(8, 28)))
    drawn = random.choices(list(EVENTS), weights=list(EVENTS.values()), k=len(times))
    events = [
        Event(at, what, random.randrange(phones), random.random(), random.randrange(1, 1000)) for at, what in zip(times, drawn, strict=True)
    ]
    days_away = random.choice((8, 31, 45, 95)) if random.random() < 0.1 else 0
    return Schedule(seed, officers, calm, days_away, tuple(_possible(events)))


def _possible(events: list[Event]) -> list[Event]:
    """Without a server put back after a device has lost something: that loss would be nobody's fault."""
    last = max((index for index, event in enumerate(events) if event.what in _PUT_BACK), default=-1)
    return [event for index, event in enumerate(events) if index > last or event.what not in _LAST_THINGS]
