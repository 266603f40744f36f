"""After how long without a word a device that has something unsent counts as silent: each agency's own choice, with who made it and when.

A phone with a report on it that says nothing for so long has no network, no battery, or nobody who holds it. Earlier choices stay: what was
told or not told on a night can be explained. Public: SilenceRule, HOURS, LONGEST_HOURS, hours_of, hours_by_agency, rule_of, choose.
"""

from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField

from fieldform.access.models import Agency
from sync.tables import InstantField, Table

HOURS, LONGEST_HOURS = 4, 72


class SilenceRule(Table):
    """The newest of an agency counts; where there is none, HOURS do. `by` is a user's id."""

    id = CharField(36, primary_key=True)
    agency = ForeignKeyField(Agency, backref="silence_rules", on_delete="CASCADE")
    agency_id: str
    hours = IntegerField()
    by = CharField(36)
    at = InstantField()

    class Meta:
        table_name = "silence_rule"


def hours_of(agency: str) -> int:
    """What an agency chose, or HOURS."""
    return hours_by_agency().get(agency, HOURS)


def hours_by_agency() -> dict[str, int]:
    """Of those that chose."""
    return {rule.agency_id: rule.hours for rule in SilenceRule.select().order_by(SilenceRule.at)}


def rule_of(agency: str) -> SilenceRule | None:
    """What stands, and who chose it; None where nobody did."""
    found: SilenceRule | None = SilenceRule.select().where(SilenceRule.agency == agency).order_by(SilenceRule.at.desc()).first()
    return found


def choose(agency: str, hours: int, *, own_id: str, by: str, at: datetime) -> None:
    """The same once more is no new choice."""
    if hours_of(agency) != hours:
        SilenceRule.create(id=own_id, agency=agency, hours=hours, by=by, at=at)
