"""Who was met again and again: as far as it can be known before persons are matched, by name and date of birth together.

Names are compared here and go nowhere. Public: met_again, OFTEN.
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from fieldform.access.viewer import Viewer
from fieldform.record.contacts import Contact
from fieldform.record.facts import ReportFacts
from fieldform.record.persons import Person
from fieldform.record.words import folded_words

# So many reports within so long make somebody who is met again: three in a month, or five in half a year.
OFTEN = ((3, timedelta(days=30)), (5, timedelta(days=180)))
_LONGEST = max(within for _, within in OFTEN)


def met_again(viewer: Viewer, since: datetime, until: datetime) -> frozenset[str]:
    """The reports of this time whose person had by then been reported often, that report among them."""
    seen: dict[tuple[Any, ...], list[tuple[datetime, str]]] = defaultdict(list)
    folded = cache(lambda name: tuple(folded_words(name)))
    for contact, occurred_at, name, born_on in _named(viewer, since - _LONGEST, until):
        seen[born_on, folded(name)].append((occurred_at, contact))
    fewest = min(often for often, _ in OFTEN)
    return frozenset(contact for times in seen.values() if len(times) >= fewest for contact in _often(times, since))


def _often(times: list[tuple[datetime, str]], since: datetime) -> list[str]:
    """`times` is sorted, the oldest first."""
    points = [at for at, _ in times]
    return [
        contact
        for number, (at, contact) in enumerate(times, start=1)
        if at >= since and any(number - bisect_right(points, at - within) >= often for often, within in OFTEN)
    ]


def _named(viewer: Viewer, since: datetime, until: datetime) -> Any:
    return (
        Contact.select(Contact.id, Contact.occurred_at, Person.name, Person.born_on)
        .join(Person)
        .switch(Contact)
        .join(ReportFacts, on=(ReportFacts.contact == Contact.id))
        .where(
            ReportFacts.counted,
            Contact.agency << sorted(viewer.agencies),
            Contact.occurred_at >= since,
            Contact.occurred_at < until,
            Contact.withdrawn_at.is_null(),
            Person.born_on.is_null(is_null=False),
            Person.name != "",
        )
        .order_by(Contact.occurred_at, Contact.id)
        .tuples()
    )
