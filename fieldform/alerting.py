"""A "Now" that nobody has opened is mailed about, up the ladder, until somebody opens it.

The shell around duty.ladder: reads what waits, asks whom to alert, claims the step, sends, writes down what happened. Nothing is sent
inside a transaction, and a message says nothing about anybody. IT is told in the same way of devices that fell silent with something
unsent; who must do something by a time, and their supervisors, that it has passed. Public: tick, tell_it, tell_of_deadlines, watchman,
MESSAGE_SUBJECT.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from fieldform import mail
from fieldform.access import unaccounted
from fieldform.access.queries import emails_of_it, emails_of_those_answering
from fieldform.config import Config
from fieldform.duty import offices
from fieldform.duty.ladder import Pace, Rung, Sent, next_rung
from fieldform.record import alerts, deadlines, imports
from fieldform.record.alerts import CLAIM_LIFE, Alert, Result, Waiting
from fieldform.rounds import Rounds

log = logging.getLogger(__name__)

MESSAGE_SUBJECT = "Fieldform: something waits for you"
_RETRY_AFTER = timedelta(minutes=1)
_LOOK_EVERY_SECONDS = 20.0
_FAREWELL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Step:
    """A claimed step of one follow-up's ladder, and the addresses on its rung."""

    alert: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _News:
    """What somebody is written to about, once; `about`: ids of what the message is of."""

    about: list[str]
    to: list[str]
    message: mail.Message


def tick(config: Config, now: datetime) -> int:
    """Send whatever is due at this moment; how many steps were taken. Safe to run on several servers at once."""
    post = mail.post_of(config)
    if post is None:
        return 0
    taken = [step for waiting in _with_watch(alerts.waiting(), config, now) if (step := _claimed(*waiting, config, now))]
    if taken:
        _settle(taken, mail.deliver(post, _message(config), _everybody(taken), now), now)
    return len(taken)


def tell_it(config: Config, now: datetime) -> None:
    """Once for each silence, to everybody in IT of the agency who has an address; where the mail fails, at the next look again."""

    def silences() -> Iterator[_News]:
        for agency, devices in unaccounted.untold(now).items():
            yield _News(devices, emails_of_it(agency), _about_silence(config, len(devices)))

    _tell_once(config, now, silences(), unaccounted.claim, unaccounted.tell_later)


def tell_of_deadlines(config: Config, now: datetime) -> None:
    """Once for each that passed unmet; where the mail fails, at the next look again."""

    def passed() -> Iterator[_News]:
        for agency, authors in deadlines.untold(now).items():
            yield _News(list(authors), emails_of_those_answering(agency, authors.values()), _about_deadlines(config))

    _tell_once(config, now, passed(), deadlines.claim, deadlines.tell_later)


def _tell_once(
    config: Config,
    now: datetime,
    waiting: Iterator[_News],
    claim: Callable[[list[str], datetime], bool],
    tell_later: Callable[[list[str]], None],
) -> None:
    """Nothing is looked for where no mail server is set."""
    post = mail.post_of(config)
    if post is None:
        return
    for news in waiting:
        if news.to and claim(news.about, now) and isinstance(mail.deliver(post, news.message, news.to, now), mail.Trouble):
            tell_later(news.about)


def _about_deadlines(config: Config) -> mail.Message:
    return mail.Message(
        "Fieldform: something is overdue",
        "Something that had to be done by a time is not marked as done, and the time has passed.\n\n"
        f"Sign in: {config.origin}/\n"
        "It stands among your unfinished forms; supervisors and the desk find it under Due by law.\n\n"
        "This message says nothing about anybody, on purpose. It comes once.\n",
    )


def _about_silence(config: Config, number: int) -> mail.Message:
    devices = "A device has" if number == 1 else f"{number} devices have"
    return mail.Message(
        "Fieldform: a device is silent",
        f"{devices} something unsent and {'was' if number == 1 else 'were'} not heard of for hours.\n\n"
        f"Sign in and open Devices: {config.origin}/admin/\n\n"
        "A report may lie on it that nobody has seen. This message says nothing about anybody, on purpose.\n",
    )


