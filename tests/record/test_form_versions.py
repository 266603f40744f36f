"""Published versions: immutable, found for ever, one of each form current."""

from fieldform.forms import Form, load_xlsform
from fieldform.record import form_versions
from fieldform.record.form_versions import FormVersion
from tests.record.conftest import NOW
from tests.support.cast import Cast

FIRST = """| survey |
| | type | name | label |
| | text | what | What happened? |
| settings |
| | form_title | form_id |
| | Note | note |
"""
SECOND = FIRST.replace("What happened?", "What did you see?")


def test_a_new_version_becomes_the_current_one_and_the_old_stays(cast: Cast) -> None:
    first, second = load_xlsform(FIRST), load_xlsform(SECOND)
    for form in (first, second):
        form_versions.publish(form, NOW)
    assert form_versions.current("note").version == second.version
    assert form_versions.by_version(first.version) == first


def test_publishing_the_same_again_changes_nothing(cast: Cast) -> None:
    form = load_xlsform(FIRST)
    assert [form_versions.publish(form, NOW) for _ in range(2)] == [True, False]
    assert FormVersion.select().count() == 1


def test_an_old_version_can_be_made_current_again(cast: Cast) -> None:
    first, second = load_xlsform(FIRST), load_xlsform(SECOND)
    for form in (first, second, first):
        form_versions.publish(form, NOW)
    assert form_versions.current("note").version == first.version


def test_the_shipped_forms_are_published_once(cast: Cast) -> None:
    assert "crisis_contact" in form_versions.publish_library(NOW)
    assert form_versions.publish_library(NOW) == []
    assert {form.form_id for form in form_versions.current_forms()} >= {"crisis_contact", "attempt", "next_step", "outcome"}


def test_a_shipped_form_that_an_agency_changed_is_not_changed_back_by_a_restart(cast: Cast) -> None:
    form_versions.publish_library(NOW)
    shipped = form_versions.current("withdrawal")
    ours = Form.of(shipped.form_id, "Our own words", shipped.children, shipped.choices, shipped.order)
    form_versions.publish(ours, NOW)
    form_versions.publish_library(NOW)
    assert form_versions.current("withdrawal").title == "Our own words"


def test_what_was_never_published_is_not_known(cast: Cast) -> None:
    assert form_versions.by_version(load_xlsform(FIRST).version) is None
