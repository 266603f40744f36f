"""Words for times and numbers in templates. The words of a state stand in templates/macros/states.html alone.

`when`: “today 21:04” with the full time on hover · `day`: “today” · `ago`: “2 h ago”, “in 20 min” · `count_of`: “1 device”, “3 devices”.
What forms/presentation.py says of a question goes by the same names.
Also gives templates `viewer` (None where nobody is signed in) and `unopened()`, the “Now” that this viewer could open (record.alerts).
Public: install, when_words, day_words, ago_words.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup
from werkzeug.local import LocalProxy

from fieldform.access.guard import current_viewer, current_viewer_or_none
from fieldform.config import Config
from fieldform.forms import offering, presentation
from fieldform.record import alerts
from fieldform.record.clock_words import clock_words


def install(app: Flask, config: Config, clock: Callable[[], datetime]) -> None:
    zone = ZoneInfo(config.zone)

    def tagged(words: Callable[[datetime, datetime], str]) -> Callable[[datetime | None], Markup | str]:
        return lambda instant: _tag(instant, zone, words(instant, clock())) if instant else ""

    app.add_template_filter(tagged(lambda instant, now: when_words(instant, now, zone)), "when")
    app.add_template_filter(tagged(lambda instant, now: day_words(instant, now, zone)), "day")
    app.add_template_filter(tagged(ago_words), "ago")
    app.add_template_filter(_count, "count_of")
    _install_forms(app)
    # Asked only where a template asks: the officer's pages, the same for everybody, never look.
    app.jinja_env.globals["viewer"] = LocalProxy(current_viewer_or_none)
    app.jinja_env.globals["unopened"] = lambda: alerts.unopened(current_viewer())


def _install_forms(app: Flask) -> None:
    """What templates/macros/fields.html and controls.html ask of a question, a group or a choice."""
    for name, html in (("said", presentation.said_html), ("option_words", presentation.option_html)):
        app.add_template_filter(_marked(html), name)
    for name, shown in (
        ("plain", presentation.plain),
        ("span", presentation.span_of),
        ("is_from_elsewhere", presentation.is_from_elsewhere),
        ("is_offered", offering.is_offered),
        ("is_long", offering.is_long),
        ("shows_answers", presentation.shows_answers),
        ("is_table", presentation.is_table),
        ("table_choices", presentation.table_choices),
        ("arrangement", presentation.arrangement),
        ("shown_choices", presentation.shown_choices),
        ("chosen_words", presentation.chosen_words),
    ):
        app.add_template_filter(shown, name)


def _marked(html: Callable[..., str]) -> Callable[..., Markup]:
    """Safe by the word of whoever made it."""
    return lambda *given: Markup(html(*given))  # noqa: S704  # forms/wording.py escapes all that is not its own


def when_words(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """“today 21:04”, “yesterday 08:00”, “Mon 21:04” within six days, “3 Nov 21:04”, “3 Nov 2025 21:04”.

    “today 01:30 EST” in the hour that comes twice.
    """
    return f"{day_words(instant, now, zone)} {clock_words(instant.astimezone(zone))}"


def ago_words(instant: datetime, now: datetime) -> str:
    """How long ago or how soon, in one unit, rounded down."""
    away = abs(now - instant)
    if away < timedelta(minutes=1):
        return "just now" if instant <= now else "in a moment"
    amount = _one_unit(away)
    return f"{amount} ago" if instant <= now else f"in {amount}"


def _one_unit(length: timedelta) -> str:
    if length < timedelta(hours=1):
        return f"{length // timedelta(minutes=1)} min"
    if length < timedelta(days=2):
        return f"{length // timedelta(hours=1)} h"
    return f"{length.days} days"


def day_words(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The day alone, as `when_words` says it."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}
    away = (local.date() - today).days
    if away in near:
        return near[away]
    if abs(away) < 7:
        return f"{local:%a}"
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b %Y}"


def _tag(instant: datetime, zone: ZoneInfo, words: str) -> Markup:
    local = instant.astimezone(zone)
    full = f"{local:%A} {local.day} {local:%B %Y, %H:%M %Z}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(local.isoformat(timespec="seconds"), full, words)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
