"""Phrases: slow to check on purpose, long, and not the ones that everybody guesses first."""

from collections.abc import Iterator
from time import thread_time

import pytest

from fieldform.access import phrases as at_work
from fieldform.access.phrases import HASHER, Phrases, hash_phrase, why_refused
from tests.support.cast import PHRASE

HASH = hash_phrase(PHRASE)


@pytest.fixture(scope="module", autouse=True)
def as_in_service() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(at_work, "HASHER", HASHER)
        yield


def test_it_keeps_an_argon2id_hash_of_64_mib_and_3_passes() -> None:
    assert HASH.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_it_knows_the_phrase_and_no_other() -> None:
    phrases = Phrases(1)
    assert phrases.matches(HASH, PHRASE)
    assert not phrases.matches(HASH, PHRASE + " ")


def test_it_takes_the_same_letters_from_another_keyboard() -> None:
    assert Phrases(1).matches(hash_phrase("caf\u00e9 fenêtre nuage"), "cafe\u0301 fenêtre nuage")


def test_s17_it_takes_as_long_for_nobody_as_for_somebody() -> None:
    phrases = Phrases(1)

    def seconds(phrase_hash: str | None) -> float:
        began = thread_time()
        phrases.matches(phrase_hash, "a wrong phrase here")
        return thread_time() - began

    known, nobody = (min(seconds(phrase_hash) for _ in range(3)) for phrase_hash in (HASH, None))
    assert nobody == pytest.approx(known, rel=0.5)


@pytest.mark.parametrize("phrase", ["short", "elevenchars", "Password1234", "aaaaaaaaaaaaaaaa", "ada.okafor2026", "x" * 300])
def test_it_refuses_what_is_guessed_first(phrase: str) -> None:
    assert why_refused(phrase, "ada.okafor")


@pytest.mark.parametrize("phrase", [PHRASE, "tall river seven cups", "ÄÖÜ 12 Zeichen lang"])
def test_it_takes_any_long_phrase_without_rules_about_characters(phrase: str) -> None:
    assert why_refused(phrase, "ada.okafor") is None
