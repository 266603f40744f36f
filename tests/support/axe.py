"""Asks axe-core, an outside judge of accessibility, about the page that a real browser shows.

axe-core is a test tool from tests/js/node_modules; where it is not installed, tests marked `needed` are left out with that reason.
Public: problems, assert_clean, needed.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.browser import comes_true

SOURCE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
# What is right needs no report, and no page of ours brings frames or styles from elsewhere: a third of the time.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
}

# Of what is not shown Chromium may call an animation running for ever: only what can be seen is waited for.
STILL = "() => document.getAnimations().every((one) => one.playState !== 'running' || !one.effect.target.checkVisibility())"

needed = pytest.mark.skipif(not SOURCE.is_file(), reason="axe-core left out: node is not installed")


def assert_clean(page: Page) -> None:
    found = problems(page)
    assert not found, "\n".join([f"{page.url} as it stands:", *found])


def problems(page: Page) -> list[str]:
    """Each broken rule with the elements that break it, once nothing moves any more: half faded in, a word has too little contrast.

    Runs through the debugger, so the page's own policy stays in force.
    """
    page.evaluate(SOURCE.read_text(encoding="utf-8"))
    comes_true(page, STILL)
    answer = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{broken['id']}: {broken['help']}: {', '.join(_where(node) for node in broken['nodes'])}" for broken in answer["violations"]]


def _where(node: dict[str, list[object]]) -> str:
    return " ".join(str(step) for step in node["target"])
