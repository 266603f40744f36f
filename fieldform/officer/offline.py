"""What a browser keeps so that a device can always write: the shell, the newest forms, the files of one release; and how it is installed.

Only addresses whose answers are the same for everybody; never anything about a person.
Public: Precache, precache, worker_script, manifest, page_of, report_page_of.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any

from fieldform.forms import Form
from fieldform.paths import STATIC
from fieldform.web.builds import asset, build_hash

HOME = "/officer/"
TODAY = "/officer/today"
ON_DEVICE = "/officer/device"
MANIFEST = "/manifest.webmanifest"
_WORKER = "js/worker/worker.js"
_STRATEGIES = "js/worker/strategies.js"
_KINDS = frozenset((".css", ".js", ".svg", ".png", ".woff2"))
_NOT_FOR_OFFICERS = ("js/worker/", "js/desk/", "css/desk", "css/components/")  # app.css comes with its components in it.


@dataclass(frozen=True, slots=True)
class Precache:
    """As static/js/worker/strategies.js reads it; `version` changes with every address and every byte behind one."""

    build: str
    strategies: str
    pages: tuple[str, ...]
    files: tuple[str, ...]
    newest: dict[str, str]
    unreviewed: dict[str, tuple[str, ...]]
    version: str = ""

    def as_script(self) -> str:
        return f"self.precache = {json.dumps(asdict(self), sort_keys=True)};\n"


def precache(forms: Sequence[Form], withdrawn: Sequence[Form], unreviewed: Mapping[str, tuple[str, ...]]) -> Precache:
    """For these forms, the newest of each, and every file of this build that an officer's page may ask for. Nobody starts a withdrawn
    form; what was begun or sent with it still opens without a network. `unreviewed`: by a form's id the
    languages beside which its page says so."""
    newest = {f"/officer/forms/{form.form_id}": page_of(form) for form in forms}
    listed = Precache(
        build=build_hash(),
        strategies=asset(_STRATEGIES),
        pages=(HOME, TODAY, ON_DEVICE, *newest.values(), *map(page_of, withdrawn), *map(report_page_of, (*forms, *withdrawn))),
        files=(MANIFEST, *(asset(path) for path in _files()), *_public_lists((*forms, *withdrawn))),
        newest=newest,
        unreviewed={form_id: codes for form_id, codes in unreviewed.items() if codes},
    )
    return replace(listed, version=sha256(listed.as_script().encode()).hexdigest()[:16])


def worker_script() -> str:
    """The last line names the build: a browser looks for a new worker by comparing this file's bytes first."""
    return f"{_worker_text()}\n// build {build_hash()}\n"


def manifest(forms: Sequence[Form]) -> dict[str, Any]:
    """A web app manifest (W3C): how the app is called and looks on a home screen."""
    return {
        "id": HOME,
        "name": "Fieldform",
        "short_name": "Fieldform",
        "start_url": HOME,
        "scope": "/",
        "display": "standalone",
        "background_color": "#0b0a09",
        "theme_color": "#0b0a09",
        "icons": [_icon(shape, size) for shape in ("icon", "maskable") for size in (192, 512)],
        "shortcuts": [{"name": form.title, "url": f"/officer/forms/{form.form_id}"} for form in forms],
    }


def page_of(form: Form) -> str:
    return f"/officer/forms/{form.form_id}/{form.version}"


def report_page_of(form: Form) -> str:
    """Where a report made with this form is read on the device that sent it."""
    return f"{page_of(form)}/report"


@cache
def _worker_text() -> str:
    return (STATIC / _WORKER).read_text(encoding="utf-8")


@cache
def _files() -> list[str]:
    # Listed once, as web/builds.py reads them once: a running server goes on with the release it started with.
    found = (path for path in STATIC.rglob("*") if path.suffix in _KINDS)
    return sorted(name for name in (path.relative_to(STATIC).as_posix() for path in found) if not name.startswith(_NOT_FOR_OFFICERS))


def _public_lists(forms: Sequence[Form]) -> list[str]:
    found = {attached.sha256 for form in forms for attached in form.lists.values() if attached.public}
    return sorted(f"/officer/form-files/{sha256}" for sha256 in found)


def _icon(shape: str, size: int) -> dict[str, str]:
    purpose = "maskable" if shape == "maskable" else "any"
    return {"src": asset(f"icons/{shape}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
