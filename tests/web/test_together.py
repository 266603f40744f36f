"""Scripts that always come together are one file, and each is still a module by itself."""

import shutil
import subprocess
from pathlib import Path

import pytest

from fieldform.officer.modules import reached
from fieldform.paths import STATIC
from fieldform.web.together import WHOLES, parts, together

FORM, _, INSIDE = WHOLES
TEXTS = {
    "js/forms/answers.js": 'import { base as from } from "./values.js";\nconst own = from + 1;\nexport const first = { own };\n'
    "export class Other {}\n",
    FORM: 'import { first } from "../forms/answers.js";\nconst own = 5;\nexport async function mount() {\n  const { base } = '
    'await import("../forms/values.js");\n  return first.own + own + base;\n}\n',
    INSIDE: 'import { first } from "../forms/answers.js";\nexport const seen = first;\n',
}
APART = {"js/forms/values.js": "export const base = 10;\n"}
ASKED = """
import { seen } from "./js/device/inside.js";
import { mount } from "./js/officer/form.js";
import { first } from "./js/forms/answers.js";
seen.own += 50;
first.own += 50;
console.log(await mount());
"""


def blank(path: str) -> str:
    return TEXTS.get(path, "")


def written(path: str) -> str:
    return (STATIC / path).read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_each_part_is_there_once_whoever_imports_it_and_keeps_its_names_to_itself(tmp_path: Path) -> None:
    files = together(blank) | APART | {"package.json": '{"type": "module"}', "asked.js": ASKED}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert subprocess.run(["node", "asked.js"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout == "126\n"


@pytest.mark.parametrize("line", ['import * as all from "./a.js";', "export default 1;", 'export { a } from "./a.js";', 'import "./a.js";'])
def test_a_way_to_import_that_it_does_not_know_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="cannot be joined"):
        together(lambda path: f"{line}\n" if path == FORM else "")


def test_scripts_that_import_each_other_are_refused() -> None:
    circle = {FORM: 'import { a } from "./a.js";\n', "js/officer/a.js": 'import { mount } from "./form.js";\n'}
    with pytest.raises(ValueError, match=r"js/officer/form.js cannot be joined: it imports itself, by way of js/officer/a.js"):
        together(lambda path: circle.get(path, ""))


@pytest.mark.parametrize("view", ["home", "report", "today", "device"])
def test_nothing_is_joined_that_another_page_begins_with(view: str) -> None:
    assert not set(parts(written)) & set(reached(STATIC, view))


def test_a_part_that_lies_beside_the_whole_names_it_as_a_file() -> None:
    """A report is withdrawn by a script that imports the sheet alone."""
    files = together(written)
    assert [path for path in parts(written) if path not in WHOLES and not files[path].startswith("import { ")] == []
    assert 'from "./form.js"' in files["js/officer/sheet.js"]


def test_each_part_comes_after_what_it_imports() -> None:
    order = list(parts(written))
    for place, path in enumerate(order):
        later = (Path(other).name for other in order[place + 1 :])
        assert not any(
            line.startswith(("import {", "} from")) and f"/{name}" in line for name in later for line in written(path).splitlines()
        )
