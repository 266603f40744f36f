"""IT's pages about option lists: what would change is read first, every wrong row is named, and a list comes out as it went in."""

from io import BytesIO

from fieldform.record import form_versions, option_lists
from tests.admin.conftest import Office

BEAT = "/admin/forms-lists/beat"
OTHER = "name,label,label::Spanish (es)\neast,East side,Lado este\nwest,West & south,\n"


def offers(office: Office, content: str, status: int = 200) -> str:
    return office.sends(BEAT, status, file=(BytesIO(content.encode()), "beats.csv"))


def labels() -> list[str]:
    return [choice.label for choice in form_versions.current("crisis_contact").choices["beat"]]


def test_it_shows_the_lists_and_the_forms_that_ask_from_them(office: Office) -> None:
    assert "Attempt, Quick referral" in office.reads("/admin/forms-lists")
    assert "Beat 1 (example)" in office.reads(BEAT)


def test_what_changes_is_read_before_it_is_done(office: Office) -> None:
    before = labels()
    page = offers(office, OTHER)
    assert "“East side” is new." in page
    assert "New versions of: Crisis contact." in page
    assert labels() == before


def test_put_in_force_it_is_in_the_form_and_says_who_set_it(office: Office) -> None:
    page = office.sends(BEAT, content=OTHER, sure="yes")
    assert labels() == ["East side", "West & south"]
    assert office.house.cast.admin.name in page
    assert option_lists.history("beat")[0].set_by == office.house.cast.admin.id
    assert "Nothing changes." in offers(office, office.client.get(f"{BEAT}/file").text)


def test_every_wrong_row_is_named_and_nothing_is_changed(office: Office) -> None:
    before = labels()
    assert "2 places to change" in offers(office, "name,label\neast,East\neast,Again\n,Nothing\n", 422)
    assert labels() == before


def test_no_file_is_said_and_an_unknown_list_is_not_there(office: Office) -> None:
    assert "Choose the list" in office.sends(BEAT, 422)
    office.reads("/admin/forms-lists/bets", 404)
