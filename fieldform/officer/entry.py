"""A report typed without JavaScript: the same road in as any other, through the server's own device.

Never used on an enrolled device (docs/wire.md, Without JavaScript). What was typed is kept whatever happens.
Public: applies_at_first, begin, offer, enter, truth_of, Entered, Truth, Retry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from fieldform import mail, web_device
from fieldform.access.viewer import Viewer, Wall
from fieldform.duty.offices import Line, lines_for, watch
from fieldform.forms import Form, Question, evaluate_form, first_answers
from fieldform.forms.drawn_again import offer_choices, with_its_own
from fieldform.forms.presentation import plain
from fieldform.forms.wtform import FormFields, fill, form_class, summary_line, to_answers, validate_with
from fieldform.parts import Parts
from fieldform.record import alarms, feed, form_files, report

_OTHER_CONTENT = "This report was received before, with other answers. Send again to keep both: a person will compare them."

_NEEDS_A_SIGNATURE = (
    "This form bears your own signature: fill it in on a device that is set up, and unlock it. Nothing was sent; what you typed is below."
)


@dataclass(frozen=True, slots=True)
class Entered:
    """On its way for good. `missing`: the questions still to be answered, in the form's own words."""

    record_id: str
    received_at: datetime
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """`urgent`: what is known of each queue that must hear of it now; `lines`: whom to phone until they have."""

    fate: str
    urgent: tuple[alarms.Told, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was entered: the page comes again with everything typed. `problems`: (address of the field, words)."""

    record_id: str
    problems: tuple[tuple[str, str], ...]


def begin(form: Form, now: datetime, zone: str) -> FormFields:
    """The fields of a new report, with its first answers."""
    fields = form_class(form)()
    fill(fields, first_answers(form, now, zone, lists=form_files.lists_for(form)))
    return fields


def offer(fields: FormFields, posted: Mapping[str, str], now: datetime, zone: str) -> None:
    """The choices that go with what was typed, and what follows from it, for a page that is drawn again."""
    form, lists = fields.definition, form_files.lists_for(fields.definition)
    offer_choices(fields, posted, now, zone, lists)
    filled = evaluate_form(form, with_its_own(fields, to_answers(fields)), now, zone, lists=lists)
    fields.told = report.telling(form, filled.answers, (), frozenset(Wall), ZoneInfo(zone), lists).answer


def applies_at_first(form: Form, now: datetime, zone: str) -> frozenset[str]:
    """The paths of what applies to a new report, before anything is answered."""
    lists = form_files.lists_for(form)
    return evaluate_form(form, first_answers(form, now, zone, lists=lists), now, zone, lists=lists).relevant


def enter(fields: FormFields, record_id: str, author: str, now: datetime, zone: str) -> Entered | Retry:
    """`fields` holds what was posted. `record_id` was minted when the page was drawn, so that a double click enters one report."""
    form, answers, own_id = fields.definition, with_its_own(fields, to_answers(fields)), _uuid_or_new(record_id)
    filled = evaluate_form(form, answers, now, zone, lists=form_files.lists_for(form))
    if not validate_with(fields, filled):
        return Retry(own_id, _problems(fields))
    if "petition" in form.families:  # This server signs for nobody.
        return Retry(own_id, (("#main", _NEEDS_A_SIGNATURE),))
    try:
        answer = web_device.submit(kind="submission", form=form, answers=answers, author=author, record_id=own_id, now=now, zone=zone)
    except web_device.OtherContent:
        return Retry(str(uuid4()), (("#main", _OTHER_CONTENT),))
    return Entered(own_id, answer.received_at, _labels(form, filled.missing))


def truth_of(entered: Entered, viewer: Viewer, here: Parts) -> Truth:
    """What became of it so far, as a phone would be told."""
    now, zone = here.clock(), ZoneInfo(here.config.zone)
    told = alarms.told(
        here.keys.web_device_id,
        [entered.record_id],
        lambda agency, queue, at: watch(agency, queue, zone, at),
        now,
        is_mailing=mail.post_of(here.config) is not None,
    )
    fates = feed.fates(viewer, [entered.record_id])
    urgent = tuple(one for one in told if one.state is not alarms.State.SETTLED)
    lines = tuple(dict.fromkeys(line for one in urgent for line in lines_for(viewer.agency, one.queue, zone, now)))
    return Truth(str(fates[0]["fate"]) if fates else "received", urgent, lines)


def _problems(fields: FormFields) -> tuple[tuple[str, str], ...]:
    wrong = ((question, field.errors) for question, field in fields.questions() if field.errors)
    return tuple(summary_line(question.path, plain(question), " ".join(map(str, errors))) for question, errors in wrong)


def _labels(form: Form, paths: Iterable[str]) -> tuple[str, ...]:
    nodes = (form.at(path) for path in paths)
    return tuple(plain(node) for node in nodes if isinstance(node, Question))


def _uuid_or_new(text: str) -> str:
    try:
        return str(UUID(text, version=4))
    except ValueError:
        return str(uuid4())
