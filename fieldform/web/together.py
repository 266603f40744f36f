"""Scripts that always come together go out as one file: each file more costs a round trip, and a phone's processor 5 to 10 ms.

Each part stays a module by itself: wrapped in a function of its own, it takes what it imports and gives what it exports, once. Under
its own address stands what hands that on, for those who import it alone. Only the ways to import and export that our scripts use are
known; any other is refused at start. Public: WHOLES, APART, together, parts.
"""

import re
from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath, relpath

# Each takes in what it imports, and what that imports in turn, but for what one before it has: a form's page, the device's face to
# the page, and what lies behind that face.
WHOLES = ("js/officer/form.js", "js/device/fieldform.js", "js/device/inside.js")
# What other pages begin with, too.
APART = frozenset({"js/forms/moments.js", "js/forms/values.js"})

Read = Callable[[str], str]

_IMPORT = re.compile(r"""^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";\n""", re.MULTILINE)
_LATER = re.compile(r"""\bimport\("(\.{1,2}/[^"]+)"\)""")
_EXPORT = re.compile(r"^export ((?:async )?function\*? |class |const )(\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export) .*", re.MULTILINE)


def together(read: Read) -> dict[str, str]:
    """By their paths: the whole files, and what stands in the place of each part. `read` gives a module's text."""
    within = parts(read)
    texts = {path: read(path) for path in within}
    wholes = {whole: _whole(whole, {path: texts[path] for path in within if within[path] == whole}) for whole in WHOLES}
    return {path: _handed_on(path, whole, texts[path]) for path, whole in within.items()} | wholes


def parts(read: Read) -> dict[str, str]:
    """In which whole each module goes out, itself among them; each after what it imports."""
    within: dict[str, str] = {}
    for whole in WHOLES:
        _take_in(whole, whole, read, within, ())
    return within


def _take_in(path: str, whole: str, read: Read, within: dict[str, str], on_the_way: tuple[str, ...]) -> None:
    if path in on_the_way:
        raise ValueError(f"{path} cannot be joined: it imports itself, by way of {on_the_way[-1]}")
    if path in within or path in APART:
        return
    for imported in _imports(path, read(path)):
        _take_in(imported, whole, read, within, (*on_the_way, path))
    within[path] = whole


def _imports(path: str, text: str) -> list[str]:
    return [_target(path, found[2]) for found in _IMPORT.finditer(text)]


def _whole(whole: str, texts: Mapping[str, str]) -> str:
    asked = {imported for path, text in texts.items() for imported in _imports(path, text)}
    outside = [f'import * as {_called(path)} from "{_way(whole, path)}";\n' for path in sorted(asked - set(texts))]
    wrapped = [_wrapped(path, whole, text) for path, text in texts.items()]
    inner = ", ".join(_called(path) for path in texts if path != whole)
    given = [f"export const {_names(texts[whole])} = {_called(whole)};\n", f"export {{ {inner} }};\n"]
    return "".join((*outside, *wrapped, *given))


def _wrapped(path: str, whole: str, text: str) -> str:
    taken = _IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_called(_target(path, found[2]))};\n", text)
    later = _LATER.sub(lambda found: f'import("{_way(whole, _target(path, found[1]))}")', taken)
    body = _EXPORT.sub(r"\1\2", later)
    if other := _OTHER.search(body):
        raise ValueError(f"{path} cannot be joined: {other[0]}")
    return f"const {_called(path)} = (() => {{\n{body}\nreturn {_names(text)};\n}})();\n"


def _handed_on(path: str, whole: str, text: str) -> str:
    return f'import {{ {_called(path)} as it }} from "{_way(path, whole)}";\nexport const {_names(text)} = it;\n'


def _names(text: str) -> str:
    return f"{{ {', '.join(found[2] for found in _EXPORT.finditer(text))} }}"


def _called(path: str) -> str:
    return re.sub(r"\W", "_", path.removeprefix("js/").removesuffix(".js"))


def _target(path: str, imported: str) -> str:
    return normpath(join(dirname(path), imported))


def _way(here: str, there: str) -> str:
    """As one module names another; without a dot in front it would name a package."""
    way = relpath(there, dirname(here))
    return way if way.startswith(".") else f"./{way}"