def _with_watch(waiting: Iterable[Waiting], config: Config, now: datetime) -> Iterable[tuple[Waiting, offices.Watch]]:
    """Each with who has the watch over it, asked once for each agency and queue."""
    zone = ZoneInfo(config.zone)
    known: dict[tuple[str, str], offices.Watch] = {}
    for one in waiting:
        place = (one.agency, one.queue)
        known[place] = known.get(place) or offices.watch(*place, zone, now)
        yield one, known[place]


def _claimed(waiting: Waiting, watch: offices.Watch, config: Config, now: datetime) -> _Step | None:
    """The step that is due, if it is ours."""
    last = waiting.alerts[-1] if waiting.alerts else None
    if last is not None and last.result in (Result.CLAIMED, Result.UNREACHABLE):
        return _claimed_again(last, watch, now)
    sent = [Sent(Rung(one.rung), one.claimed_at, refused=one.result == Result.REFUSED) for one in waiting.alerts]
    pace = Pace(timedelta(minutes=config.alert_step_minutes), timedelta(minutes=config.alert_again_minutes))
    rung = next_rung(sent, watch.addresses.keys(), now, pace)
    if rung is None:
        return None
    alert = str(uuid4())
    ours = alerts.claim(alert, waiting.follow_up, len(waiting.alerts) + 1, rung.value, now)
    return _Step(alert, watch.addresses[rung]) if ours else None


def _claimed_again(last: Alert, watch: offices.Watch, now: datetime) -> _Step | None:
    """What failed is tried again for those who stand on its rung now, or else for everybody."""
    wait = CLAIM_LIFE if last.result == Result.CLAIMED else _RETRY_AFTER
    to = watch.addresses.get(Rung(last.rung)) or next(iter(watch.addresses.values()), ())
    if now < last.claimed_at + wait or not to or not alerts.claim_again(last, now):
        return None
    return _Step(last.id, to)


def _everybody(taken: Sequence[_Step]) -> list[str]:
    """One message each, however much waits for them."""
    return list(dict.fromkeys(address for step in taken for address in step.to))


def _settle(taken: Sequence[_Step], answer: mail.Delivered | mail.Trouble, now: datetime) -> None:
    if isinstance(answer, mail.Trouble):
        log.warning("An alert could not be sent: %s. It is tried again.", answer.words)
    for step in taken:
        alerts.settle(step.alert, _result(step, answer), now)


def _result(step: _Step, answer: mail.Delivered | mail.Trouble) -> Result:
    if isinstance(answer, mail.Trouble):
        return Result.UNREACHABLE
    if any(address in answer.taken for address in step.to):
        return Result.SENT
    return Result.REFUSED if all(address in answer.refused for address in step.to) else Result.UNREACHABLE


def _message(config: Config) -> mail.Message:
    return mail.Message(
        MESSAGE_SUBJECT,
        "Something waits in Fieldform that nobody has opened yet.\n\n"
        f"Sign in and open your list: {config.origin}/\n\n"
        "This message says nothing about anybody, on purpose. It comes again until somebody opens what waits.\n",
    )


def watchman(config: Config, clock: Callable[[], datetime]) -> Rounds:
    """Looks when something was received, and every so often. It also forgets spreadsheets that nobody entered within a day. Once told to
    stop it begins no message any more; one under way gets a moment."""

    def look() -> None:
        tick(config, clock())
        tell_it(config, clock())
        tell_of_deadlines(config, clock())
        imports.forget_old(clock())

    complaint = "Alerts could not be looked after. They are looked after again in a moment"
    return Rounds("alerts", look, complaint, every=_LOOK_EVERY_SECONDS, farewell=_FAREWELL_SECONDS, finishes=False)
