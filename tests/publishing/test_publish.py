"""What is done to a form is done under a name, changes no version, and can be undone."""

import re

import pytest

from fieldform.forms import library_files
from fieldform.publishing.publish import Candidate, Done, NotNow, approve, bring_back, obstacles, publish, publish_again, withdraw
from fieldform.record import form_acts, form_files, form_versions
from fieldform.record.form_acts import Act
from tests.forms.workbooks import SHELTER, SPANISH
from tests.publishing.conftest import NOW, SURVEY, candidate, written
from tests.support.cast import Cast

BY = "command line"
SECOND = SURVEY.replace("What happened?", "What did you see?")
ROWS = b"name,label\nnorth,North house\n"


def test_a_new_form_is_offered(cast: Cast) -> None:
    assert publish(candidate(), BY, NOW) is Done.FIRST
    assert [form.form_id for form in form_versions.report_forms()] == ["welfare_check"]


def test_a_newer_version_leaves_the_older_one_acceptable(cast: Cast) -> None:
    publish(candidate(), BY, NOW)
    assert publish(candidate(SECOND), BY, NOW) is Done.NEWER
    assert form_versions.by_version(written(SURVEY).version) is not None


def test_the_same_again_changes_nothing(cast: Cast) -> None:
    publish(candidate(), BY, NOW)
    assert publish(candidate(), BY, NOW) is Done.UNCHANGED
    assert [act.what for act in form_acts.acts_of("welfare_check")] == ["published"]


def test_an_earlier_version_can_be_published_again(cast: Cast) -> None:
    for text in (SURVEY, SECOND):
        publish(candidate(text), BY, NOW)
    publish_again("welfare_check", written(SURVEY).version, BY, NOW)
    assert form_versions.current("welfare_check").version == written(SURVEY).version


def test_no_version_of_another_form_is_published_again(cast: Cast) -> None:
    publish(candidate(), BY, NOW)
    with pytest.raises(NotNow):
        publish_again("something_else", written(SURVEY).version, BY, NOW)


def test_a_withdrawn_form_is_offered_to_nobody_and_still_known(cast: Cast) -> None:
    publish(candidate(), BY, NOW)
    withdraw("welfare_check", BY, NOW)
    assert form_versions.report_forms() == []
    assert form_versions.by_version(written(SURVEY).version) is not None
    assert [form.title for form in form_versions.withdrawn_forms()] == ["Welfare check"]


def test_a_withdrawn_form_is_brought_back(cast: Cast) -> None:
    publish(candidate(), BY, NOW)
    withdraw("welfare_check", BY, NOW)
    bring_back("welfare_check", BY, NOW)
    assert len(form_versions.report_forms()) == 1


def test_publishing_a_version_of_a_withdrawn_form_offers_it_again(cast: Cast) -> None:
    publish(candidate(), BY, NOW)
    withdraw("welfare_check", BY, NOW)
    assert publish(candidate(), BY, NOW) is Done.AGAIN
    assert len(form_versions.report_forms()) == 1


def test_a_form_that_the_desk_works_with_is_not_withdrawn(cast: Cast) -> None:
    form_versions.publish_library(NOW)
    with pytest.raises(NotNow, match="replaced by another version"):
        withdraw("attempt", BY, NOW)


def test_a_form_that_the_desk_works_with_keeps_its_roles(cast: Cast) -> None:
    form_versions.publish_library(NOW)
    against = obstacles(written(SURVEY.replace("welfare_check", "attempt")))
    assert len(against) == 1
    assert re.search(r"lacks the roles .*attempt\.follow_up", against[0])


def test_every_shipped_form_may_be_published_as_it_is(cast: Cast) -> None:
    form_versions.publish_library(NOW)
    stopped = {path.stem: obstacles(written(path.read_text(encoding="utf-8"))) for path in library_files()}
    assert all("not reviewed" in words for against in stopped.values() for words in against)


