"""Follow-ups put straight into the tables, many at once: for what is about the list and not about how they came there.

Public: Planted, plant, plant_year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from fieldform.record.acuity import Acuity, rank
from fieldform.record.contacts import Contact
from fieldform.record.facts import ReportFacts
from fieldform.record.follow_ups import FollowUp
from fieldform.record.persons import Person, PersonName
from fieldform.record.steps import Attempt
from fieldform.record.words import folded_words
from sync.gathering import write

_NAMES = ("Dana Doe", "Rosa Álvarez-Doe", "Doreen Okonkwo", "", "ليلى الحداد")


@dataclass(frozen=True, slots=True)
class Planted:
    """What a follow-up was planted with."""

    id: str
    agency: str
    wall: str
    acuity: Acuity
    due_at: datetime
    closed_at: datetime | None
    name: str
    owner: str | None


def plant(agencies: Sequence[str], author: str, now: datetime, how_many: int, seed: int = 1, owner: str | None = None) -> list[Planted]:
    """Follow-ups of every kind, with many equal times among them; half of them are `owner`'s."""
    random = Random(seed)
    rows = [_planted(agencies, now, random, owner) for _ in range(how_many)]
    numbers = count(1)
    write(Person, [_person(row, now) for row in rows])
    write(PersonName, [name for row in rows for name in _words(row)])
    write(Contact, [_contact(row, author, now) for row in rows])
    write(FollowUp, [_follow_up(row, next(numbers), now) for row in rows])
    return rows


def plant_year(agency: str, author: str, version: str, now: datetime, how_many: int, seed: int = 1) -> None:
    """A year of reports, evenly spread, each with its facts, a follow-up and a try an hour and a half later; `version` is an attempt's."""
    random = Random(seed)
    told = [(_planted([agency], now, random, None), now - n * timedelta(days=365) / how_many) for n in range(how_many)]
    write(Person, [_person(row, at) | {"born_on": at.date()} for row, at in told])
    write(Contact, [_contact(row, author, at) for row, at in told])
    write(ReportFacts, [{"contact": row.id, "agency": agency, "occurred_at": at, "type": "welfare"} for row, at in told])
    write(FollowUp, [_follow_up(row, number, at) for number, (row, at) in enumerate(told)])
    step = {"by": author, "version": version, "mode": "phone", "result": "no_answer"}
    write(Attempt, [{"id": row.id, "follow_up": row.id, "at": at + timedelta(minutes=90), **step} for row, at in told])


def _planted(agencies: Sequence[str], now: datetime, random: Random, owner: str | None) -> Planted:
    closed = random.random() < 0.3
    return Planted(
        id=str(UUID(int=random.getrandbits(128), version=4)),
        agency=random.choice(agencies),
        wall=random.choice(("health", "health", "advocate")),
        acuity=random.choice(list(Acuity)),
        due_at=now + timedelta(hours=random.randrange(-60, 400, 4)),
        closed_at=now - timedelta(hours=random.randrange(20)) if closed else None,
        name=random.choice(_NAMES),
        owner=random.choice((owner, None)),
    )


def _person(row: Planted, now: datetime) -> dict[str, Any]:
    return {"id": row.id, "agency": row.agency, "created_at": now, "details_at": now, "name": row.name, "sex": ""}


def _words(row: Planted) -> list[dict[str, Any]]:
    return [{"agency": row.agency, "word": word, "person": row.id} for word in folded_words(row.name)]


def _contact(row: Planted, author: str, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "agency": row.agency,
        "person": row.id,
        "author": author,
        "form": "crisis_contact",
        "occurred_at": now,
        "received_at": now,
        "summary": "suicide threat",
        "location": "",
        "incomplete": 0,
        "revision": 1,
    }


def _follow_up(row: Planted, number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "agency": row.agency,
        "queue": "advocate" if row.wall == "advocate" else "clinician",
        "wall": row.wall,
        "person": row.id,
        "contact": row.id,
        "raised_revision": number,
        "acuity": row.acuity.value,
        "acuity_rank": rank(row.acuity),
        "reason": "",
        "raised_at": now,
        "target_at": row.due_at,
        "due_at": row.due_at,
        "attempts_count": 0,
        "state": "closed" if row.closed_at else "open",
        "closed_at": row.closed_at,
        "owner": row.owner,
    }
