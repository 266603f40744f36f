"""Two clocks: what the device said, what the server knows, and the difference (docs/invariants.md, 10).

Pure. Nothing is ordered by a phone's word; deadlines use `corrected`. Public: skew_ms, corrected.
"""

from datetime import datetime, timedelta

_MILLISECOND = timedelta(milliseconds=1)


def skew_ms(wall_clock: datetime, server_time: datetime) -> int:
    """Server time minus device time, in milliseconds: what must be added to the device's word."""
    return (server_time - wall_clock) // _MILLISECOND


def corrected(captured_at: datetime, skew: int | None, received_at: datetime) -> datetime:
    """The device's time of capture with its skew (ms) taken out; never later than the receipt, since nothing arrives before it happens."""
    try:
        return min(captured_at + (skew or 0) * _MILLISECOND, received_at)
    except OverflowError:
        return received_at
