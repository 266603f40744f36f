"""What IT does about forms: a workbook is read, tried, compared, published; a form is withdrawn and brought back."""

import re
from io import BytesIO

import pytest

from fieldform.record import form_acts, form_versions
from fieldform.record.form_uploads import FormUpload
from tests.admin.conftest import Office
from tests.forms.workbooks import SPANISH, small

ONE = ("text", "what", "What happened?")


def reads_a_workbook(office: Office, *files: tuple[str, bytes], status: int = 303) -> str:
    sent = [(BytesIO(content), name) for name, content in files]
    return office.sends("/admin/forms", status, files=sent)


def address(page: str) -> str:
    found = re.search(r'action="(/admin/forms/read/[0-9a-f-]{36})/', page)
    assert found is not None
    return found[1]


def published(office: Office, *rows: tuple[str, str, str]) -> str:
    page = reads_a_workbook(office, ("small.xlsx", small(*rows)))
    return office.sends(f"{address(page)}/publish")


def test_it_lists_the_forms_with_the_desks_own_last(office: Office) -> None:
    page = office.reads("/admin/forms")
    assert page.index("Crisis contact") < page.index("Offered")
    assert page.index("Crisis contact") < page.rindex("The desk&#39;s own")


def test_a_refused_workbook_is_told_by_sheet_and_row_and_not_kept(office: Office) -> None:
    page = reads_a_workbook(office, ("bad.xlsx", small(("texxt", "a", "A"))), status=422)
    assert "cannot be published" in page
    assert FormUpload.select().count() == 0


def test_without_a_file_it_says_which_kinds_there_are(office: Office) -> None:
    assert "Choose the workbook" in office.sends("/admin/forms", 422)


def test_a_workbook_that_was_read_is_published_by_name(office: Office) -> None:
    page = published(office, ONE)
    assert "Published." in page
    assert [act.by for act in form_acts.acts_of("small")] == [office.house.cast.admin.id]
    assert "small" in [form.form_id for form in form_versions.report_forms()]


def test_what_is_published_already_is_said_and_changes_nothing(office: Office) -> None:
    published(office, ONE)
    assert "very version that is published already" in reads_a_workbook(office, ("again.xlsx", small(ONE)))


def test_a_newer_version_tells_what_changes(office: Office) -> None:
    published(office, ONE)
    page = reads_a_workbook(office, ("small.xlsx", small(("text", "what", "What did you see?"))))
    assert "<bdi>“What happened?”</bdi>: <bdi>is now asked as “What did you see?”</bdi>" in page


def test_an_earlier_version_is_published_again(office: Office) -> None:
    published(office, ONE)
    first = form_versions.current("small").version
    published(office, ("text", "what", "What did you see?"))
    page = office.sends(f"/admin/forms/small/{first}")
    assert "with this version again" in page
    assert form_versions.current("small").version == first


def test_a_form_is_withdrawn_and_brought_back(office: Office) -> None:
    published(office, ONE)
    assert "Nobody starts it" in office.sends("/admin/forms/small/withdraw")
    assert "small" not in [form.form_id for form in form_versions.report_forms()]
    assert "offered again" in office.sends("/admin/forms/small/bring_back")


def test_the_desks_own_form_is_not_withdrawn(office: Office) -> None:
    assert "it can be replaced" in office.sends("/admin/forms/attempt/withdraw", 409)


def test_a_try_is_shown_and_thrown_away(office: Office) -> None:
    page = reads_a_workbook(office, ("small.xlsx", small(ONE)))
    assert "What happened?" in office.reads(f"{address(page)}/try")
    tried = office.sends(f"{address(page)}/try", 200, what="A dog barked")
    assert "This is what would be sent" in tried
    assert "A dog barked" in tried


def test_a_list_comes_along_and_is_kept_with_the_version(office: Office) -> None:
    book = small(("select_one_from_file shelters.csv", "where", "Where?"))
    page = reads_a_workbook(office, ("shelters.csv", b"name,label\nnorth,North house\n"), ("small.xlsx", book))
    assert "This is what would be sent" in office.sends(f"{address(page)}/try", 200, where="north")
    office.sends(f"{address(page)}/publish")
    version = form_versions.current("small").version
    answer = office.client.get(f"/admin/forms/small/{version}/shelters.csv")
    assert answer.data == b"name,label\nnorth,North house\n"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_translation_that_came_unreviewed_is_approved_on_its_forms_page_and_then_marked_no_more(office: Office) -> None:
    form = form_versions.current("crisis_contact")
    shown = office.house.visitor().get(f"/officer/forms/crisis_contact/{form.version}").get_data(as_text=True)
    before = office.house.visitor().get("/precache.js").get_data(as_text=True)
    page = office.sends("/admin/forms/crisis_contact/approve", language="es")
    assert "Approved under your name" in page
    assert re.findall(r'name="language" value="(\w+)"', page) == ["ar"]
    again = office.house.visitor().get(f"/officer/forms/crisis_contact/{form.version}").get_data(as_text=True)
    assert (shown.count("not reviewed</small>"), again.count("not reviewed</small>")) == (2, 1)
    assert office.house.visitor().get("/precache.js").get_data(as_text=True) != before


def test_a_translation_is_approved_by_name_before_it_is_published(office: Office) -> None:
    page = reads_a_workbook(office, ("check.md", SPANISH.encode()))
    where = address(page)
    assert "Español was not reviewed" in office.sends(f"{where}/publish", 409)
    assert "Approved under your name" in office.sends(f"{where}/approve", language="es")
    assert "Published." in office.sends(f"{where}/publish")


def test_what_was_read_is_thrown_away(office: Office) -> None:
    page = reads_a_workbook(office, ("small.xlsx", small(ONE)))
    assert "Thrown away" in office.sends(f"{address(page)}/forget")
    assert FormUpload.select().count() == 0


@pytest.mark.parametrize("word", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "{{ 7*7 }}"])
def test_script_in_a_label_is_text_wherever_it_is_shown(office: Office, word: str) -> None:
    page = reads_a_workbook(office, ("small.xlsx", small(("text", "what", word), ("note", "said", word))))
    shown = page + office.reads(f"{address(page)}/try") + office.sends(f"{address(page)}/publish") + office.reads("/admin/forms")
    blank = office.house.visitor().get(f"/officer/forms/small/{form_versions.current('small').version}").get_data(as_text=True)
    for text in (shown, blank):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text
