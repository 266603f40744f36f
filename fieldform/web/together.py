"""Scripts that always come together go out as one file: each file more costs a round trip, and a phone's processor 5 to 10 ms.

Each part stays a module by itself: wrapped in a function of its own, it takes what it imports and gives what it exports, once. Under
its own address stands what hands that on, for those who import it alone. Only the ways to import and export that our scripts use are
known; any other is refused at start. Public: PARTS, WHOLE, together.
"""

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath, relpath

# What a form's page alone brings, each after what it imports. What other pages begin with, too, stays apart.
WHOLE = "js/officer/form.js"
PARTS = (
    "js/forms/answers.js",
    "js/forms/pattern.js",
    "js/forms/expression.js",
    "js/forms/functions.js",
    "js/forms/plan.js",
    "js/forms/frames.js",
    "js/forms/given.js",
    "js/forms/judging.js",
    "js/forms/working.js",
    "js/forms/logic.js",
    "js/officer/question.js",
    "js/officer/sheet.js",
    "js/officer/keeping.js",
)

_IMPORT = re.compile(r"""^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";\n""", re.MULTILINE)
_LATER = re.compile(r"""\bimport\("(\.{1,2}/[^"]+)"\)""")
_EXPORT = re.compile(r"^export ((?:async )?function\*? |class |const )(\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export) .*", re.MULTILINE)


def together(read: Callable[[str], str]) -> dict[str, str]:
    """By their paths: the one file, and what stands in the place of each part. `read` gives a module's text."""
    texts = {path: read(path) for path in (*PARTS, WHOLE)}
    return {WHOLE: _whole(texts)} | {path: _handed_on(path, texts[path]) for path in PARTS}


def _whole(texts: dict[str, str]) -> str:
    asked = {_target(path, found[2]) for path, text in texts.items() for found in _IMPORT.finditer(text)}
    outside = [f'import * as {_called(path)} from "{_from_whole(path)}";\n' for path in sorted(asked - set(texts))]
    wrapped = [_wrapped(path, text) for path, text in texts.items()]
    given = [f"export const {_names(texts[WHOLE])} = {_called(WHOLE)};\n", f"export {{ {', '.join(map(_called, PARTS))} }};\n"]
    return "".join((*outside, *wrapped, *given))


def _wrapped(path: str, text: str) -> str:
    taken = _IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_called(_target(path, found[2]))};\n", text)
    later = _LATER.sub(lambda found: f'import("{_from_whole(_target(path, found[1]))}")', taken)
    body = _EXPORT.sub(r"\1\2", later)
    if other := _OTHER.search(body):
        raise ValueError(f"{path} cannot be joined: {other[0]}")
    return f"const {_called(path)} = (() => {{\n{body}\nreturn {_names(text)};\n}})();\n"


def _handed_on(path: str, text: str) -> str:
    return f'import {{ {_called(path)} as it }} from "{_way(path, WHOLE)}";\nexport const {_names(text)} = it;\n'


def _names(text: str) -> str:
    return f"{{ {', '.join(found[2] for found in _EXPORT.finditer(text))} }}"


def _called(path: str) -> str:
    return re.sub(r"\W", "_", path.removeprefix("js/").removesuffix(".js"))


def _target(path: str, imported: str) -> str:
    return normpath(join(dirname(path), imported))


def _from_whole(path: str) -> str:
    return _way(WHOLE, path)


def _way(here: str, there: str) -> str:
    """As one module names another; without a dot in front it would name a package."""
    way = relpath(there, dirname(here))
    return way if way.startswith(".") else f"./{way}"
