"""A phrase forgotten with a form half way: real phones and the real server bring it back to its author, and to nobody else."""

from collections.abc import Callable
from typing import Any

import pytest

from fieldform.access.accounts import choose_phrase
from fieldform.access.models import User
from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from sync import enrolment
from sync.ledger import drafts_of
from sync.models import StoredEnvelope
from tests.browser_core.phone import NodePhone
from tests.support.cast import PHRASE, Member
from tests.support.house import House

OTHER_PHRASE = "seven other maple herons"
HALF = {"who": {"given_name": "ZZPHI-Quillfeather"}}

Open = Callable[[], NodePhone]


def set_up(house: House, open_phone: Open, member: Member, code: str, phrase: str = PHRASE) -> NodePhone:
    """A phone of the member's agency on which they are signed in."""
    enrolment.make_code(secret=code, agency=member.agency, device_class="phone", label=code, made_by=house.cast.admin.id, now=house.now)
    phone = open_phone()
    assert phone.do("sign_in", username=member.username, phrase=phrase)["signedIn"]
    assert phone.do("enrol", code=code) == {"enrolled": True}
    return phone


def begin(phone: NodePhone) -> str:
    version = form_versions.current("crisis_contact").version
    saved = phone.do("draft", form="crisis_contact", version=version, answers=HALF)
    assert saved["saved"]
    return str(saved["id"])


def forget_the_phrase(house: House, phone: NodePhone, member: Member) -> None:
    """IT gave another; on the phone the earlier one is given up."""
    choose_phrase(User.get_by_id(member.id), OTHER_PHRASE, house.now)
    assert phone.do("sign_in", username=member.username, phrase=OTHER_PHRASE)["vault"] == "other_phrase"
    assert phone.do("hand_over_earlier") == 1


def answers_of(phone: NodePhone) -> list[Any]:
    return [phone.do("open_draft", id=draft["id"])["draft"]["content"]["answers"] for draft in phone.do("drafts")]


@pytest.fixture
def officer(house: House) -> Member:
    return house.cast.officer


def test_it_comes_back_under_the_new_phrase_and_the_server_keeps_nothing_of_it(
    house: House, officer: Member, open_phone_in_node: Open
) -> None:
    phone = set_up(house, open_phone_in_node, officer, "CAR1")
    draft = begin(phone)
    phone.do("reopen")
    forget_the_phrase(house, phone, officer)
    phone.do("advance", ms=1)
    stored = StoredEnvelope.get()
    assert (stored.kind, stored.outcome) == ("draft", "accepted")
    phone.do("advance", ms=60_000)
    assert ([one["id"] for one in phone.do("drafts")], answers_of(phone)) == ([draft], [HALF])
    assert (bytes(StoredEnvelope.get().body), Contact.select().count()) == (b"", 0)


def test_it_comes_to_whichever_device_its_author_is_signed_in_on_and_to_nobody_elses(
    house: House, officer: Member, open_phone_in_node: Open
) -> None:
    phone = set_up(house, open_phone_in_node, officer, "CAR1")
    draft = begin(phone)
    enrolment.revoke_device(phone.do("state")["device"], by=house.cast.admin.id, now=house.now)
    phone.do("advance", ms=300_000)
    assert phone.do("state")["enrolled"] is False
    colleague = set_up(house, open_phone_in_node, house.cast.second_officer, "CAR2")
    colleague.do("advance", ms=60_000)
    assert colleague.do("drafts") == []
    another = set_up(house, open_phone_in_node, officer, "CAR3")
    another.do("advance", ms=60_000)
    assert ([one["id"] for one in another.do("drafts")], answers_of(another)) == ([draft], [HALF])
    assert drafts_of(officer.id) == []


def test_a_colleagues_draft_that_is_handed_over_as_ones_own_is_given_to_nobody(
    house: House, officer: Member, open_phone_in_node: Open
) -> None:
    """Whoever has a shared device in hand can sign with its key; what is inside still names who wrote it."""
    phone = set_up(house, open_phone_in_node, officer, "CAR1")
    begin(phone)
    forget_the_phrase(house, phone, officer)
    phone.do("advance", ms=1)
    StoredEnvelope.update(author=house.cast.second_officer.id).execute()
    client = house.visitor(house.cast.second_officer)
    told = client.get("/device/drafts", headers={"X-Fieldform-Device": phone.do("state")["device"]})
    assert told.get_json()["drafts"] == []
