"""What is served is the code as written, without the comments that stand on lines of their own."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from fieldform.paths import STATIC
from fieldform.web.together import parts
from tests.access.place import Place

ACORN = Path(__file__).parents[1] / "js" / "node_modules" / "acorn" / "dist" / "acorn.mjs"
TOKENS = """
import { readFileSync } from "node:fs";
const { tokenizer } = await import(process.argv[1]);
const tokens = (text) => [...tokenizer(text, { ecmaVersion: "latest", sourceType: "module", locations: true })]
  .map(({ type, value, loc }) => JSON.stringify([type.label, String(value), loc.start.line, loc.start.column]));
for (const [name, written, served] of JSON.parse(readFileSync(0, "utf-8")))
  if (tokens(written).join() !== tokens(served).join()) console.log(name);
"""
needs_acorn = pytest.mark.skipif(not ACORN.is_file() or shutil.which("node") is None, reason="node and its packages are not installed")


def served(place: Place, name: str) -> str:
    return place.visitor().get(f"/static/x/{name}").text


@needs_acorn
def test_every_script_says_the_same_at_the_same_place(place: Place) -> None:
    names = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js")} - set(
        parts(lambda path: (STATIC / path).read_text(encoding="utf-8"))
    )
    pairs = [(name, (STATIC / name).read_text(encoding="utf-8"), served(place, name)) for name in names]
    node = ["node", "--input-type=module", "-e", TOKENS, ACORN.as_uri()]
    assert subprocess.run(node, input=json.dumps(pairs), capture_output=True, encoding="utf-8", check=True).stdout == ""
    assert sum(len(text) for _, _, text in pairs) < 0.8 * sum(len(text) for _, text, _ in pairs)


def test_a_sheet_comes_without_comments(place: Place) -> None:
    assert "/*" not in "".join(line for line in served(place, "css/app.css").splitlines() if line.lstrip().startswith("/*"))
    assert "@layer reset, tokens, base, layout, components, utilities;" in served(place, "css/app.css")
