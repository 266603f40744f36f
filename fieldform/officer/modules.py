"""Which scripts a page needs before its first tap: every further file costs a round trip, so there is a ceiling.

What comes within another file is not counted (web/together.py). Read from the files themselves, so that no list can go stale.
Knows no form. Public: first_tap_modules, reached, FIRST_TAP_CEILING.
"""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from fieldform.web.together import parts

FIRST_TAP_CEILING = 12
_ENTRIES = {
    "home": ("js/behaviours/page.js", "js/officer/app.js", "js/officer/home.js"),
    "form": ("js/behaviours/page.js", "js/officer/app.js", "js/officer/form.js"),
    "report": ("js/behaviours/page.js", "js/officer/app.js", "js/officer/report.js"),
    "today": ("js/behaviours/page.js", "js/officer/app.js", "js/officer/today.js"),
    "device": ("js/behaviours/page.js", "js/officer/app.js", "js/officer/on-device.js"),
}
# `import x from "./x.js"`, also over several lines; an `import(…)` is what comes later.
_STATIC_IMPORT = re.compile(r"""^(?:import|export)\s+(?:[\w*{}\s,$]+?\s+from\s+)?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


@cache
def first_tap_modules(folder: Path, view: str) -> tuple[str, ...]:
    """Paths below `folder` of the files that `view` ("home", "form", "report", "today" or "device") begins with, each once."""
    within = _within(folder)
    return tuple(module for module in reached(folder, view) if within.get(module, module) == module)


@cache
def _within(folder: Path) -> dict[str, str]:
    return parts(lambda module: (folder / module).read_text(encoding="utf-8"))


def reached(folder: Path, view: str) -> tuple[str, ...]:
    """All modules that it imports statically."""
    found: dict[str, None] = {}
    waiting = list(_ENTRIES[view])
    while waiting:
        module = waiting.pop(0)
        if module not in found:
            found[module] = None
            waiting += _imports(folder, module)
    return tuple(found)


def _imports(folder: Path, module: str) -> list[str]:
    text = (folder / module).read_text(encoding="utf-8")
    return [normpath(join(dirname(module), target)) for target in _STATIC_IMPORT.findall(text)]
