"""The style sheets keep the house's rules, and every ink can be read on every ground, by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest

from fieldform.paths import STATIC

SHEETS = sorted((STATIC / "css").rglob("*.css"))
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
COLOURS = {name: pair for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS)}
GROUNDS = ("paper", "surface", "sunken", "accent-soft", "danger-soft", "good-soft")
INKS = ("ink", "ink-soft", "accent", "danger", "good")
SHAPES = ("orange", "yellow", "line-strong")
TIMES = ("day", "night")
# Sides that Arabic would have to mirror by hand. A legend floats only to become an ordinary child of its grid.
SIDED = re.compile(r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![\w-])(?:left|right|width|height|min-width|max-width):")


def plain(sheet: str) -> str:
    """Without comments and without the conditions of @media, which know no logical width."""
    return re.sub(r"/\*.*?\*/|@media[^{]*", "", sheet, flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_it_uses_no_id_no_important_and_no_side(sheet: Path) -> None:
    text = plain(sheet.read_text(encoding="utf-8"))
    assert "!important" not in text
    assert not re.search(r"(?:^|[\s,>+~])#[a-z][\w-]*[^;]*\{", text, flags=re.MULTILINE)
    assert not SIDED.search(text)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_it_takes_every_colour_from_the_tokens(sheet: Path) -> None:
    if sheet.name not in ("tokens.css", "print.css"):
        text = plain(sheet.read_text(encoding="utf-8")).replace("light-dark(#e0a33a, #b3741a)", "")
        assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsl", text)


def test_it_imports_every_component() -> None:
    whole = (STATIC / "css" / "app.css").read_text(encoding="utf-8")
    for sheet in (STATIC / "css" / "components").glob("*.css"):
        assert f'"components/{sheet.name}"' in whole


@pytest.mark.parametrize(("ink", "ground", "time"), list(product(INKS, GROUNDS, TIMES)))
def test_it_can_be_read(ink: str, ground: str, time: str) -> None:
    assert contrast(ink, ground, time) >= 4.5


@pytest.mark.parametrize(("shape", "ground", "time"), list(product(SHAPES, GROUNDS, TIMES)))
def test_it_shows_shapes_and_edges(shape: str, ground: str, time: str) -> None:
    assert contrast(shape, ground, time) >= 3


@pytest.mark.parametrize(("ground", "time"), list(product(("accent", "danger"), TIMES)))
def test_it_can_be_read_on_a_filled_button(ground: str, time: str) -> None:
    assert contrast(f"on-{ground}", ground, time) >= 4.5


def contrast(one: str, other: str, time: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""
    darker, lighter = sorted(luminance(COLOURS[name][TIMES.index(time)]) for name in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
