"""Words as they are searched for: without case, accents, vowel marks, hyphens and apostrophes. Pure. Public: folded_words."""

import re

from fieldform.folding import without_marks

_BREAKS = re.compile(r"[^\w]+")
_LONGEST_WORD = 64


def folded_words(text: str) -> list[bytes]:
    """The words of a name or a place, each once, as UTF-8, the longest first."""
    plain = text if text.isascii() else without_marks(text)
    words = (word[:_LONGEST_WORD] for word in _BREAKS.split(plain.casefold().replace("'", "").replace("’", "")))
    return sorted({word.encode() for word in words if word}, key=len, reverse=True)
