"""Files with the build in their address: kept for ever by whoever fetched them, and never a mixture of two versions.

The build is a hash over static files, templates and forms. Public: install, asset, build_hash, hash_of.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, send_from_directory

from fieldform.access.guard import public
from fieldform.paths import LIBRARY, STATIC, TEMPLATES
from sync.encoding import b64

_EXTENSION = "fieldform.build"

# Named here because a machine's own table may differ (on Windows the registry can call a script plain text, and nosniff then stops it).
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


def install(app: Flask) -> None:
    app.extensions[_EXTENSION] = hash_of((STATIC, TEMPLATES, LIBRARY))
    app.add_url_rule("/static/<build>/<path:name>", "static_file", static_file)
    app.add_template_global(asset)


def asset(path: str) -> str:
    """The address of a static file in this build, such as `css/app.css`."""
    return f"/static/{build_hash()}/{path}"


def build_hash() -> str:
    return str(current_app.extensions[_EXTENSION])


@public("the same files for everybody")
def static_file(build: str, name: str) -> Response:
    response = send_from_directory(STATIC, name, mimetype=_TYPES.get(Path(name).suffix, "application/octet-stream"))
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
