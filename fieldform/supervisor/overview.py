"""The numbers of a supervisor's page: what is open and overdue, by queue and acuity. Pure. Public: Overview, overview."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldform.record.acuity import Acuity
from fieldform.record.follow_ups import Tally


@dataclass(frozen=True, slots=True)
class Overview:
    """`most_urgent` are the open ones of acuity Now, `by_queue` each queue's lines in order of urgency."""

    open: int
    overdue: int
    most_urgent: int
    by_queue: tuple[tuple[str, tuple[Tally, ...]], ...]


def overview(tallies: Sequence[Tally]) -> Overview:
    queues = sorted({tally.queue for tally in tallies})
    return Overview(
        open=sum(tally.open for tally in tallies),
        overdue=sum(tally.overdue for tally in tallies),
        most_urgent=sum(tally.open for tally in tallies if tally.acuity is Acuity.NOW),
        by_queue=tuple((queue, tuple(tally for tally in tallies if tally.queue == queue)) for queue in queues),
    )
