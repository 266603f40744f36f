"""A report as somebody reads it, and what differs between two of them, in the words that the lists of its form have for what was chosen.

What is said and how stands in report.py and compare.py, which are pure; here the lists are brought. Public: sections, differences.
"""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Wall
from fieldform.forms import Form
from fieldform.record import compare, form_files, report
from fieldform.record.compare import Changed
from fieldform.record.report import Section


def sections(form: Form, answers: dict[str, Any], missing: Iterable[str], walls: frozenset[Wall], zone: ZoneInfo) -> tuple[Section, ...]:
    """As `report.sections` tells them."""
    return tuple(report.sections(form, answers, missing, walls, zone, form_files.lists_for(form)))


def differences(
    before: Form, answers_before: dict[str, Any], after: Form, answers_after: dict[str, Any], walls: frozenset[Wall], zone: ZoneInfo
) -> tuple[Changed, ...]:
    """As `compare.compare` tells them; the lists are those of the newer form."""
    return compare.compare(before, answers_before, after, answers_after, walls, zone, form_files.lists_for(after))
