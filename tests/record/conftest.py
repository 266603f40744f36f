"""Real tables that are gone after each test, with the cast in them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.access.viewer import Viewer
from fieldform.forms import Form, library_files, load_xlsform
from fieldform.record import form_versions
from fieldform.record.form_versions import FormVersion
from fieldform.schema import all_tables
from tests.record.road import Road
from tests.support.cast import Cast, Member, create_cast
from tests.support.ground import bare

NOW = datetime(2026, 3, 4, 19, 30, tzinfo=UTC)
_ROWS: list[dict[str, Any]] = []


@pytest.fixture
def cast() -> Iterator[Cast]:
    with bare(all_tables()):
        yield create_cast(NOW)


@cache
def library() -> tuple[Form, ...]:
    """The shipped forms, parsed once for all tests."""
    return tuple(load_xlsform(path) for path in library_files())


def lay_the_library() -> None:
    """As published: by publishing once, and from then on by the rows that this left."""
    if _ROWS:
        FormVersion.insert_many(_ROWS).execute()
        form_versions.offer_anew(NOW)
        return
    for form in library():
        form_versions.publish(form, NOW)
    rows: Any = FormVersion.select().dicts()
    _ROWS.extend(rows)


def viewing(member: Member) -> Viewer:
    return viewer_of(User.get_by_id(member.id))


@pytest.fixture
def road(cast: Cast) -> Road:
    """What the officer of the cast sends."""
    lay_the_library()
    return Road(cast.officer, NOW)


@pytest.fixture
def desk(cast: Cast, road: Road) -> Road:
    """What the clinician of the cast sends."""
    return Road(cast.clinician, NOW)


@pytest.fixture
def supervisor(cast: Cast, road: Road) -> Road:
    """What the supervisor of the cast decides."""
    return Road(cast.supervisor, NOW)
