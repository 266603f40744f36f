"""A form through all of it: published, drawn, answered at random on the phone's own code, judged here, delivered and kept.

Public: published, answered.
"""

from collections.abc import Iterator
from typing import Any

from fieldform.forms import Form, evaluate_form
from fieldform.officer.offline import page_of
from fieldform.record import form_versions
from sync.decide import Outcome
from tests.corpus.answering import steps_for
from tests.forms.browser import Browser
from tests.support.house import MORNING, ZONE, Device, House

ABOUT = {"deviceid": "car 12", "username": "doe"}


def published(form: Form, house: House) -> Iterator[str]:
    form_versions.publish(form, house.now)
    again = form_versions.by_version(form.version)
    if again is None or again.definition() != form.definition():
        yield "it does not come back from the database as it was"
    answer = house.visitor().get(page_of(form))
    drawn = answer.get_data(as_text=True).count('data-question="')
    if answer.status_code != 200 or (not drawn and any(one.is_asked and one.type != "hidden" for one in form.questions())):
        yield f"its page: {answer.status_code}, {drawn} questions"


def answered(form: Form, house: House, device: Device, browser: Browser, seed: int) -> Iterator[str]:
    now = int(MORNING.timestamp() * 1000)
    steps = steps_for(form, seed)
    phone = _floats(browser.ask(definition=form.definition(), now=now, zone=ZONE, answers=None, about=ABOUT, steps=steps))
    here = evaluate_form(form, phone["entered"], MORNING, ZONE, chance=lambda: 0.25, about=ABOUT)
    judged = {
        "answers": here.answers,
        "relevant": sorted(here.relevant),
        "missing": list(here.missing),
        "problems": [[problem.path, problem.code, problem.message] for problem in here.problems],
    }
    for name, value in judged.items():
        for who, said in (("the phone", phone), ("the phone that began with it", phone["whole"])):
            there = sorted(said[name]) if name == "relevant" else said[name]
            if there != value:
                yield f"seed {seed}, {name}: {who} says {_unlike(there, value)}"
    yield from _delivered(form, phone["answers"], device, seed)


def _delivered(form: Form, answers: Any, device: Device, seed: int) -> Iterator[str]:
    """What the phone sends is taken, and judging it once more changes nothing."""
    [receipt] = device.push(device.report(answers, form=form.form_id))
    again = evaluate_form(form, answers, MORNING, ZONE, chance=lambda: 0.25, about=ABOUT)
    if receipt.outcome is not (Outcome.ACCEPTED if again.usable else Outcome.QUARANTINED):
        yield f"seed {seed}: the server says {receipt.outcome} ({', '.join(receipt.reasons)})"
    if again.answers != answers:
        yield f"seed {seed}: what was sent is read as {_unlike(again.answers, answers)}"


def _floats(said: Any) -> Any:
    """Numbers beyond 2^53 as the phone has them: JSON writes them like whole ones."""
    if isinstance(said, dict):
        return {key: _floats(value) for key, value in said.items()}
    if isinstance(said, list):
        return [_floats(value) for value in said]
    return float(said) if isinstance(said, int) and abs(said) >= 2**53 else said


def _unlike(one: Any, other: Any) -> str:
    """The first place where two nested values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        key = next(key for key in {**one, **other} if one.get(key) != other.get(key))
        return f"{key}: {_unlike(one.get(key), other.get(key))}"
    if isinstance(one, list) and isinstance(other, list):
        lost, more = [part for part in one if part not in other], [part for part in other if part not in one]
        return f"{lost[:3]} and not {more[:3]}"
    return f"{one!r} and not {other!r}"
