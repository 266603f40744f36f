"""A drawn signature, read at the desk: the twin of tests/js/core/strokes.test.js."""

import pytest

from fieldform.forms.strokes import is_ink, path_of


def test_it_is_drawn_as_a_path_and_a_dot_is_seen() -> None:
    assert path_of("ink:10,20,3,-1;50,60") == "M10 20L13 19M50 60h1"


@pytest.mark.parametrize("text", ["Ada Okafor", "ink:", 'ink:1,2"/><script>', "", None, 3])
def test_a_typed_name_is_no_ink_and_nothing_else_is(text: object) -> None:
    assert not is_ink(text)
    assert path_of(text) == ""
