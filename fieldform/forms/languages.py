"""In which languages a workbook speaks, and what it says in each: “label::Spanish (es)” and its like.

Public: Languages, language_of, is_right_to_left.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fieldform.forms.nodes import Language

UNNAMED = "default"
"""What pyxform calls the language of a column that names none."""

_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*$")
_BARE = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z]{2,4})?\Z")
_RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"])
_SCRIPTS = ("arab", "hebr", "thaa", "nkoo", "syrc")
_WELL_KNOWN = {
    "amharic": "am", "arabic": "ar", "bengali": "bn", "burmese": "my", "chinese": "zh", "dari": "fa-AF", "english": "en", "español": "es",
    "farsi": "fa", "filipino": "fil", "français": "fr", "francais": "fr", "french": "fr", "german": "de", "deutsch": "de", "haitian": "ht",
    "hausa": "ha", "hebrew": "he", "hindi": "hi", "italian": "it", "kinyarwanda": "rw", "khmer": "km", "nepali": "ne", "pashto": "ps",
    "persian": "fa", "polish": "pl", "portuguese": "pt", "português": "pt", "russian": "ru", "somali": "so", "spanish": "es",
    "swahili": "sw", "kiswahili": "sw", "tagalog": "tl", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
    "عربي": "ar", "العربية": "ar",
}  # fmt: skip
_KEYS = ("label", "hint", "guidance_hint")
_BOUND = ("jr:constraintMsg", "jr:requiredMsg")


class Languages:
    """Those of one workbook. `listed` is empty for a form of one unnamed language; the first is the default."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        found = dict.fromkeys(_named(tree))
        wanted = str(tree.get("default_language") or UNNAMED)
        names = [name for name in found if name != UNNAMED]
        first = wanted if wanted in names else UNNAMED if UNNAMED in found or not names else names[0]
        self.default = first
        self._codes = {name: language_of(name) for name in names}
        own = Language("English", "en") if first == UNNAMED else self._codes[first]
        others = [self._codes[name] for name in names if name != first]
        self.listed: tuple[Language, ...] = (own, *others) if names else ()

    def said(self, text: object) -> tuple[str, dict[str, str]]:
        """(the default language's words, the others' by code). What is not translated is left out."""
        if not isinstance(text, Mapping):
            return _stripped(text), {}
        own = _stripped(text.get(self.default)) or _stripped(text.get(UNNAMED)) or next(map(_stripped, text.values()), "")
        others = {self._codes[name].code: _stripped(words) for name, words in text.items() if name in self._codes and name != self.default}
        return own, {code: words for code, words in others.items() if words and words != "-"}

    def uncoded(self) -> tuple[str, ...]:
        """Those whose code nobody can tell from their name."""
        return tuple(language.name for language in self.listed if language.code.startswith("x-"))


def language_of(name: str) -> Language:
    """“Spanish (es)” → Spanish, es; “Français” → fr; what is not known gets a private code."""
    found = _CODE.search(name)
    plain = name[: found.start()].strip() if found else name.strip()
    code = found[1].replace("_", "-") if found else _known_code(plain)
    return Language(plain or name, code, is_right_to_left(code))


def _known_code(name: str) -> str:
    if _BARE.match(name):
        return name.lower()
    return _WELL_KNOWN.get(name.casefold()) or "x-" + (re.sub(r"[^a-z0-9]", "", name.casefold())[:8] or "other")


def is_right_to_left(code: str) -> bool:
    parts = code.lower().split("-")
    return parts[0] in _RIGHT_TO_LEFT or any(part in _SCRIPTS for part in parts[1:])


def _named(tree: Mapping[str, Any]) -> Iterator[str]:
    for node in _nodes(tree.get("children", ())):
        yield from _languages_in(node)
    for choices in tree.get("choices", {}).values():
        for choice in choices:
            yield from _languages_in(choice)


def _languages_in(node: Mapping[str, Any]) -> Iterator[str]:
    bound = node.get("bind", {})
    for text in (*(node.get(key) for key in _KEYS), *(bound.get(key) for key in _BOUND)):
        if isinstance(text, Mapping):
            yield from text


def _nodes(children: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for child in children:
        yield child
        yield from _nodes(child.get("children", ()) if isinstance(child.get("children"), list) else ())


def _stripped(text: object) -> str:
    return "" if text is None else str(text).strip()
