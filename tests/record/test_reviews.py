"""A supervisor's reading: what is to be read, what goes back to its author, and that a newer revision is read again."""

from datetime import timedelta
from typing import Any

import pytest

from fieldform.access.models import ViewLog
from fieldform.record import form_versions, reviews
from fieldform.record.feed import fates
from fieldform.record.reviews import Chosen, Review, ReviewState
from sync.encoding import b64
from sync.models import Change
from tests.forms.sheets import form_of
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road, contact_of, newest_of, report
from tests.support.cast import Cast

HOUR = timedelta(hours=1)
UNFINISHED = report(response={"diverted": None})
NOTE = "Add the case number, please."


def state_of(cast: Cast, submission: str) -> ReviewState:
    (row,) = [row for row in reviews.queue(viewing(cast.supervisor), Chosen(state=None)).rows if row.contact == submission]
    return reviews.state_of(row.review, incomplete=bool(row.incomplete), withdrawn=row.withdrawn_at is not None)


def send_back(supervisor: Road, submission: str, revision: int = 1) -> str:
    return supervisor.act("sent_back", contact=submission, revision=str(revision), note=NOTE)


def review(supervisor: Road, submission: str, revision: int = 1) -> str:
    return supervisor.act("reviewed", contact=submission, revision=str(revision))


def take_back(road: Road, submission: str) -> None:
    road.act("withdrawal", contact=submission, reason="wrong_person")


def test_a_withdrawn_report_waits_for_nobody(cast: Cast, road: Road) -> None:
    submission = road.send(REPORT)
    take_back(road, submission)
    assert state_of(cast, submission) is ReviewState.WITHDRAWN
    assert not reviews.queue(viewing(cast.supervisor), Chosen()).rows


def test_a_report_is_to_be_reviewed(cast: Cast, road: Road) -> None:
    assert state_of(cast, road.send(REPORT)) is ReviewState.TO_REVIEW


def test_an_unfinished_one_is_its_authors_to_finish_first(cast: Cast, road: Road) -> None:
    assert state_of(cast, road.send(UNFINISHED)) is ReviewState.INCOMPLETE


