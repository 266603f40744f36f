"""The chain of looks by itself: whatever is done to it, the first row that is not as it was written is named, and how."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldform.access.look_chain import START, Break, End, How, Link, first_break, seal

KEY, CHAIN = bytes(range(32)), "marlow"


def chain(length: int = 9, key: bytes = KEY) -> list[Link]:
    made, end = [], START
    for number in range(1, length + 1):
        says = (f"id {number}", "viewer", "person", f"subject {number}", number, "list")
        end = End(number, seal(key, end, CHAIN, says))
        made.append(Link(number, f"id {number}", says, end.seal))
    return made


def broken(links: list[Link], *, end: End | None = None, anchored: dict[int, str] | None = None) -> Break | None:
    last = End(links[-1].sequence, links[-1].seal)
    return first_break(KEY, CHAIN, links, end or last, anchored or {})


def renumbered(links: list[Link]) -> list[Link]:
    return [replace(link, sequence=number) for number, link in enumerate(links, start=1)]


def test_f10_a_chain_as_it_was_written_holds() -> None:
    assert broken(chain(), anchored={3: chain()[2].seal, 9: chain()[8].seal}) is None


def test_f10_a_row_that_was_changed_is_named() -> None:
    links = chain()
    links[4] = replace(links[4], says=("id 5", "somebody else", *links[4].says[2:]))
    assert broken(links) == Break(5, How.CHANGED, "id 5")


def test_f10_a_row_that_was_deleted_is_named() -> None:
    assert broken([link for link in chain() if link.sequence != 4]) == Break(4, How.DELETED)


def test_f10_a_deleted_row_is_named_though_the_numbers_were_closed_up() -> None:
    assert broken(renumbered(chain()[:3] + chain()[5:])) == Break(4, How.DELETED)


def test_f10_two_rows_that_changed_places_are_named_by_the_first_place() -> None:
    links = chain()
    links[2], links[6] = replace(links[6], sequence=3), replace(links[2], sequence=7)
    assert broken(links) == Break(3, How.MOVED, "id 7")


def test_f10_two_neighbours_that_changed_places_are_named_by_the_first_place() -> None:
    links = chain()
    links[2], links[3] = replace(links[3], sequence=3), replace(links[2], sequence=4)
    assert broken(links) == Break(3, How.MOVED, "id 4")


def test_f10_a_row_that_was_put_in_is_named() -> None:
    links = chain()
    links.insert(4, Link(5, "forged", ("forged", "viewer", "person", "subject", 5, ""), "A" * 43))
    assert broken(renumbered(links)) == Break(5, How.INSERTED, "forged")


def test_f10_a_row_under_a_number_that_is_taken_is_named() -> None:
    links = chain()
    links.insert(4, replace(links[3], id="again"))
    assert broken(links) == Break(4, How.INSERTED, "again")


def test_f10_a_tail_that_was_cut_off_is_seen_by_where_it_should_end() -> None:
    whole = chain()
    assert broken(whole[:6], end=End(9, whole[8].seal)) == Break(7, How.CUT_OFF)


def test_f10_a_tail_that_was_cut_off_neatly_is_seen_by_an_anchor_alone() -> None:
    whole = chain()
    assert broken(whole[:6]) is None
    assert broken(whole[:6], anchored={8: whole[7].seal}) == Break(7, How.CUT_OFF)


def test_f10_a_chain_written_anew_with_the_key_is_seen_by_an_anchor_alone() -> None:
    other = [replace(link, seal="") for link in chain()]
    end, anew = START, []
    for link in other:
        says = (*link.says[:-1], "nothing of the kind")
        end = End(link.sequence, seal(KEY, end, CHAIN, says))
        anew.append(replace(link, says=says, seal=end.seal))
    assert broken(anew) is None
    assert broken(anew, anchored={6: chain()[5].seal}) == Break(6, How.REWRITTEN, "id 6")


def test_f10_without_the_key_not_one_row_can_be_written() -> None:
    assert broken(chain(key=bytes(32))) == Break(1, How.CHANGED, "id 1")


def test_f10_another_agencys_rows_are_no_rows_of_this_one() -> None:
    assert first_break(KEY, "eastfield", chain(), End(9, chain()[8].seal), {}) == Break(1, How.CHANGED, "id 1")


@settings(deadline=None)
@given(st.integers(0, 8), st.integers(0, 5), st.text(min_size=1, max_size=4))
def test_f10_any_change_of_any_field_is_found_at_its_row(row: int, field: int, text: str) -> None:
    links = chain()
    says = list(links[row].says)
    says[field] = f"{says[field]}{text}" if isinstance(says[field], str) else f"{says[field]}"
    links[row] = replace(links[row], says=tuple(says))
    found = broken(links)
    assert found is not None
    assert found.sequence == row + 1
