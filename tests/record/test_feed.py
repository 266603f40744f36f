"""What the officer learns: how far help has come, and nothing that a clinician or an advocate knows."""

import json
from datetime import timedelta
from typing import Any

from fieldform.record import follow_ups
from fieldform.record.feed import fates
from sync.models import Change
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road, raised_by, report
from tests.support.cast import Cast

VIOLENCE = {"domestic": "yes", "violence": {"victim_who": "victim", "threat_to_kill": "yes"}}


def fate_of(cast: Cast, submission: str) -> str:
    (told,) = fates(viewing(cast.officer), [submission])
    return str(told["fate"])


def test_it_goes_from_received_to_closed(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(REPORT)
    follow_up = raised_by(submission)
    seen = [fate_of(cast, submission)]
    follow_ups.open_one(viewing(cast.clinician), follow_up.id, NOW)
    seen.append(fate_of(cast, submission))
    for result in ("no_answer", "reached"):
        desk.step("attempt", follow_up, mode="phone", result=result)
        seen.append(fate_of(cast, submission))
    desk.step("outcome", follow_up, outcome="declined")
    assert [*seen, fate_of(cast, submission)] == ["received", "opened", "attempted", "reached", "closed"]


def test_it_says_when(cast: Cast, road: Road) -> None:
    submission = road.send(REPORT)
    assert fates(viewing(cast.officer), [submission])[0]["at"] == NOW.isoformat()


def test_it_tells_nothing_but_the_fate(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(REPORT)
    desk.step("attempt", raised_by(submission), mode="visit_alone", result="in_hospital", note="ZZPHI hallucinating")
    desk.step("outcome", raised_by(submission), outcome="deceased", note="ZZPHI overdose")
    (told,) = fates(viewing(cast.officer), [submission])
    assert set(told) == {"submission", "fate", "at"}
    assert not any(word in json.dumps(told) for word in ("ZZPHI", "visit", "hospital", "deceased", "Dana", "suicide"))


def test_it_answers_only_to_who_wrote_it(cast: Cast, road: Road) -> None:
    submission = road.send(REPORT)
    for member in (cast.second_officer, cast.officer_elsewhere, cast.clinician, cast.supervisor):
        assert fates(viewing(member), [submission]) == []


def test_nothing_comes_back_from_behind_the_advocates_wall(cast: Cast, road: Road) -> None:
    submission = road.send(report(safety={"suicide": "none"}, people=VIOLENCE, outcome={"disposition": ["resolved"]}))
    follow_up = raised_by(submission, "advocate")
    before = Change.select().count()
    follow_ups.open_one(viewing(cast.advocate), follow_up.id, NOW)
    Road(cast.advocate, NOW).step("attempt", follow_up, mode="phone", result="reached")
    assert fate_of(cast, submission) == "not_asked"
    assert Change.select().count() == before


def test_it_does_not_wait_for_a_clinician_whom_nobody_asked(cast: Cast, road: Road) -> None:
    quiet: dict[str, Any] = {"safety": {"suicide": "none"}, "what": {"found_to_be": "other"}, "outcome": {"disposition": ["resolved"]}}
    assert fate_of(cast, road.send(report(**quiet))) == "not_asked"


def test_what_is_raised_again_counts_as_not_yet_helped(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(REPORT)
    desk.step("outcome", raised_by(submission), outcome="not_needed")
    road.correct(submission, 2, report(safety={"suicide": "attempt"}), at=NOW + timedelta(hours=2))
    assert fate_of(cast, submission) == "received"
