"""What is counted of a report: codes from the police's side of every wall, and what an upgrade makes of reports that were there before."""

from dataclasses import replace
from datetime import timedelta

from playhouse.migrate import SchemaMigrator

from fieldform.forms import Form, Group, Question
from fieldform.paths import MIGRATIONS
from fieldform.record import facts, form_versions
from fieldform.record.facts import ReportFacts, ReportRow
from fieldform.record.meaning import Meaning
from fieldform.record.reviews import Review
from sync.tables import database
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road, report
from tests.support.cast import Cast

HOUR = timedelta(hours=1)


def only_row(cast: Cast) -> ReportRow:
    (row,) = facts.between(viewing(cast.supervisor), NOW - HOUR, NOW + HOUR)
    return row


def test_it_keeps_the_codes_and_no_name(cast: Cast, road: Road) -> None:
    submission = road.send(report(where={"cad_no": "C-77"}, response={"custody": "arrest", "techniques": ["verbal", "handcuffs"]}))
    row = only_row(cast)
    assert (row.contact, row.number, row.type, row.custody) == (submission, "C-77", "suicidal", "arrest")
    assert (row.techniques, row.dispositions, row.age, row.author) == (
        ("verbal", "handcuffs"),
        ("referred_clinician",),
        34,
        cast.officer.id,
    )
    assert "Doe" not in str(row)


def test_a_revision_takes_the_place_of_what_was_said_before(cast: Cast, road: Road) -> None:
    submission = road.send(report(response={"custody": "arrest"}))
    road.correct(submission, 2, REPORT)
    assert (only_row(cast).custody, only_row(cast).revision) == ("none", 2)


def test_it_counts_what_happened_in_the_time_and_in_the_agency(cast: Cast, road: Road) -> None:
    for at in (NOW - HOUR, NOW, NOW + HOUR):
        road.send(REPORT, at=at)
    assert [row.occurred_at for row in facts.between(viewing(cast.supervisor), NOW, NOW + HOUR)] == [NOW]
    assert facts.between(viewing(cast.supervisor_elsewhere), NOW - HOUR, NOW + 2 * HOUR) == []


def test_an_answer_behind_a_wall_is_not_counted(cast: Cast, road: Road) -> None:
    form = _behind_a_wall(form_versions.current("crisis_contact"), "custody")
    meaning = Meaning.of_accepted(form, report(response={"custody": "arrest"}), [])
    facts.enter(road.send(REPORT), cast.officer.agency, 2, NOW, meaning)
    assert only_row(cast).custody == ""


def test_an_upgrade_finds_the_facts_of_what_was_there_before(cast: Cast, road: Road) -> None:
    road.send(report(where={"case_no": "26-1"}, response={"custody": "protective_substance", "taken_to": "example_sobering"}))
    before = only_row(cast)
    _upgrade()
    after = only_row(cast)
    assert (after.number, after.custody, after.dispositions, after.age) == (before.number, before.custody, before.dispositions, before.age)


def _behind_a_wall(form: Form, name: str) -> Form:
    def node(one: Group | Question) -> Group | Question:
        if isinstance(one, Group):
            return replace(one, children=tuple(node(child) for child in one.children))
        return replace(one, wall="health") if one.name == name else one

    return Form.of(form.form_id, form.title, tuple(node(child) for child in form.children), form.choices, form.order)


def _upgrade() -> None:
    """The tables as they were before 0006, then 0006 and what came since."""
    opened = database.obj
    opened.drop_tables([Review, ReportFacts])
    database.execute_sql('DROP INDEX "follow_up_agency_raised_at"')
    for name in ("0006_reviews_and_counts", "0380_papers_beside"):
        script: dict[str, object] = {"__name__": name}
        exec(compile((MIGRATIONS / f"{name}.py").read_text(encoding="utf-8"), name, "exec"), script)
        up = script["up"]
        assert callable(up)
        up(SchemaMigrator.from_database(opened), opened)
