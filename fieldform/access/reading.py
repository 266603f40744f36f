"""How long an enrolled device may be read: without contact, and without anybody touching it. IT sets it; the device hears it with its news.

It limits reading alone: whatever was lost, a form can be filled in and sent. Public: reading_rules.
"""

from fieldform.config import Config

_LONGEST_LEASE_HOURS = 72
_CAR = "car"


def reading_rules(config: Config, device_class: str) -> dict[str, int]:
    """As the device reads it: `lease_seconds` since it last heard its person's news, `idle_seconds`, `tries` of a wrong phrase."""
    idle = config.car_lock_minutes if device_class == _CAR else config.phone_lock_minutes
    lease = min(config.lease_hours, _LONGEST_LEASE_HOURS)
    return {"lease_seconds": lease * 3600, "idle_seconds": idle * 60, "tries": config.phrase_tries}
