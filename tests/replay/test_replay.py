"""What 348 real reports leave behind after three cars sent them badly: each once, each accounted for, nothing guessed."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from fieldform.record import form_versions
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from fieldform.record.persons import Person
from sync.decide import Outcome
from sync.models import Change, Device, StoredEnvelope
from tests.replay import source
from tests.replay.mapping import COLUMNS, UNMAPPED
from tests.replay.replay import CARS, Replay, run
from tests.support.cast import create_cast
from tests.support.pusher import enrolled
from tests.support.servers import prepare

pytestmark = source.needed
ROWS = 348


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    server = prepare(tmp_path_factory.mktemp("server"))
    with server.records():
        officer = create_cast(datetime.now(UTC)).officer
        cars = [enrolled(server, officer, f"car {number}") for number in range(CARS)]
        server.start()
        yield run(source.rows(), cars, form_versions.current("crisis_contact"))
        server.stop()


def test_every_record_has_its_receipt_and_always_the_same_one(replay: Replay) -> None:
    assert replay.receipts.keys() == replay.expected.keys()
    assert len(replay.receipts) == ROWS
    assert all(len(set(receipts)) == 1 for receipts in replay.receipts.values())


def test_replies_were_lost_and_everything_came_more_than_once(replay: Replay) -> None:
    assert replay.lost > 3
    assert replay.sent >= 2 * ROWS


def test_each_is_stored_once_and_takes_effect_once(replay: Replay) -> None:
    usable = sum(not reasons for reasons in replay.expected.values())
    assert StoredEnvelope.select().count() == ROWS
    assert usable == Contact.select().count() == ContactRevision.select().count() == Person.select().count()
    assert usable == Change.select().where(Change.subject << Contact.select(Contact.id)).count()
    assert Contact.select().where(Contact.incomplete > 0).count() == replay.incomplete


def test_each_unusable_one_waits_in_quarantine_with_its_reasons(replay: Replay) -> None:
    unusable = {name: reasons for name, reasons in replay.expected.items() if reasons}
    quarantined = StoredEnvelope.select().where(StoredEnvelope.outcome == Outcome.QUARANTINED)
    found = {row.envelope_id: tuple(dict.fromkeys(reason.partition(":")[0] for reason in row.reasons)) for row in quarantined}
    assert found == unusable
    assert {name: replay.receipts[name][0].reasons for name in unusable} == unusable
    assert 0 < len(unusable) < ROWS / 5


def test_the_follow_ups_are_those_that_the_form_calculates(replay: Replay) -> None:
    assert Counter((row.queue, row.acuity) for row in FollowUp.select()) == replay.raised


def test_the_sums_add_up(replay: Replay) -> None:
    outcomes = Counter(row.outcome for row in StoredEnvelope.select(StoredEnvelope.outcome))
    assert outcomes[Outcome.ACCEPTED] + outcomes[Outcome.QUARANTINED] == ROWS
    assert sum(device.acked_through for device in Device.select()) == ROWS
    assert all(device.acked_through == device.next_sequence - 1 for device in Device.select())


def test_every_column_is_read_or_left_out_for_a_reason(replay: Replay) -> None:
    read, columns = {column.name for column in COLUMNS}, set(source.rows()[0])
    assert read | set(UNMAPPED) == columns
    assert not read & set(UNMAPPED)


def test_every_answer_is_one_that_the_form_knows(replay: Replay) -> None:
    form = form_versions.current("crisis_contact")
    questions = {question.path.strip("/"): question for question in form.questions()}
    for column in COLUMNS:
        known = {choice.name for choice in questions[column.question].choices}
        assert not column.words or set(column.words.values()) - {""} <= known, column.name
