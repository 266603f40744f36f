"""What its author writes because the law says so is revised by them and whoever answers for them, whoever knows its hash."""

from typing import Any

import pytest

from fieldform.record.form_versions import current
from sync.encoding import b64, sha256, unb64
from sync.wire import Kind
from tests.forms.filling import said
from tests.support.house import Device, House

FORM = "mandated_report"
LOGGED = {"occurred_at": "2026-11-23T08:00:00-05:00", "given_name": "Kit", "family_name": "Doe", "report_made": "no"}


def answers(**more: Any) -> dict[str, Any]:
    return said(current(FORM), **LOGGED | more)


@pytest.mark.parametrize(
    ("by", "outcome"),
    [
        ("officer", ("accepted", ())),
        ("supervisor", ("accepted", ())),
        ("second_officer", ("quarantined", ("not_their_account",))),
        ("clinician", ("quarantined", ("author_elsewhere",))),
    ],
)
def test_nobody_else_revises_it(house: House, device: Device, by: str, outcome: tuple[str, tuple[str, ...]]) -> None:
    first = device.report(answers(), form=FORM)
    device.push(first)
    device.author = getattr(house.cast, by).id
    base = b64(sha256(unb64(first["body"])))
    (receipt,) = device.push(device.seal(Kind.REVISION, device.body(answers(suspected="A neighbor"), form=FORM, base=base)))
    assert (receipt.outcome, tuple(receipt.reasons)) == outcome
