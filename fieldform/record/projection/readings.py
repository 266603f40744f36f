"""What a filled form says, read by its roles into the values that the record's modules take. Pure.

Public: details, raised_by, step.
"""

from fieldform.forms import Question
from fieldform.forms.rows import counts_of, every_row, value_in
from fieldform.record import follow_ups, persons, steps
from fieldform.record.acuity import acuity_named
from fieldform.record.meaning import Meaning
from sync.domain import Accepted


def details(meaning: Meaning) -> persons.Details:
    given, family = meaning.text("person.given_name"), meaning.text("person.family_name")
    return persons.Details(
        name=meaning.text("person.name") or f"{given} {family}".strip(),
        family_name=family,
        given_name=given,
        known_as=meaning.text("person.alias"),
        born_on=meaning.day("person.born_on"),
        age=meaning.number("person.age"),
        sex=meaning.words("person.sex"),
        phone=meaning.text("person.phone"),
        address=meaning.text("person.address"),
        language=meaning.words("person.language"),
        contact_rules=meaning.words("person.contact_rules"),
    )


def raised_by(meaning: Meaning) -> list[follow_ups.Raised]:
    yielded = ((queue, meaning.text(f"followup.{queue}.acuity")) for queue in meaning.queues())
    return [
        follow_ups.Raised(queue=queue, acuity=acuity_named(acuity), reason=meaning.text(f"followup.{queue}.reason"))
        for queue, acuity in yielded
        if acuity
    ]


def step(accepted: Accepted, meaning: Meaning, family: str) -> steps.Step:
    submitted = accepted.submitted
    return steps.Step(
        id=submitted.header.id,
        follow_up=meaning.text(f"{family}.follow_up"),
        version=meaning.form.version,
        by=submitted.header.author,
        at=meaning.instant(f"{family}.at") or submitted.corrected_at,
        note=meaning.text(f"{family}.note"),
        answers=meaning.filled.answers if _says_more(meaning) else None,
    )


def _says_more(meaning: Meaning) -> bool:
    """Whether anything is answered of which the record keeps no column, in a repeat's row as well."""
    children, answers = meaning.form.children, meaning.filled.answers
    asked = (node for node in every_row(children, counts_of(children, answers)) if isinstance(node, Question))
    return any(not one.role and value_in(answers, one.path) is not None for one in asked)
