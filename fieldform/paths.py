"""Where the project's own files lie: beside the package in a checkout, inside it once installed.

Public: PACKAGE, TEMPLATES, STATIC, LIBRARY, MIGRATIONS.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _beside_or_inside(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = _beside_or_inside("templates")
STATIC = _beside_or_inside("static")
LIBRARY = PACKAGE / "forms" / "library"
MIGRATIONS = PACKAGE / "migrations"
