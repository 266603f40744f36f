"""What leaves the house gives away nobody by a small number, nor by what is left when the others are subtracted."""

from hypothesis import given
from hypothesis import strategies as st

from fieldform.record.small_cells import LEAST, guarded, is_small


def test_one_to_four_are_small_and_none_is_not() -> None:
    assert [is_small(number) for number in (0, 1, 4, 5)] == [False, True, True, False]


def test_a_single_small_cell_takes_the_next_smallest_with_it() -> None:
    assert guarded({"a": 2, "b": 30, "c": 7, "d": 0}) == {"a": None, "b": 30, "c": None, "d": 0}


def test_two_small_cells_hide_each_other() -> None:
    assert guarded({"a": 2, "b": 3, "c": 7}) == {"a": None, "b": None, "c": 7}


def test_where_nothing_is_small_everything_is_shown() -> None:
    assert guarded({"a": 5, "b": 0}) == {"a": 5, "b": 0}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40)))
def test_nothing_small_is_ever_shown_and_never_is_one_cell_hidden_alone(cells: dict[str, int]) -> None:
    shown = guarded(cells)
    hidden = [key for key, number in shown.items() if number is None]
    assert all(shown[key] is None for key, number in cells.items() if is_small(number))
    assert len(hidden) != 1 or not any(number >= LEAST for number in cells.values())
