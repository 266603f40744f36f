"""How a person may safely be reached: what stands before any number, on the desk's page and on a phone at the door.

Pure but for the form's words. Public: contact_rules.
"""

from collections.abc import Sequence

from fieldform.record import contacts, persons, said
from fieldform.record.contacts import ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.persons import PersonDetails

# Stands before a number that somebody might otherwise just dial.
_NOBODY_SAID = "Nobody said how to reach them safely."


def contact_rules(
    follow_up: FollowUp, newest: ContactRevision | None, statements: Sequence[PersonDetails], details: persons.Details
) -> str:
    """What was found out behind this wall, or what the report says for this queue (the victim, for the advocate), or else of the person.

    `newest` is the last revision of its report, `details` what is known after all `statements`.
    """
    for_queue = contacts.meaning_of(newest).words(f"followup.{follow_up.queue}.contact_rules") if newest is not None else ""
    found_out = said.is_newest_behind(follow_up.wall, "contact_rules", statements)
    return (for_queue if not found_out else "") or details.contact_rules or for_queue or (_NOBODY_SAID if details.phone else "")
