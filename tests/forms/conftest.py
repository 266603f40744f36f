"""What the form engine's tests share: the browser's half, and a form that is quickly written."""

from collections.abc import Iterator

import pytest

from tests.forms.browser import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = Browser()
    yield found
    found.close()
