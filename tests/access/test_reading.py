"""What IT sets of how long a device may be read reaches it by its class."""

from fieldform.access.reading import reading_rules
from fieldform.config import Config


def test_a_phone_locks_sooner_than_an_in_car_laptop() -> None:
    config = Config(phone_lock_minutes=15, car_lock_minutes=480)
    assert (reading_rules(config, "phone")["idle_seconds"], reading_rules(config, "car")["idle_seconds"]) == (900, 28_800)


def test_nobody_lends_for_longer_than_72_hours() -> None:
    assert reading_rules(Config(lease_hours=1000), "phone")["lease_seconds"] == 72 * 3600
