"""What the form engine's tests share: the browser's half, and a form that is quickly written."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.forms.browser import Browser

settings.register_profile("long", max_examples=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = Browser()
    yield found
    found.close()
