"""The words of a form as a person sees them: the Markdown that XLSForm allows, other answers shown in a text, and every language at once.

Bold, italic, headings, line breaks and links to http(s) are kept; everything else is escaped, so that nothing in a workbook can run. A
shown answer, ${/who/name} in a definition, becomes a place that a script fills, or `shown`, which gives the answer at a path. Pure.
Public: html_of, plain_of, literal_of, spoken, Shown, SHOWN.
"""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from fieldform.forms.languages import is_right_to_left

SHOWN = re.compile(r"\$\{(/[^}]+)\}")
_ESCAPED = re.compile(r"\\([\\*_#\[\]()`$-])")
_MARKS = re.compile(r"([\\*_#\[\]()`$-])")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\((https?://[^\s()<>\"']{1,2000})\)")
_STRONG = re.compile(r"(\*\*|(?<!\w)__)(?=\S)(.{1,2000}?\S|\S)\1(?!\w)", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_]{0,2000}?[^\s*_]|[^\s*_])\1(?![\w*_])")
# What other tools take for colour and place; here only the words count.
_STYLED = re.compile(r"</?(?:span|p|font|div|center)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n|<br\s*/?>)[ \t]*", re.IGNORECASE)
_AROUND = "\ue000"  # Private characters hold places while the rest is escaped.
_ENDS = "\ue001"


Shown = Callable[[str], str]


def html_of(text: str, shown: Shown | None = None) -> str:
    """Safe HTML of one text."""
    if not _is_marked(text):
        return escape(text)
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"{_AROUND}{len(kept) - 1}{_ENDS}"

    text = _STYLED.sub("", text.replace(_AROUND, "").replace(_ENDS, ""))
    text = _ESCAPED.sub(lambda found: keep(escape(found[1])), text)
    text = SHOWN.sub(lambda found: keep(_place(found[1], shown)), text)
    text = _LINK.sub(lambda found: keep(_link(found[1], found[2])), text)
    text = _BREAK.sub("\n", text)
    text = _EMPHASIS.sub(r"<em>\2</em>", _STRONG.sub(r"<strong>\2</strong>", _HEADING.sub(r"<h>\1</h>", _escaped(text))))
    text = text.replace("<h>", '<strong class="heading">').replace("</h>\n", "</strong>").replace("</h>", "</strong>")
    text = text.replace("\n", "<br>")
    return re.sub(f"{_AROUND}([0-9]+){_ENDS}", lambda found: kept[int(found[1])], text)


def plain_of(text: str, shown: Shown | None = None) -> str:
    """The same words without marks, on one line; `shown` gives the answer at a path."""
    if not _is_marked(text):
        return text
    text = SHOWN.sub(lambda found: shown(found[1]) if shown else "…", text)
    text = _LINK.sub(r"\1", _ESCAPED.sub(r"\1", _STYLED.sub("", text)))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", _HEADING.sub(r"\1", text)))
    return " ".join(unescape(_BREAK.sub(" ", text)).split())


def literal_of(text: str) -> str:
    """A text, such as what somebody typed, as a label that says just that."""
    return _MARKS.sub(r"\\\1", text)


def spoken(text: str, others: Mapping[str, str], shown: Shown | None = None) -> str:
    """The default language's words and the others' by code, one of which shows: `data-in` names the language, "" the default."""
    if not others:
        return html_of(text, shown)
    told = "".join(f'<span data-in="{escape(code)}"{_speech(code)} hidden>{html_of(words, shown)}</span>' for code, words in others.items())
    return f'<span data-in="">{html_of(text, shown)}</span>{told}'


def _place(path: str, shown: Shown | None) -> str:
    return f'<span data-shows="{escape(path)}">{escape(shown(path) if shown else "") or "…"}</span>'


def _is_marked(text: str) -> bool:
    return any(sign in text for sign in "*_#[<\\$\n\r")


def _escaped(text: str) -> str:
    return escape(text, quote=True)


def _link(words: str, address: str) -> str:
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'


def _speech(code: str) -> str:
    """A private code tells a screen reader nothing."""
    spoken_as = "" if code.startswith("x-") else f' lang="{escape(code)}"'
    return f'{spoken_as} dir="{"rtl" if is_right_to_left(code) else "ltr"}"'