def test_it_is_reviewed_once_a_supervisor_says_so(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    review(supervisor, submission)
    assert state_of(cast, submission) is ReviewState.REVIEWED


def test_it_is_kept_who_read_which_revision_and_when(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    row = Review.get_by_id(send_back(supervisor, submission))
    assert (row.by, row.at, row.revision, row.verdict, row.note) == (cast.supervisor.id, NOW, 1, "sent_back", NOTE)


def test_what_was_sent_back_is_to_be_read_again_once_it_was_revised(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    send_back(supervisor, submission)
    assert state_of(cast, submission) is ReviewState.SENT_BACK
    road.correct(submission, 2, REPORT, at=NOW + HOUR)
    assert state_of(cast, submission) is ReviewState.TO_REVIEW


def test_a_review_of_an_older_revision_decides_nothing(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    road.correct(submission, 2, REPORT, at=NOW + HOUR)
    review(supervisor, submission, revision=1)
    assert state_of(cast, submission) is ReviewState.TO_REVIEW
    assert [row.revision for row in reviews.history(submission)] == [1]


def test_the_oldest_comes_first_and_the_rest_is_said(cast: Cast, road: Road) -> None:
    sent = [road.send(REPORT, at=NOW - hours * HOUR) for hours in (1, 3, 2)]
    queue = reviews.queue(viewing(cast.supervisor), Chosen(), size=2)
    assert [row.contact for row in queue.rows] == [sent[1], sent[2]]
    assert queue.more


def test_what_is_done_stands_the_newest_first(cast: Cast, road: Road, supervisor: Road) -> None:
    sent = [road.send(REPORT, at=NOW - hours * HOUR) for hours in (3, 2, 1)]
    for submission in sent:
        review(supervisor, submission)
    queue = reviews.queue(viewing(cast.supervisor), Chosen(state=ReviewState.REVIEWED), size=2)
    assert [row.contact for row in queue.rows] == [sent[2], sent[1]]


def test_it_can_be_narrowed_to_a_time_and_an_officer(cast: Cast, road: Road) -> None:
    road.send(REPORT, at=NOW - 5 * HOUR)
    wanted = Road(cast.second_officer, NOW).send(REPORT, at=NOW - HOUR)
    Road(cast.second_officer, NOW).send(REPORT, at=NOW - 6 * HOUR)
    chosen = Chosen(author=cast.second_officer.id, since=NOW - 2 * HOUR, until=NOW)
    assert [row.contact for row in reviews.queue(viewing(cast.supervisor), chosen).rows] == [wanted]


def test_it_counts_every_state_under_the_same_choice(cast: Cast, road: Road, supervisor: Road) -> None:
    read, back, _ = road.send(REPORT), road.send(REPORT), road.send(UNFINISHED)
    road.send(REPORT)
    review(supervisor, read)
    send_back(supervisor, back)
    take_back(road, road.send(REPORT))
    counts = reviews.queue(viewing(cast.supervisor), Chosen()).counts
    assert set(counts) == set(ReviewState)
    assert set(counts.values()) == {1}


def test_opening_one_is_written_down(cast: Cast, road: Road) -> None:
    opened = reviews.open_one(viewing(cast.supervisor), road.send(REPORT), NOW)
    assert opened is not None
    assert [(row.subject_id, row.viewer_id) for row in ViewLog.select()] == [(opened.person.id, cast.supervisor.id)]


def test_another_agencys_report_is_not_there(cast: Cast, road: Road) -> None:
    elsewhere, submission = viewing(cast.supervisor_elsewhere), road.send(REPORT)
    assert reviews.open_one(elsewhere, submission, NOW) is None
    assert not reviews.queue(elsewhere, Chosen()).rows
    assert ViewLog.select().count() == 0


@pytest.mark.parametrize("member", ["officer", "admin", "clinician", "supervisor_elsewhere", "refused"])
def test_nobody_else_may_review(cast: Cast, road: Road, member: str) -> None:
    assert reviews.objections(viewing(getattr(cast, member)), road.send(REPORT)) == ("report_unknown",)


def test_their_own_supervisor_may(cast: Cast, road: Road) -> None:
    assert reviews.objections(viewing(cast.supervisor), road.send(REPORT)) == ()
    assert reviews.objections(None, road.send(REPORT)) == ("author_unknown",)


def test_the_author_gets_the_words_and_the_whole_report(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    send_back(supervisor, submission)
    (told,) = fates(viewing(cast.officer), [submission])
    newest = newest_of(submission)
    assert (told["fate"], told["note"], told["at"]) == ("sent_back", NOTE, NOW.isoformat())
    assert told["report"] == {
        "form": "crisis_contact",
        "version": newest.version_id,
        "base": b64(bytes(newest.body_hash)),
        "answers": newest.answers,
    }


def test_what_a_colleague_added_behind_a_wall_goes_back_to_nobody_else_in_a_row_of_a_repeat_either(
    cast: Cast, road: Road, supervisor: Road
) -> None:
    said: dict[str, Any] = {"what": "A call", "victim": [{"name": "Rosa"}]}
    form = form_of(
        {"type": "text", "name": "what", "bind::ff:role": "contact.summary"},
        {"type": "begin_repeat", "name": "victim", "bind::ff:wall": "advocate"},
        {"type": "text", "name": "name"},
        {"type": "end_repeat", "name": ""},
    )
    form_versions.publish(form, NOW)
    submission = road.send({"what": "A call"}, form=form.form_id)
    Road(cast.second_officer, NOW).correct(submission, 2, said, form=form.form_id)
    send_back(supervisor, submission, 2)
    assert "report" not in fates(viewing(cast.officer), [submission])[0]
    road.correct(submission, 3, said, form=form.form_id)
    send_back(supervisor, submission, 3)
    assert fates(viewing(cast.officer), [submission])[0]["report"]["answers"] == said


def test_the_author_is_told_when_it_goes_back_and_when_it_no_longer_is(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    before = Change.select().count()
    send_back(supervisor, submission)
    review(supervisor, submission)
    assert Change.select().count() - before == 2
    assert fates(viewing(cast.officer), [submission])[0]["fate"] == "received"


def test_a_plain_reading_is_not_told(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    before = Change.select().count()
    review(supervisor, submission)
    assert Change.select().count() == before


def test_a_revision_ends_the_sending_back(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    send_back(supervisor, submission)
    road.correct(submission, 2, REPORT, at=NOW + HOUR)
    (told,) = fates(viewing(cast.officer), [submission])
    assert set(told) == {"submission", "fate", "at"}


def test_what_a_colleague_added_behind_a_wall_does_not_come_back(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(report(health={"medication_prescribed": None, "medication_taken": None}))
    Road(cast.second_officer, NOW).correct(submission, 2, REPORT, at=NOW + HOUR)
    send_back(supervisor, submission, revision=2)
    (told,) = fates(viewing(cast.officer), [submission])
    assert (told["note"], "report" in told) == (NOTE, False)


def test_nobody_but_the_author_hears_of_it(cast: Cast, road: Road, supervisor: Road) -> None:
    submission = road.send(REPORT)
    send_back(supervisor, submission)
    for member in (cast.second_officer, cast.officer_elsewhere, cast.supervisor, cast.clinician):
        assert fates(viewing(member), [submission]) == []
    assert contact_of(submission).author == cast.officer.id
