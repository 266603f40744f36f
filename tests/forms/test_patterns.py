"""A form's regular expressions: the subset, what is outside it, and that none can hang anything."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldform.forms.expression.pattern import MAX_WORK, Automaton, PatternProblem, compile_pattern

CATASTROPHES = (
    "(a+)+",
    "(a|a)*",
    "(a*)*b",
    "([a-z]+)*!",
    "(a|ab|b)*c",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(.*)*x",
    "(a?){50}a{50}",
    "(|){1600}",
    "((a?){30}){60}b",
)


@pytest.mark.parametrize("pattern", CATASTROPHES)
def test_it_answers_at_once_where_others_hang(pattern: str) -> None:
    program = compile_pattern(pattern)
    start = time.perf_counter()
    Automaton(program).matches("a" * 2_000 + "!")
    assert time.perf_counter() - start < 1


def test_it_does_not_match_a_text_too_long_for_its_pattern() -> None:
    assert Automaton(compile_pattern("a*")).matches("a" * 20_000)
    assert not Automaton(compile_pattern("a*")).matches("a" * MAX_WORK)
    assert Automaton(compile_pattern("^.{0,2000}$")).matches("a" * 2_000)
    assert not Automaton(compile_pattern("^.{0,2000}$")).matches("a" * 2_001)


@pytest.mark.parametrize(("lazy", "plain"), [("a*?b", "a*b"), ("(a|b)+?", "(a|b)+"), ("a{2,4}?", "a{2,4}"), ("a??", "a?")])
def test_a_lazy_repetition_is_one_like_any_other_since_the_whole_text_must_match(lazy: str, plain: str) -> None:
    assert compile_pattern(lazy) == compile_pattern(plain)


@pytest.mark.parametrize(
    ("pattern", "place", "words"),
    [
        ("(?=a)b", 3, "look-around"),
        ("(?!a)b", 3, "look-around"),
        ("(?<=a)b", 3, "look-around"),
        ("(?i)a", 3, "flags"),
        ("(?P<x>a)", 3, "named groups"),
        (r"(a)\1", 4, r"\1 is not supported"),
        (r"\bword\b", 1, r"\b is not supported"),
        (r"\p{L}+", 1, r"\p is not supported"),
        ("a*?+", 4, "a repetition of a repetition"),
        ("a++", 3, "a repetition of a repetition"),
        ("a{2}{3}", 5, "a repetition of a repetition"),
        ("*a", 1, "a repetition of nothing"),
        ("a{3,2}", 7, "written {2}"),
        ("a{,2}", 3, "written {2}"),
        ("a{99999}", 8, "written {2}"),
        ("(a", 3, "without its )"),
        ("a)", 2, "without its ("),
        ("[a", 3, "ends too early"),
        ("[z-a]", 5, "from the smaller"),
        ("[a&&b]", 3, "inside [ ]"),
        ("a\\", 3, "ends too early"),
        ("((a{100}){100}){100}", 15, "repeats too much"),
        ("(" * 30 + "a" + ")" * 30, 22, "too many groups"),
        ("[ab]" * 5_001, 20_005, "too long"),
    ],
)
def test_it_refuses_what_is_outside_the_subset_and_says_where(pattern: str, place: int, words: str) -> None:
    with pytest.raises(PatternProblem) as refused:
        compile_pattern(pattern)
    assert words in refused.value.message
    assert refused.value.place == place


pieces = st.sampled_from(("a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", "0", "-"))
patterns = st.recursive(
    pieces,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda both: f"({both[0]}|{both[1]})"),
        st.tuples(inner, st.sampled_from(("?", "*", "+", "{2}", "{1,3}", "{2,}"))).map(lambda parts: f"({parts[0]}){parts[1]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(patterns, st.text("ab0-x", max_size=8))
def test_it_matches_what_pythons_own_engine_matches(pattern: str, text: str) -> None:
    assert Automaton(compile_pattern(pattern)).matches(text) is (re.fullmatch(pattern, text, re.ASCII) is not None)


@settings(deadline=None)
@given(pattern=st.sampled_from(("a*b", "(a|b)+", "^[a-c]{2,4}$", "a?b?c?")), texts=st.lists(st.text("abc", max_size=6), max_size=12))
def test_what_it_remembers_of_other_texts_changes_nothing(pattern: str, texts: list[str]) -> None:
    program = compile_pattern(pattern)
    one = Automaton(program)
    assert [one.matches(text) for text in texts] == [Automaton(program).matches(text) for text in texts]
