"""What officers file beside a contact: who may read it, whose follow-up it raises, and that no month counts it as a report."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldform.access.viewer import Wall
from fieldform.clinician.story import entries
from fieldform.record import facts, finding, follow_ups, persons, repeats, report, reviews, steps
from fieldform.record.contacts import Contact, ContactRevision, meaning_of, newest_of
from fieldform.record.follow_ups import FollowUp
from fieldform.record.persons import Person, PersonDetails
from fieldform.web.words import person_words
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road
from tests.support.cast import Cast, Member
from tests.support.house import ZONE

HOUR = timedelta(hours=1)
AT = {"occurred_at": NOW.isoformat()}
# Everything that only the advocate may read has this in it.
SECRET = "Larkspur"
LETHAL = AT | {
    "case_no": "26-17",
    "given_name": f"{SECRET}a",
    "family_name": f"{SECRET}b",
    "phone": "734-555-0155",
    "other_party": f"{SECRET} Senior",
    "relation": "partner",
    "weapon_against": "yes",
    "worry": f"{SECRET} has my keys",
    "belief": "yes",
    "hotline_called": "no",
    "advocate_wanted": "yes",
    "safe_way": f"at {SECRET} Street 9, mornings",
    "narrative": f"{SECRET} was crying",
}


@pytest.fixture
def lethal(road: Road) -> str:
    return road.file("lethality_screen", **LETHAL)


def read_by(member: Member, contact: str) -> str:
    """The report in words, as it is drawn for them."""
    newest = newest_of([contact])[contact]
    form = meaning_of(newest).form
    return str(report.sections(form, newest.answers, newest.missing, viewing(member).walls, ZoneInfo(ZONE)))


def test_the_advocate_reads_the_whole_lethality_screen_and_finds_the_victim(cast: Cast, lethal: str) -> None:
    advocate = viewing(cast.advocate)
    assert read_by(cast.advocate, lethal).count(SECRET) >= 6
    (task,) = follow_ups.seen_by(advocate)
    opened = follow_ups.peek(advocate, task.id)
    assert opened is not None
    assert (opened.person.name, opened.acuity) == (f"{SECRET}a {SECRET}b", "now")
    assert persons.found(advocate, f"{SECRET}b") == [opened.person_id]


def test_the_clinician_reads_nothing_of_it(cast: Cast, lethal: str) -> None:
    clinician = viewing(cast.clinician)
    assert SECRET not in read_by(cast.clinician, lethal)
    assert not follow_ups.seen_by(clinician).exists()
    assert persons.found(clinician, SECRET) == []
    assert SECRET not in str([vars(row) for row in persons.statements(clinician, Person.get().id)])


def test_the_police_read_when_it_was_and_its_number_alone(cast: Cast, lethal: str) -> None:
    for member in (cast.supervisor, cast.officer):
        assert "26-17" in read_by(member, lethal)
        assert SECRET not in read_by(member, lethal)
        assert persons.found(viewing(member), SECRET) == []
    contact = Contact.get_by_id(lethal)
    assert (contact.summary, contact.location, person_words(contact.person.name, "", None)) == ("lethality screen", "", "Name not known")
    queued = str(reviews.queue(viewing(cast.supervisor), reviews.Chosen(state=reviews.ReviewState.INCOMPLETE)))
    assert lethal in queued
    assert SECRET not in queued


def test_what_is_found_exported_and_counted_holds_nothing_of_it(cast: Cast, lethal: str) -> None:
    supervisor = viewing(cast.supervisor)
    assert facts.between(supervisor, NOW - HOUR, NOW + HOUR) == []
    assert SECRET not in str(facts.of_contacts(supervisor, [lethal]))
    assert SECRET not in str(finding.find(viewing(cast.officer), SECRET, None, NOW))
    (first, second) = PersonDetails.select().order_by(PersonDetails.wall)
    assert (first.wall, second.wall, second.name) == ("advocate", "police", "")


def test_a_correction_of_it_stays_behind_the_wall(cast: Cast, road: Road, lethal: str) -> None:
    road.revise("lethality_screen", lethal, 2, **LETHAL | {"family_name": f"{SECRET}c"})
    assert persons.found(viewing(cast.advocate), f"{SECRET}c") == [Person.get().id]
    assert persons.found(viewing(cast.clinician), SECRET) == persons.found(viewing(cast.supervisor), SECRET) == []
    assert Person.get().name == ""


def test_a_story_tells_no_word_from_behind_another_wall(cast: Cast, road: Road) -> None:
    submission = road.file(
        "officer_feedback", **AT, given_name="Dana", family_name="Doe", kinds=["other"], other="moved away", urgent="yes"
    )
    reported = list(ContactRevision.select().where(ContactRevision.contact == submission))
    task = FollowUp.get()
    told = [
        entries([task], reported, steps.history([task.id]), (), walls, ZoneInfo(ZONE))
        for walls in (viewing(cast.clinician).walls, frozenset[Wall]())
    ]
    assert ["moved away" in str(one) for one in told] == [True, False]


def test_a_screen_raises_what_its_score_asks_for_and_is_counted_as_no_report(cast: Cast, road: Road) -> None:
    road.send(REPORT)
    road.file(
        "suicide_screen", **AT, given_name="Dana", family_name="Doe", wish="no", thoughts="no", behaviour="yes", behaviour_recent="yes"
    )
    raised = FollowUp.get(FollowUp.reason.startswith("suicide screen"))
    assert (raised.acuity, raised.reason, raised.queue) == ("now", "suicide screen: high", "clinician")
    assert [row.form for row in facts.between(viewing(cast.supervisor), NOW - HOUR, NOW + HOUR)] == ["crisis_contact"]


def test_a_paper_beside_a_contact_makes_nobody_met_again(cast: Cast, road: Road) -> None:
    for _ in range(3):
        road.file("suicide_screen", **AT, given_name="Dana", family_name="Doe", born_on="1991-08-20")
    assert repeats.met_again(viewing(cast.supervisor), NOW - HOUR, NOW + HOUR) == frozenset()


def test_who_wrote_what_the_law_asks_for_no_other_officer_finds_or_reads(cast: Cast, road: Road) -> None:
    log = road.file("mandated_report", **AT, given_name="Kit", family_name="Quackenbush", report_made="no", location="9 Larch Way")
    found = {
        member.name: (
            bool(finding.find(viewing(member), "Larch", None, NOW).rows),
            finding.open_report(viewing(member), log, NOW) is not None,
        )
        for member in (cast.officer, cast.second_officer, cast.supervisor)
    }
    assert found == {cast.officer.name: (True, True), cast.second_officer.name: (False, False), cast.supervisor.name: (True, True)}
