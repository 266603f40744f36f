"""The demo's weeks: they take the real road, show something of everything, and are the same for the same seed."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.commands import demo_cast, demo_contacts
from fieldform.commands.demo_cast import DemoCast
from fieldform.record import imports, reviews, worklist
from fieldform.record.caseload import Handover
from fieldform.record.contacts import Contact
from fieldform.record.intakes import Intake
from fieldform.record.list_order import ListFilter, Tab, Whose
from fieldform.record.persons import Person
from fieldform.record.reviews import Review, ReviewState
from fieldform.record.steps import Attempt, NextStep, Outcome
from sync.models import StoredEnvelope
from tests.support.house import MORNING, House, build

ZONE = ZoneInfo("America/Detroit")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with build(tmp_path_factory.mktemp("demo")) as built:
        yield built


@pytest.fixture(scope="module")
def cast(house: House) -> DemoCast:
    created = demo_cast.create(MORNING)
    demo_contacts.create(created, house.keys, house.parts.reconciler, MORNING, weeks=8, seed=1)
    return created


def test_every_report_and_step_came_sealed_and_was_accepted(cast: DemoCast) -> None:
    entered = sum(table.select().count() for table in (Contact, Attempt, NextStep, Outcome, Review, Intake))
    entered += Handover.select(Handover.entry).distinct().count()
    (aside,) = StoredEnvelope.select().where(StoredEnvelope.outcome != "accepted")
    assert (aside.outcome, aside.reasons, aside.author) == ("quarantined", ["author_revoked"], cast.leaving.id)
    assert StoredEnvelope.select().count() - 1 == entered > 200


def test_a_supervisor_has_something_under_every_tab_but_the_withdrawn(cast: DemoCast) -> None:
    supervisor = User.get(User.username == "lindqvist")
    counts = reviews.tally(viewer_of(supervisor))
    assert all(number for state, number in counts.items() if state is not ReviewState.WITHDRAWN)


def test_some_are_owned_some_were_imported_and_one_walked_in(cast: DemoCast) -> None:
    mine = worklist.page(viewer_of(cast.clinicians[0]), ListFilter(whose=Whose.MINE), None, MORNING, ZONE).rows
    assert len(mine) > 5
    assert {row.how for row in mine} >= {"", "walk_in", "caseload"}
    assert imports.all_of(viewer_of(cast.clinicians[0]))[0].entered == 3


def test_every_author_of_a_report_is_confirmed(cast: DemoCast) -> None:
    assert (
        not StoredEnvelope.select()
        .where(StoredEnvelope.kind == "submission", StoredEnvelope.outcome == "accepted", ~StoredEnvelope.author_confirmed)
        .exists()
    )


@pytest.mark.parametrize("tab", list(Tab))
def test_the_clinicians_list_has_something_under_every_tab(cast: DemoCast, tab: Tab) -> None:
    assert worklist.page(viewer_of(cast.clinicians[0]), ListFilter(tab), None, MORNING, ZONE).rows


def test_the_advocate_has_something_to_do(cast: DemoCast) -> None:
    assert worklist.page(viewer_of(cast.advocate), ListFilter(), None, MORNING, ZONE).rows


def test_it_ends_now_and_begins_eight_weeks_before(cast: DemoCast) -> None:
    times = [contact.occurred_at for contact in Contact.select()]
    assert min(times) > MORNING - timedelta(weeks=8, days=1)
    assert MORNING - timedelta(hours=2) < max(times) < MORNING


def test_some_people_are_met_again_and_some_names_are_long_or_in_another_script(cast: DemoCast) -> None:
    names = [person.name for person in Person.select()]
    assert max(names.count(name) for name in names) >= 4
    assert max(map(len, names)) > 30
    assert any("ل" in name for name in names)


def test_the_same_seed_tells_the_same_story(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert _week(tmp_path_factory) == _week(tmp_path_factory) != []


def _week(folders: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    with build(folders.mktemp("week")) as house:
        demo_contacts.create(demo_cast.create(MORNING), house.keys, house.parts.reconciler, MORNING, weeks=1, seed=7)
        return _story()


def _story() -> list[tuple[object, ...]]:
    contacts = [(row.id, row.occurred_at, row.summary, row.location) for row in Contact.select().order_by(Contact.id)]
    attempts = [(row.id, row.at, row.mode, row.result, row.note) for row in Attempt.select().order_by(Attempt.id)]
    return [*contacts, *attempts]
