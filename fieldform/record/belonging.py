"""What belongs to a crisis contact (a petition worksheet that its officer began from it), and what a report belongs to.

Only reports of one agency belong together, whatever an answer says; what the viewer may not find is not shown. Public: Beside, beside.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldform.access.viewer import Viewer
from fieldform.record import finding, form_versions
from fieldform.record.contacts import Contact


@dataclass(frozen=True, slots=True)
class Beside:
    """`above`: the other one is what this belongs to."""

    contact: str
    title: str
    happened_at: datetime
    above: bool


def beside(viewer: Viewer, contact: Contact) -> tuple[Beside, ...]:
    """Of a report that the viewer was allowed to open: what it belongs to first, then what belongs to it, the oldest first."""
    either = (Contact.id == contact.belongs_to) | (Contact.belongs_to == contact.id)
    rows = (
        Contact.select()
        .where(either, Contact.agency == contact.agency, *finding.readable(viewer))
        .order_by(Contact.received_at, Contact.id)
    )
    found = [Beside(row.id, _title(row.form), row.occurred_at, row.id == contact.belongs_to) for row in rows]
    return tuple(sorted(found, key=lambda one: not one.above))


def _title(form_id: str) -> str:
    form = form_versions.present(form_id)
    return form.title if form else form_id
