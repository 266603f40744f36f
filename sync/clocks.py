"""Two clocks: what the device said, what the server knows, and the difference (docs/invariants.md, 10).

Pure. Nothing is ordered by a phone's word; deadlines use `corrected`. Public: skew_ms, corrected.
"""

from datetime import UTC, datetime, timedelta

# Before this nobody had such a device: a clock that says so has lost its time (1970 after an empty battery, or a hostile year 1).
_FIRST_DEVICES = datetime(2020, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def skew_ms(wall_clock: datetime, server_time: datetime) -> int:
    """Server time minus device time, in milliseconds: what must be added to the device's word."""
    return (server_time - wall_clock) // _MILLISECOND


def corrected(captured_at: datetime, skew: int | None, received_at: datetime) -> datetime:
    """The device's time of capture with its skew (ms) taken out, or the receipt's where that cannot be.

    Never later than the receipt, since nothing arrives before it happens.
    """
    try:
        moment = captured_at + (skew or 0) * _MILLISECOND
    except OverflowError:
        return received_at
    return moment if _FIRST_DEVICES <= moment <= received_at else received_at
