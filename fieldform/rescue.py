"""A rescue file (static/js/outbox/rescue.js): what a device could not deliver, brought here by any other road.

Each of its lines is a push and takes the same receive path, so a file can be taken twice, and the device's own delivery after it, without
harm. It comes late: what the device said of itself then is not believed now. Public: take_in, Rescued, NoRescue.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync import receipts
from sync.decide import Outcome
from sync.encoding import MalformedText, strict_json
from sync.parse import BrokenRequest, parse_push
from sync.receipts import Receipt
from sync.receive import Reconciler
from sync.sealing import public_bytes
from sync.wire import Push, Signed

_VERSION = 1
_USABLE = (Outcome.ACCEPTED, Outcome.MERGED)
_UNSAID = Signed(b"", bytes(64))
_MILLISECOND = timedelta(milliseconds=1)


class NoRescue(ValueError):
    """Not a rescue file. Likely cause: another file was chosen, or its beginning is lost."""


@dataclass(frozen=True, slots=True)
class Rescued:
    """`taken` and `known` count records; `set_aside` and `refused` are (record id, codes); `broken` the lines that are no push."""

    taken: int
    known: int
    set_aside: tuple[tuple[str, tuple[str, ...]], ...]
    refused: tuple[tuple[str, tuple[str, ...]], ...]
    broken: tuple[int, ...]


def take_in(lines: Iterable[bytes], reconciler: Reconciler, now: datetime) -> Rescued:
    """Every line that can be read, each in a transaction of its own; NoRescue where the first is not that of a rescue file."""
    rest = iter(lines)
    _require_rescue(next(rest, b""))
    found: list[Receipt] = []
    broken: list[int] = []
    for number, line in enumerate(rest, start=2):
        push = _push(line)
        if push is None:
            broken.append(number)
        else:
            found += _receive(push, reconciler, now)
    return _summed(found, tuple(broken), now)


def _require_rescue(line: bytes) -> None:
    try:
        first = strict_json(line)
    except MalformedText as problem:
        raise NoRescue from problem
    if not isinstance(first, dict) or first.get("fieldform_rescue") != _VERSION:
        raise NoRescue


def _push(line: bytes) -> Push | None:
    try:
        return replace(parse_push(line), heartbeat=_UNSAID)
    except BrokenRequest:
        return None


def _receive(push: Push, reconciler: Reconciler, now: datetime) -> list[Receipt]:
    own = public_bytes(reconciler.receipt_key)
    read = [receipts.read(signed, own) for signed in reconciler.receive(push, now).receipts]
    return [receipt for receipt in read if receipt is not None]


def _summed(found: list[Receipt], broken: tuple[int, ...], now: datetime) -> Rescued:
    """A record that was here before is answered with its first receipt, of an earlier time."""
    refused = [one for one in found if one.outcome is Outcome.REFUSED]
    known = [one for one in found if one.outcome is not Outcome.REFUSED and one.received_at <= now - _MILLISECOND]
    taken = [one for one in found if one not in refused and one not in known]
    aside = [one for one in taken if one.outcome not in _USABLE]
    return Rescued(len(taken), len(known), _named(aside), _named(refused), broken)


def _named(found: list[Receipt]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((one.id or "without an id", (one.outcome, *one.reasons)) for one in found)
