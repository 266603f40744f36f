"""The sheet of enrolment codes that is printed and cut up: for each device a QR code and the same in words. Public: Slip, slips, address,
whole_page.

The code stands in the part of the address after #, which no browser sends: it reaches no log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fieldform.access.device_codes import Code
from fieldform.paths import STATIC, TEMPLATES

_STYLES = ("reset.css", "tokens.css", "base.css", "components/slip.css", "utilities.css", "print.css")


@dataclass(frozen=True, slots=True)
class Slip:
    """`picture` is an SVG without a style of its own: dark squares on white, by day and by night. `until` is in full, for paper."""

    code: str
    label: str
    until: str
    picture: Markup


def slips(codes: Iterable[Code], origin: str, zone: ZoneInfo) -> list[Slip]:
    return [Slip(code.code, code.label, _in_full(code.expires_at, zone), _picture(address(code.code, origin))) for code in codes]


def address(code: str, origin: str) -> str:
    """What the QR code opens."""
    return f"{origin}/officer/#enrol={code}"


def _in_full(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def _picture(text: str) -> Markup:
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="slip__code", lineclass=None, encoding="utf-8"
    )
    return Markup(drawn)  # noqa: S704 (drawn by segno: squares, and nothing of what a person typed)


def whole_page(drawn: list[Slip], origin: str) -> str:
    """One file that needs nothing else, for a browser on a machine without a session: the same slips, with their styles inside."""
    pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    styles = "\n".join((STATIC / "css" / name).read_text(encoding="utf-8") for name in _STYLES)
    return pages.get_template("admin/sheet_file.html").render(slips=drawn, address=f"{origin}/officer/", styles=Markup(styles))  # noqa: S704
