"""Where the project's own files lie: beside the package in a checkout, inside it once installed.

Public: TEMPLATES, STATIC, LIBRARY, MIGRATIONS.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _beside_or_inside(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


TEMPLATES = _beside_or_inside("templates")
STATIC = _beside_or_inside("static")
LIBRARY = _PACKAGE / "forms" / "library"
MIGRATIONS = _PACKAGE / "migrations"
