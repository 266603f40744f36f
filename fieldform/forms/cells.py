"""The cells of one row: text in every language, expressions, flags, parameters. What is wrong with one is told by row and column.

Public: CellReader, has_words.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from fieldform.forms.expression import ExpressionProblem, Names, Tree, Where, parse
from fieldform.forms.expression.tree import keeps_itself, reads_itself, with_itself
from fieldform.forms.languages import Languages
from fieldform.forms.nodes import QuestionType
from fieldform.forms.vocabulary import PARAMETERS, RENAMED, is_honoured

Said = Mapping[str, Any]
Tell = Callable[[str, str, str], None]
"""(path, words, column)"""

_SEARCHES = "write search('list', 'matches', 'column', ${question}), and one row of the choices that names the columns"
_NO_LABEL = "NO_LABEL"  # As the CHT has it, for what nobody sees.
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
_YES, _NO = ("yes", "true", "true()", "1", "1.0"), ("", "no", "false", "false()", "0", "0.0")
_SHOWN = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_PAIR = re.compile(r"([A-Za-z-]+)\s*=\s*([^\s,;]+)")
# What a node may say in more than one language: our name, and where pyxform has it.
_TEXTS = (("label", "label"), ("hint", "hint"), ("guidance", "guidance_hint"))
_MESSAGES = (("constraint_message", "jr:constraintMsg"), ("required_message", "jr:requiredMsg"))


class CellReader:
    """`names`: what expressions may name, filled by whoever reads the rows."""

    def __init__(self, languages: Languages, refuse: Tell, warn: Tell) -> None:
        self.languages = languages
        self.refuse = refuse
        self.warn = warn
        self.names = Names({})

    def texts(self, said: Said, path: str) -> dict[str, Any]:
        """label, hint, guidance and the two messages as far as they are said, and their translations."""
        bound = said.get("bind", {})
        cells = {ours: said.get(theirs) for ours, theirs in _TEXTS} | {ours: bound.get(theirs) for ours, theirs in _MESSAGES}
        found: dict[str, Any] = {}
        translations: dict[str, dict[str, str]] = {}
        for name, cell in cells.items():
            own, others = self.languages.said(cell if has_words(cell) else None)
            found |= {name: self.shown(own, path, name)} if own else {}
            for code, words in others.items():
                translations.setdefault(code, {})[name] = self.shown(words, path, name)
        return found | ({"translations": translations} if translations else {})

    def shown(self, text: str, path: str, column: str) -> str:
        """Text with its ${names} as paths: the answers there are shown in it."""
        return self.with_paths(text, lambda words: self.refuse(path, words, column))

    def with_paths(self, text: str, tell: Callable[[str], None]) -> str:
        def place(found: re.Match[str]) -> str:
            if target := self.names.paths.get(found[1]):
                return f"${{{target}}}"
            tell(f"there is no question “{found[1]}” to show")
            return ""

        return _SHOWN.sub(place, text)

    def expression(self, said: Said, path: str, key: str, column: str = "", *, matters: bool = True) -> Tree | None:
        text = said.get("bind", {}).get(key)
        if str(text).strip().lower() in _TRUTHS:  # A cell that Excel or a hurried author gave no brackets; pyxform reads it so as well.
            return ("call", "true" if _TRUTHS[str(text).strip().lower()] else "false")
        return self.parsed(str(text), path, column or key, matters=matters) if text not in (None, "") else None

    def parsed(self, text: str, path: str, column: str, *, matters: bool = True) -> Tree | None:
        """`matters`: it has an effect, so that one which cannot be read is refused; others are told."""
        try:
            return parse(text, Where(self.names, path, column == "choice_filter", lambda words: self.warn(path, words, column)))
        except ExpressionProblem as problem:
            words = f"character {problem.column}: {problem.message}"
            if matters:
                self.refuse(path, words, column)
            else:
                self.warn(path, f"nobody is asked this, so what stands here has no effect ({words})", column)
            return None

    def calculation(self, said: Said, path: str) -> Tree | None:
        """What an answer was before may stay or give way; what is made of it would be made anew each time that it is worked out."""
        alone = _SHOWN.fullmatch(str(said.get("bind", {}).get("calculate") or "").strip())
        if alone and self.names.paths.get(alone[1]) in self.names.groups:
            self.warn(path, f"“{alone[1]}” is a group and has no answer of its own: this stays empty", "calculation")
            return ("lit", "")
        written = self.expression(said, path, "calculate", "calculation")
        tree = None if written is None else with_itself(written, path)
        if tree is None or said.get("trigger") or keeps_itself(tree):
            return tree
        if reads_itself(written):
            words = f"these answers depend on each other in a circle: {said['name']} → {said['name']}"
            self.refuse(path, f"{words} (what it was may stay, as in coalesce(., today()), but nothing be made of it)", "calculation")
        return written

    def filtered(self, said: Said, path: str, list_name: str) -> Tree | None:
        """choice_filter; a bare name in it is a column of the choice."""
        text = said.get("choice_filter")
        return self.parsed(str(text), path, "choice_filter") if text and list_name else None

    def required(self, said: Said, path: str, essential: bool, *, matters: bool = True) -> Tree | None:
        text = str(said.get("bind", {}).get("required", "")).strip()
        if text.lower() in _YES or (essential and not text):
            return ("lit", True)
        return None if text.lower() in _NO else self.parsed(text, path, "required", matters=matters)

    def default(self, said: Said, path: str) -> Tree | None:
        text = said.get("default")
        if text is None or text == "":
            return None
        return self.parsed(str(text), path, "default") if said.get("_dynamic_default") else ("lit", str(text))

    def readonly(self, said: Said, path: str, *, matters: bool = True) -> Tree | None:
        text = str(said.get("bind", {}).get("readonly", "")).strip()
        if text.lower() in _YES:
            return ("lit", True)
        rule = None if text.lower() in _NO else self.parsed(text, path, "readonly", matters=matters)
        return rule if matters else None

    def flag(self, path: str, column: str, cell: object) -> bool:
        word = str(cell).strip().lower()
        if word not in (*_YES, *_NO):
            self.refuse(path, "this must be yes or no", column)
        return word in _YES

    def appearance(self, said: Said, path: str) -> str:
        """In the words this engine knows. What only looks otherwise is warned of, and so is a look that nobody here has heard of: every
        program passes over those of the others."""
        kept: list[str] = []
        for word in _words(said.get("control", {}).get("appearance")):
            look = RENAMED.get(word.lower(), word.lower())
            if is_honoured(look):
                kept.append(look)
            elif look.startswith("search("):
                self.refuse(path, f"“{word}” cannot be said here: {_SEARCHES}", "appearance")
            else:
                self.warn(path, f"the look “{word}” is not used here", "appearance")
        return " ".join(kept)

    def parameters(self, said: Said, path: str, kind: QuestionType) -> dict[str, str]:
        given = said.get("parameters") or {}
        pairs = dict(_PAIR.findall(given)) if isinstance(given, str) else {str(key): str(value) for key, value in given.items()}
        known = PARAMETERS.get(kind, frozenset())
        for name in pairs.keys() - known:
            self.warn(path, f"“{name}” is not used here", "parameters")
        return {name: value for name, value in pairs.items() if name in known}


def has_words(cell: object) -> bool:
    """Whether it says anything, in any language."""
    texts = cell.values() if isinstance(cell, Mapping) else (cell,)
    return any(str(text or "").strip() not in ("", _NO_LABEL) for text in texts)


def _words(cell: object) -> list[str]:
    """search('…') and ex:app(…) are one word each, whatever stands between their brackets."""
    return re.findall(r"[^\s(]+(?:\([^)]*\)?)?", "" if cell is None else str(cell))
