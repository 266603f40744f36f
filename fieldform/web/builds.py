"""Files with the build in their address: kept for ever by whoever fetched them, and never a mixture of two versions.

Read once at start, so what is served is what was hashed, and no address reaches the disk. The build is a hash over static files,
templates and forms. Comments on lines of their own, a third of what a phone would load, are left out, and in style sheets
what stands before a line's words; every line keeps its number, but in scripts that are joined (together.py).
Public: install, asset, build_hash, hash_of.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import cast

from flask import Flask, Response, abort, current_app

from fieldform.access.guard import public
from fieldform.paths import LIBRARY, STATIC, TEMPLATES
from fieldform.web.packing import answered
from fieldform.web.together import together
from sync.encoding import b64

_EXTENSION = "fieldform.build"

# The one way in which our sheets import each other.
_IMPORT = re.compile(r"""^@import url\("([^"]+)"\) layer\((\w+)\)(?: (\w+))?;\n""", re.MULTILINE)

# A comment that shares no line with code. It ends at its first */, so that none that begins a line of code takes the code along.
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)(?=\n|\Z)", re.MULTILINE | re.DOTALL)
_COMMENTED = (".css", ".js")
_INDENT = re.compile(rb"^[ \t]+", re.MULTILINE)

# Named here because a machine's own table may differ (on Windows the registry can call a script plain text, and nosniff then stops it).
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Build:
    name: str
    files: dict[str, StaticFile]


def install(app: Flask) -> None:
    app.extensions[_EXTENSION] = _built(hash_of((STATIC, TEMPLATES, LIBRARY)))
    app.add_url_rule("/static/<build>/<path:name>", "static_file", static_file)
    app.add_template_global(asset)


def asset(path: str) -> str:
    """The address of a static file in this build, such as `css/app.css`."""
    return f"/static/{build_hash()}/{path}"


def build_hash() -> str:
    return _build().name


@public("the same files for everybody")
def static_file(build: str, name: str) -> Response:
    file = _build().files.get(name) or abort(404)
    response = answered(file.content, file.kind)
    if build == build_hash():
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def hash_of(folders: Iterable[Path]) -> str:
    """Twelve characters that change with every name and every byte in these folders."""
    total = sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return b64(total.digest())[:12]


@cache
def _built(name: str) -> Build:
    """By its hash, so that a second app in this process reads and packs nothing again."""
    files = {path.relative_to(STATIC).as_posix(): _file(path) for path in STATIC.rglob("*") if path.is_file()}
    joined = together(lambda script: files[script].content.decode())
    return Build(name, files | {script: StaticFile(_TYPES[".js"], text.encode()) for script, text in joined.items()})


def _build() -> Build:
    return cast("Build", current_app.extensions[_EXTENSION])


def _file(path: Path) -> StaticFile:
    content = _lean(_joined(path)).encode() if path.suffix in _COMMENTED else path.read_bytes()
    if path.suffix == ".css":
        content = _INDENT.sub(b"", content)
    return StaticFile(_TYPES.get(path.suffix, "application/octet-stream"), content)


def _joined(path: Path) -> str:
    """A style sheet with those that it imports in their place: one request instead of a chain, and the words are read as written."""

    def imported(found: re.Match[str]) -> str:
        name, layer, media = found.groups()
        inner = f"@layer {layer} {{\n{(path.parent / name).read_text(encoding='utf-8')}}}\n"
        return f"@media {media} {{\n{inner}}}\n" if media else inner

    return _IMPORT.sub(imported, path.read_text(encoding="utf-8"))


def _lean(text: str) -> str:
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
