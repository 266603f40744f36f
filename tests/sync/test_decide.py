"""The decision table, a test for each row, and the rows in their order."""

from dataclasses import replace

import pytest

from sync.decide import ROWS, AuthorStanding, Content, Decision, DeviceStanding, Facts, Lineage, Outcome, Seen, decide
from sync.wire import Kind

GOOD = Content(readable=True)
PLAIN = Facts(
    authentic=True,
    device=DeviceStanding.ACTIVE,
    author=AuthorStanding.CONFIRMED,
    kind=Kind.SUBMISSION,
    seen=Seen.NEVER,
    place_taken=False,
    content=GOOD,
)
QUARANTINED, HELD = Outcome.QUARANTINED, Outcome.HELD


def inside(**content: object) -> Facts:
    return replace(PLAIN, content=replace(GOOD, **content))  # type: ignore[arg-type]


EXAMPLES: dict[str, tuple[Facts, Decision]] = {
    "not authentic": (replace(PLAIN, authentic=False), Decision(Outcome.REFUSED, ("not_authentic",))),
    "same id, same body": (replace(PLAIN, seen=Seen.SAME_BYTES, place_taken=True), Decision(Outcome.DUPLICATE)),
    "revoked device, quota used": (
        replace(PLAIN, device=DeviceStanding.REVOKED_AND_OVER_QUOTA),
        Decision(Outcome.REFUSED, ("quota",)),
    ),
    "same id, other body": (replace(PLAIN, seen=Seen.OTHER_BYTES), Decision(QUARANTINED, ("same_id_other_content",))),
    "place already taken": (replace(PLAIN, place_taken=True), Decision(QUARANTINED, ("place_taken",), order_new_epoch=True)),
    "revoked device": (replace(PLAIN, device=DeviceStanding.REVOKED), Decision(QUARANTINED, ("device_revoked",))),
    "revoked author": (replace(PLAIN, author=AuthorStanding.REVOKED), Decision(QUARANTINED, ("author_revoked",))),
    "forged author": (replace(PLAIN, author=AuthorStanding.FORGED), Decision(QUARANTINED, ("author_signature_wrong",))),
    "draft, for its author alone": (replace(PLAIN, kind=Kind.DRAFT, content=None), Decision(Outcome.ACCEPTED)),
    "kind reserved for later": (replace(PLAIN, kind=Kind.CHUNK), Decision(HELD, ("kind_reserved",), waiting_on="kind:chunk")),
    "not opened yet": (replace(PLAIN, content=None), Decision(Outcome.OPEN_FIRST)),
    "unreadable": (inside(readable=False, reasons=("unreadable",)), Decision(QUARANTINED, ("unreadable",))),
    "void": (replace(PLAIN, kind=Kind.VOID), Decision(Outcome.ACCEPTED)),
    "revision of nothing": (inside(lineage=Lineage.EDITS_NOTHING), Decision(QUARANTINED, ("no_base",))),
    "revision of something unknown": (
        inside(lineage=Lineage.EDITS_UNKNOWN, waiting_on="base:abc"),
        Decision(HELD, ("unknown_base",), waiting_on="base:abc"),
    ),
    "revision of something set aside unread": (
        inside(lineage=Lineage.EDITS_UNJUDGED),
        Decision(QUARANTINED, ("base_unjudged",)),
    ),
    "unknown form, version or record": (inside(waiting_on="form:v9"), Decision(HELD, ("unknown_form",), waiting_on="form:v9")),
    "content cannot be used": (inside(reasons=("missing:/name",)), Decision(QUARANTINED, ("missing:/name",))),
    "revision of an older one": (inside(lineage=Lineage.EDITS_OLDER), Decision(Outcome.CONFLICT, ("revised_meanwhile",))),
    "new, or revision of the newest": (PLAIN, Decision(Outcome.ACCEPTED)),
}


@pytest.mark.parametrize("name", [row.name for row in ROWS])
def test_each_row_decides_as_the_contract_says(name: str) -> None:
    facts, expected = EXAMPLES[name]
    assert decide(facts) == expected
    assert next(row.name for row in ROWS if row.when(facts)) == name


def test_a_clone_with_a_known_id_gets_a_new_epoch_too() -> None:
    assert decide(replace(PLAIN, seen=Seen.OTHER_BYTES, place_taken=True)).order_new_epoch


def test_an_unconfirmed_author_is_accepted() -> None:
    assert decide(replace(PLAIN, author=AuthorStanding.UNCONFIRMED)).outcome is Outcome.ACCEPTED


def test_a_revision_of_the_newest_is_accepted() -> None:
    assert decide(inside(lineage=Lineage.EDITS_NEWEST)).outcome is Outcome.ACCEPTED


def test_losing_rights_never_turns_away_what_was_written() -> None:
    for device in (DeviceStanding.ACTIVE, DeviceStanding.REVOKED):
        for author in AuthorStanding:
            assert decide(replace(PLAIN, device=device, author=author)).outcome is not Outcome.REFUSED
