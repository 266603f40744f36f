"""Whom to alert next about what nobody has opened: on call, cover, everybody of the office, then the office's own address, and again.

Pure. Public: Rung, Sent, Pace, next_rung.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Rung(StrEnum):
    PRESENT = "present"
    COVER = "cover"
    EVERYONE = "everyone"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Sent:
    """A rung that was alerted. `refused`: the mail server will not take mail for it, so that nobody is waited for."""

    rung: Rung
    at: datetime
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one rung has before the next, and how long after the last before it begins anew."""

    step: timedelta
    again: timedelta


def next_rung(sent: Sequence[Sent], reachable: AbstractSet[Rung], now: datetime, pace: Pace) -> Rung | None:
    """The rung whose turn it is now, of those that somebody stands on; None while the last one still has time, or nobody can be reached.

    `sent` is in order of time. Whoever comes on duty after the others were alerted hears of it at once.
    """
    if not reachable:
        return None
    if Rung.PRESENT in reachable and all(one.rung is not Rung.PRESENT for one in sent):
        return Rung.PRESENT
    if not sent:
        return _first(reachable)
    last = sent[-1]
    above = [rung for rung in _above(last.rung) if rung in reachable]
    wait = (timedelta(0) if last.refused else pace.step) if above else pace.again
    if now < last.at + wait:
        return None
    return above[0] if above else _first(reachable)


def _first(reachable: AbstractSet[Rung]) -> Rung:
    return next(rung for rung in Rung if rung in reachable)


def _above(rung: Rung) -> list[Rung]:
    order = list(Rung)
    return order[order.index(rung) + 1 :]
