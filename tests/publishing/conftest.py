"""Real tables that are gone after each test, with the cast in them, and forms as their authors write them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from fieldform.forms import Form, load_xlsform
from fieldform.publishing.publish import Candidate
from fieldform.schema import all_tables
from tests.support.cast import Cast, create_cast
from tests.support.ground import bare

NOW = datetime(2026, 11, 26, 19, 0, tzinfo=UTC)
SURVEY = """| survey |
| | type | name | label |
| | text | what | What happened? |
| settings |
| | form_title | form_id |
| | Welfare check | welfare_check |
"""


@pytest.fixture
def cast() -> Iterator[Cast]:
    with bare(all_tables()):
        yield create_cast(NOW)


def candidate(text: str = SURVEY, lists: Mapping[str, bytes] | None = None) -> Candidate:
    return Candidate(written(text, lists), ("form.md", text.encode()), lists or {})


def written(text: str, lists: Mapping[str, bytes] | None = None) -> Form:
    return load_xlsform(text.encode(), files=lists or {})
