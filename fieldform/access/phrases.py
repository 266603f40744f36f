"""Phrases: how they are hashed, checked without hurry, and which ones are refused when they are chosen.

Checking costs 0.1 s of a core on purpose, so only a few run at once (a bulkhead): a flood of sign-ins never starves what devices deliver.
Knows no user and no request. Public: Phrases, Busy, hash_phrase, draw_phrase, why_refused, MIN_LENGTH.
"""

import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
MAX_LENGTH = 256
_LONGEST_WAIT = 0.2
_LONGEST_WAIT_OF_THE_KNOWN = 2.0

# OWASP's and RFC 9106's second recommended setting in memory (64 MiB, 3 passes), on one lane so that a check never takes two cores.
HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)

# Long phrases that every guessing list opens with. Shorter ones are refused by their length.
_GUESSED_FIRST = """
password1234 password12345 password123456 passwordpassword passw0rdpassw0rd changemechangeme letmeinletmein qwertyuiopasdf
qwertyuiop123 qwertyqwerty qwerty123456 1q2w3e4r5t6y 1qaz2wsx3edc zaq12wsxcde3 abcdefghijkl abcdefghijklm iloveyou1234
iloveyouforever administrator administrator1 welcome12345 welcomewelcome trustno1trustno1 correcthorsebatterystaple
123456789012 1234567890123 12345678901234 1234567890qwerty 123qweasdzxc adminadminadmin monkeymonkey dragondragon
sunshine1234 princess1234 football1234 baseball1234 superman1234 michigan1234 police123456 policepolice detroit12345
"""
_COMMON = frozenset(_GUESSED_FIRST.split())


# Without those that sound alike over a telephone.
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


class Busy(Exception):
    """All places for checking a phrase are taken. Likely cause: many sign-ins at once, or guessing; trying again in a second helps."""


class Phrases:
    """Checks phrases, at most `places` at the same time; who finds no place within 0.2 s gets Busy.

    One more is kept for those who signed in on their device before: strangers may not crowd them out.
    """

    def __init__(self, places: int) -> None:
        self._places, self._kept_place = BoundedSemaphore(places), BoundedSemaphore(1)
        self._nobodys_hash = _hash_of_no_phrase()

    @contextmanager
    def place(self, *, known: bool = False) -> Iterator[None]:
        """Hold a place; everything that must not be done in parallel by a guesser happens inside."""
        taken = self._taken(known)
        try:
            yield
        finally:
            taken.release()

    def _taken(self, known: bool) -> BoundedSemaphore:
        if self._places.acquire(timeout=_LONGEST_WAIT):
            return self._places
        if known and self._kept_place.acquire(timeout=_LONGEST_WAIT_OF_THE_KNOWN):
            return self._kept_place
        raise Busy

    def matches(self, phrase_hash: str | None, phrase: str) -> bool:
        """Whether this is the phrase; None (nobody of that name) costs the same time and is always False."""
        try:
            HASHER.verify(phrase_hash or self._nobodys_hash, _normal(phrase))
        except (VerificationError, InvalidHashError):
            return False
        return phrase_hash is not None

    def renewed(self, phrase_hash: str, phrase: str) -> str | None:
        """A new hash where this one was made with other settings than today's."""
        return HASHER.hash(_normal(phrase)) if HASHER.check_needs_rehash(phrase_hash) else None


def draw_phrase() -> str:
    """A phrase to be read out and used once: five made-up words of two syllables each, 61 bits, which no list for guessing holds."""
    syllables = [secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(10)]
    return " ".join("".join(syllables[start : start + 2]) for start in range(0, 10, 2))


def hash_phrase(phrase: str) -> str:
    """The argon2id hash to keep."""
    return HASHER.hash(_normal(phrase))


def why_refused(phrase: str, username: str) -> str | None:
    """Why a newly chosen phrase is not taken, in words; None where it is fine. No rule about kinds of characters: length is what counts."""
    text = _normal(phrase)
    plain = "".join(text.lower().split())
    if len(text) < MIN_LENGTH:
        return f"A phrase needs at least {MIN_LENGTH} characters; four or five unrelated words are easy to keep in mind."
    if len(text) > MAX_LENGTH:
        return f"A phrase may have at most {MAX_LENGTH} characters."
    if plain in _COMMON or len(set(plain)) < 5:
        return "That phrase is among the first that anyone would guess. Take four or five unrelated words."
    if username and len(plain.replace(username.lower(), "")) < MIN_LENGTH - 4:
        return "A phrase may not be built from the user name."
    return None


def _hash_of_no_phrase() -> str:
    """Checked at the same cost as any other; drawn and not calculated, since nothing needs to match it."""
    salt, result = (b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (HASHER.salt_len, HASHER.hash_len))
    return f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}${salt}${result}"


def _normal(phrase: str) -> str:
    """The same phrase typed on another keyboard must match (NIST SP 800-63B 5.1.1.2 asks for NFKC)."""
    return unicodedata.normalize("NFKC", phrase)
