"""Three cars send every real report through a running server, badly: in shuffled batches, each of them twice, one reply in five lost.

Nothing is asked of the server but what a phone may ask. Public: Replay, run, CARS.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from fieldform.forms import Form, evaluate_form
from fieldform.record.meaning import Meaning
from sync.receipts import Receipt
from sync.wire import Kind, Place
from tests.replay.mapping import mapped
from tests.support.pusher import Pusher

CARS = 3
ZONE = "America/Detroit"
LARGEST_BATCH = 40
LOST = 5  # One reply in so many.
Queue = dict[str, dict[str, Any]]  # Sealed envelopes by their ids.


@dataclass
class Replay:
    """`expected`: for each record why it cannot be used (nothing where it can); `receipts`: what came back and was not lost."""

    expected: dict[str, tuple[str, ...]] = field(default_factory=dict)
    raised: Counter[tuple[str, str]] = field(default_factory=Counter)
    incomplete: int = 0
    receipts: dict[str, list[Receipt]] = field(default_factory=dict)
    sent: int = 0
    lost: int = 0
    not_understood: Counter[tuple[str, str]] = field(default_factory=Counter)


def run(rows: list[dict[str, str]], cars: list[Pusher], form: Form, seed: int = 7) -> Replay:
    """Every row as a record of one of the cars, until each has its receipt."""
    dice, replay = Random(seed), Replay()
    queues: list[Queue] = [{} for _ in cars]
    for number, row in enumerate(rows):
        answers, name = _answers(row, replay), str(UUID(int=dice.getrandbits(128), version=4))
        _expect(name, answers, form, replay)
        queues[number % len(cars)][name] = _sealed(cars[number % len(cars)], answers, name)
    for car, batch in _tries(queues, replay, dice):
        for _ in range(2):
            _offer(cars[car], batch, replay, dice)
    return replay


def _answers(row: Mapping[str, str], replay: Replay) -> dict[str, Any]:
    report = mapped(row)
    replay.not_understood += report.not_understood
    return report.answers


def _expect(name: str, answers: dict[str, Any], form: Form, replay: Replay) -> None:
    """What the form itself says of these answers, asked here."""
    filled = evaluate_form(form, answers, datetime.now(UTC), ZONE)
    codes = [problem.code for problem in filled.problems] + ["missing" for _ in filled.missing_essential]
    replay.expected[name] = tuple(dict.fromkeys(codes))
    if not codes:
        meaning = Meaning(form, filled)
        acuities = ((queue, meaning.text(f"followup.{queue}.acuity")) for queue in meaning.queues())
        replay.raised.update((queue, acuity) for queue, acuity in acuities if acuity)
        replay.incomplete += bool(filled.missing)


def _sealed(car: Pusher, answers: dict[str, Any], name: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "form": "crisis_contact",
        "version": car.version,
        "base": None,
        "captured_at": datetime.now(UTC).isoformat(),
        "zone": ZONE,
        "monotonic_ms": 1,
        "skew_ms": 0,
        "answers": answers,
        "attachments": [],
    }
    place = Place(1, car.next_sequence)
    car.next_sequence += 1
    return car.signer.envelope(Kind.SUBMISSION, body, author=car.author, envelope_id=name, place=place)


def _tries(queues: list[Queue], replay: Replay, dice: Random) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Batches of what still has no receipt, the cars in no order, until nothing waits."""
    while any(queues):
        car = dice.choice([number for number, queue in enumerate(queues) if queue])
        queue = list(queues[car].values())
        yield car, dice.sample(queue, min(len(queue), dice.randint(1, LARGEST_BATCH)))
        queues[car] = {name: envelope for name, envelope in queues[car].items() if name not in replay.receipts}


def _offer(car: Pusher, batch: list[dict[str, Any]], replay: Replay, dice: Random) -> None:
    receipts = car.push(batch)
    replay.sent += len(batch)
    if dice.randrange(LOST) == 0:
        replay.lost += 1
        return
    for receipt in receipts:
        replay.receipts.setdefault(str(receipt.id), []).append(receipt)