def test_an_unreviewed_translation_is_published_only_once_somebody_approved_it(cast: Cast) -> None:
    with pytest.raises(NotNow, match="Español was not reviewed"):
        publish(candidate(SPANISH), BY, NOW)
    approve(written(SPANISH), "es", "Marisol Vega (command line)", NOW)
    assert publish(candidate(SPANISH), BY, NOW) is Done.FIRST
    assert [(act.language, act.by) for act in form_acts.approvals(written(SPANISH))] == [("es", "Marisol Vega (command line)")]


def test_an_approval_does_not_hold_for_other_words(cast: Cast) -> None:
    approve(written(SPANISH), "es", BY, NOW)
    with pytest.raises(NotNow):
        publish(candidate(SPANISH.replace("pasó", "ocurrió")), BY, NOW)


def test_an_approval_holds_for_a_version_that_says_the_same_in_that_language(cast: Cast) -> None:
    approve(written(SPANISH), "es", BY, NOW)
    another = SPANISH.replace("What happened?", "What has happened?")
    assert written(another).version != written(SPANISH).version
    assert publish(candidate(another), BY, NOW) is Done.FIRST


def test_it_does_not_hold_for_another_form(cast: Cast) -> None:
    approve(written(SPANISH), "es", BY, NOW)
    with pytest.raises(NotNow):
        publish(candidate(SPANISH.replace("| check |", "| other |")), BY, NOW)


def test_an_approval_of_before_holds_for_its_own_version(cast: Cast) -> None:
    form = written(SPANISH)
    form_acts.note("1", form.form_id, Act.APPROVED, BY, NOW, form.version, "es")
    assert form_acts.unreviewed(form) == ()


def test_a_list_travels_with_its_version_by_its_hash(cast: Cast) -> None:
    publish(candidate(SHELTER, {"shelters.csv": ROWS}), BY, NOW)
    form = form_versions.current("shelter")
    assert form_files.lists_for(form) == {"shelters": [{"name": "north", "label": "North house"}]}
    assert form_files.list_file(form.lists["shelters"].sha256, public=False) == ROWS


def test_a_list_is_public_only_where_its_form_says_so(cast: Cast) -> None:
    publish(candidate(SHELTER, {"shelters.csv": ROWS}), BY, NOW)
    assert form_files.list_file(form_versions.current("shelter").lists["shelters"].sha256, public=True) is None


def test_other_rows_make_another_version_and_the_older_keeps_its_own(cast: Cast) -> None:
    for rows in (ROWS, ROWS + b"south,South house\n"):
        publish(candidate(SHELTER, {"shelters.csv": rows}), BY, NOW)
    older, newer = sorted(form_versions.versions_of("shelter"), key=lambda row: row.current)
    counts = [len(form_files.lists_for(form)["shelters"]) for form in map(form_versions.by_version, (older.version, newer.version)) if form]
    assert counts == [1, 2]


def test_the_workbook_is_kept_with_its_version(cast: Cast) -> None:
    publish(candidate(), BY, NOW)
    assert form_files.open_file(written(SURVEY).version, "form.md") == SURVEY.encode()


def test_each_act_says_who_and_when(cast: Cast) -> None:
    publish(candidate(), "ada", NOW)
    withdraw("welfare_check", "ben", NOW.replace(minute=5))
    assert [(act.what, act.by) for act in form_acts.acts_of("welfare_check")] == [(Act.WITHDRAWN, "ben"), (Act.PUBLISHED, "ada")]


def test_a_form_that_would_be_a_step_of_the_desk_under_another_name_is_refused(cast: Cast) -> None:
    form_versions.publish_library(NOW)
    text = (
        next(path for path in library_files() if path.stem == "attempt")
        .read_text(encoding="utf-8")
        .replace("| attempt |", "| my_attempt |")
    )
    form = written(text)
    assert form.form_id != "attempt"
    with pytest.raises(NotNow, match="desk's own steps"):
        publish(Candidate(form, ("a.md", b"")), BY, NOW)
