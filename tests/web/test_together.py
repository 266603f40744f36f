"""Scripts that always come together are one file, and each is still a module by itself."""

import shutil
import subprocess
from pathlib import Path

import pytest

from fieldform.officer.modules import reached
from fieldform.paths import STATIC
from fieldform.web.together import PARTS, WHOLE, together

TEXTS = {
    PARTS[0]: 'import { base as from } from "./apart.js";\nconst own = from + 1;\nexport const first = { own };\nexport class Other {}\n',
    WHOLE: f'import {{ first }} from "../{PARTS[0][3:]}";\nconst own = 5;\nexport async function mount() {{\n  const {{ base }} = '
    'await import("../forms/apart.js");\n  return first.own + own + base;\n}\n',
}
ASKED = """
import { mount } from "./js/officer/form.js";
import { first } from "./js/forms/answers.js";
first.own += 100;
console.log(await mount());
"""


def blank(path: str) -> str:
    return TEXTS.get(path, "")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_each_part_is_there_once_whoever_imports_it_and_keeps_its_names_to_itself(tmp_path: Path) -> None:
    files = together(blank) | {"js/forms/apart.js": "export const base = 10;\n", "package.json": '{"type": "module"}', "asked.js": ASKED}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert subprocess.run(["node", "asked.js"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout == "126\n"


@pytest.mark.parametrize("line", ['import * as all from "./a.js";', "export default 1;", 'export { a } from "./a.js";', 'import "./a.js";'])
def test_a_way_to_import_that_it_does_not_know_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="cannot be joined"):
        together(lambda path: f"{line}\n" if path == WHOLE else "")


@pytest.mark.parametrize("view", ["home", "report", "today", "device"])
def test_nothing_is_joined_that_another_page_begins_with(view: str) -> None:
    assert not {*PARTS, WHOLE} & set(reached(STATIC, view))


def test_a_part_that_lies_beside_the_whole_names_it_as_a_file() -> None:
    """A report is withdrawn by a script that imports the sheet alone."""
    files = together(lambda path: "export const own = 1;\n" if path in PARTS else "")
    assert [path for path in PARTS if 'from "../' not in files[path] and 'from "./' not in files[path]] == []


def test_each_part_comes_after_what_it_imports() -> None:
    order = (*PARTS, WHOLE)
    texts = {path: (STATIC / path).read_text(encoding="utf-8") for path in order}
    for place, path in enumerate(order):
        later = (Path(other).name for other in order[place + 1 :])
        assert not any(
            line.startswith(("import {", "} from")) and f"/{name}" in line for name in later for line in texts[path].splitlines()
        )
