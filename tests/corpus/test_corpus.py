"""The law that `make corpus` tries on public workbooks, on the shipped forms and on what is written for other programs."""

from collections.abc import Iterator

import pytest

from fieldform.forms import Form, library_files, load_xlsform
from tests.corpus.going_through import answered, published
from tests.forms.browser import Browser, needs_node
from tests.support.house import Device, House, build


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with build(tmp_path_factory.mktemp("house")) as built, built.app.app_context():
        yield built


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    asked = Browser()
    yield asked
    asked.close()


@pytest.fixture(scope="module")
def device(house: House) -> Device:
    return house.device(house.cast.officer.agency)


REPORTS = [pytest.param(form, id=form.form_id) for form in map(load_xlsform, library_files()) if not form.is_step]


@needs_node
@pytest.mark.parametrize("form", REPORTS)
def test_phone_and_server_agree_on_whatever_is_entered_into_a_shipped_form(
    form: Form, house: House, device: Device, browser: Browser
) -> None:
    assert [*published(form, house), *answered(form, house, device, browser, seed=1)] == []
