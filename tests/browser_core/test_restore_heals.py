"""Yesterday's backup restored, or a virtual machine rolled back, under three phones that go on: nothing is lost, nothing doubled, and
nothing is read out before somebody has looked over who may read."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from fieldform import intake
from fieldform.access import standing
from fieldform.access.models import Agency, User
from fieldform.access.users import add_user
from fieldform.access.viewer import Role
from fieldform.app import create_app
from fieldform.commands import records
from fieldform.config import Config
from fieldform.forms import Form, library_files, load_xlsform
from fieldform.keys_folder import Keys
from fieldform.record import form_versions
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.upkeep import backup, restore
from fieldform.upkeep.keeping import Keep
from sync import enrolment
from sync.lives import current_life
from sync.models import Device, Held, Instance, StoredEnvelope
from sync.sealing import new_key, public_bytes
from tests.browser_core.conftest import answer
from tests.browser_core.phone import NodePhone, node_tools
from tests.support.cast import PHRASE, Cast, Member, create_cast
from tests.support.ground import copy_of, lay, opened
from tests.support.house import MORNING
from tests.support.reports import report

NEW_HERE = "ines.duarte"
_PAST_UNDO = 10_000
_NEXT_CONTACT = 300_000


@dataclass
class Station:
    """A server that can be exchanged under its phones: another process, other records, the same address."""

    config: Config
    keys: Keys
    folder: Path
    now: datetime = MORNING
    phones: list[NodePhone] = field(default_factory=list)
    running: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        self.running.enter_context(opened(self.config, self.keys))
        self.app = create_app(self.config, self.keys, lambda: self.now)
        self.clients: dict[int, FlaskClient] = {}

    def stop(self) -> None:
        self.running.close()

    def phone(self) -> NodePhone:
        number = len(self.phones)
        found = NodePhone(lambda question: answer(self.clients.setdefault(number, self.app.test_client()), question))
        found.do("set_clock", ms=self.now.timestamp() * 1000)
        self.phones.append(found)
        return found

    def set_up(self, username: str, code: str, agency: str) -> NodePhone:
        enrolment.make_code(secret=code, agency=agency, device_class="phone", label=code, made_by="it", now=self.now)
        found = self.phone()
        assert found.do("sign_in", username=username, phrase=PHRASE)["signedIn"]
        assert found.do("enrol", code=code) == {"enrolled": True}
        return found

    def everybody_meets(self) -> None:
        """Twice: what an answer asks for goes out with the next."""
        for _ in range(2):
            self.now += timedelta(milliseconds=_NEXT_CONTACT)
            for phone in self.phones:
                phone.do("advance", ms=_NEXT_CONTACT)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    node_tools()
    config, keys = lay(tmp_path / "server")
    found = Station(config, keys, tmp_path)
    found.start()
    Instance.update(since=MORNING - timedelta(days=1)).execute()
    yield found
    found.stop()
    for phone in found.phones:
        phone.close()


@pytest.fixture
def cast(station: Station) -> Cast:
    return create_cast(MORNING)


def send(phone: NodePhone, form: Form) -> str:
    sent = phone.do("send", form=form.form_id, version=form.version, answers=report())
    assert sent["sent"], sent
    phone.do("advance", ms=_PAST_UNDO)
    assert phone.do("records")[0]["state"] == "received"
    return str(sent["id"])


def newer_form() -> Form:
    """The crisis contact with one word changed: another version."""
    (file,) = (path for path in library_files() if path.stem == "crisis_contact")
    return load_xlsform(file.read_text(encoding="utf-8").replace("| When did it happen? |", "| When was it? |"))


def welcome(username: str, cast: Cast, known_as: str = "") -> User:
    agency = Agency.get_by_id(cast.officer.agency)
    named: dict[str, Any] = {"username": username, "name": "Inês Duarte", "role": Role.OFFICER, "agency": agency}
    return add_user(**named, phrase=PHRASE, now=MORNING, by="it", own_phrase=True, known_as=known_as)


def a_device(agency: str, now: datetime) -> str:
    """One that nobody holds in a hand."""
    name = str(uuid4())
    fields = {"agency": agency, "device_class": "phone", "label": "car 9", "enrolled_at": now, "enrolled_by": "it"}
    Device.create(id=name, public_key=public_bytes(new_key()), **fields)
    return name


def states(phone: NodePhone) -> set[str]:
    return {record["state"] for record in phone.do("records")}


def sign_in(phone: NodePhone, member: Member) -> dict[str, Any]:
    phone.do("sign_in", username=member.username, phrase=PHRASE)
    phone.do("advance", ms=60_000)
    state: dict[str, Any] = phone.do("state")
    return state


def test_yesterdays_backup_heals(station: Station, cast: Cast) -> None:
    """Since the backup: a report, two phones set up, an officer added, a form published, a phone stolen."""
    agency, old = cast.officer.agency, form_versions.current("crisis_contact")
    first = station.set_up(cast.officer.username, "CAR1", agency)
    stolen = a_device(agency, station.now)
    sent = [send(first, old)]
    yesterday = backup.make(station.config, station.keys, station.folder / "backups", Keep(), station.now).path

    enrolment.revoke_device(stolen, by=cast.admin.id, now=station.now, because="stolen")
    sent.append(send(first, old))
    new = newer_form()
    assert new.version != old.version
    form_versions.publish(new, station.now)
    second = station.set_up(cast.second_officer.username, "CAR2", agency)
    newcomer = welcome(NEW_HERE, cast).id
    third = station.set_up(NEW_HERE, "CAR3", agency)
    sent += [send(second, new), send(third, new)]

    station.stop()
    restore.restore(yesterday, station.config, station.keys, station.now, records.prepare, over=True)
    station.start()
    assert {row.envelope_id for row in StoredEnvelope.select()} == {sent[0]}
    assert Device.get_by_id(stolen).revoked_because == "stolen"
    station.everybody_meets()
    stored = [row.envelope_id for row in StoredEnvelope.select()]
    assert sorted(stored) == sorted(sent)
    assert {row.certified_at is not None for row in Device.select().where(Device.label == "")} == {True}
    assert [states(phone) for phone in station.phones] == [{"received"}] * 3

    reconciler = intake.reconciler(station.keys)
    form_versions.publish(new, station.now)
    reconciler.release(form_versions.waiting_on_form(new.version))
    (unknown,) = standing.unknown_authors(agency)
    assert unknown.id == newcomer
    welcome(NEW_HERE, cast, known_as=unknown.id)
    reconciler.release(standing.waiting_on_author(unknown.id))
    assert {contact.id for contact in Contact.select()} == set(sent)
    assert (ContactRevision.select().count(), Held.select().count()) == (4, 0)
    assert Contact.get_by_id(sent[3]).author == newcomer

    assert sign_in(first, cast.officer)["paused"] is True
    standing.confirm(agency, cast.admin.id, station.now)
    first.do("advance", ms=60_000)
    assert first.do("state")["paused"] is False
    assert {record["fate"]["fate"] for record in first.do("records")} == {"received"}


def test_a_virtual_machine_that_was_rolled_back_is_found_out_and_heals(station: Station, cast: Cast) -> None:
    """It keeps its name: the first phone whose receipt it does not know of proves it, and the others hear of the new life."""
    agency, form = cast.officer.agency, form_versions.current("crisis_contact")
    phones = [station.set_up(cast.officer.username, f"CAR{number}", agency) for number in range(3)]
    sent = [send(phones[0], form)]
    put_back = copy_of(station.config, station.folder)
    sent += [send(phones[0], form), send(phones[1], form), send(phones[1], form)]
    before = current_life()
    put_back()
    assert current_life() == before
    station.everybody_meets()
    station.everybody_meets()
    assert sorted(row.envelope_id for row in StoredEnvelope.select()) == sorted(sent)
    assert (Contact.select().count(), ContactRevision.select().count()) == (4, 4)
    assert (current_life().because, Instance.select().count()) == ("rolled back", 2)
    assert {bool(phone.do("state")["signedIn"]) for phone in phones} == {False}
    assert sign_in(phones[2], cast.officer)["paused"] is True
    standing.confirm(agency, cast.admin.id, station.now)
    phones[2].do("advance", ms=60_000)
    assert phones[2].do("state")["paused"] is False
