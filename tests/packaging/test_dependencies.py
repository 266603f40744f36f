"""What is installed is what was reviewed: pinned, hashed, with a reason, and from wherever this machine gets its packages."""

import configparser
import json
import re
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
LISTS = ("requirements/run.txt", "requirements/test.txt")
NODE_TOOLS = ("tests/js", "tests/bench/peers/pouchdb", "tests/bench/peers/enketo")


@pytest.mark.parametrize("name", LISTS)
def test_it_pins_every_package_with_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (TREE / name).read_text())
    assert [entry for entry in entries if not re.match(r"[a-z0-9-]+==\S+ \\\n( {4}--hash=sha256:[0-9a-f]{64})", entry)] == []


@pytest.mark.parametrize("name", [*LISTS, *(f"{folder}/.npmrc" for folder in NODE_TOOLS)])
def test_it_names_no_place_to_fetch_from(name: str) -> None:
    assert re.findall(r"//|--index|--find-links|registry\s*=", (TREE / name).read_text()) == []


@pytest.mark.parametrize("folder", NODE_TOOLS)
def test_a_lock_of_node_packages_names_no_place_either_and_pins_each_by_its_content(folder: str) -> None:
    packages = json.loads((TREE / folder / "package-lock.json").read_text())["packages"]
    assert [path for path, package in packages.items() if "resolved" in package or (path and "integrity" not in package)] == []


def test_the_checks_run_on_what_the_server_runs_on() -> None:
    assert _pins("requirements/run.txt").items() <= _pins("requirements/test.txt").items()


def test_it_pins_what_an_installation_asks_for() -> None:
    assert _asked_for() <= _pins("requirements/run.txt").keys()


def test_each_dependency_has_its_reason_in_writing() -> None:
    reasons = (TREE / "docs/decisions/0007-dependencies.md").read_text().lower()
    assert sorted(name for name in _wished("requirements/run.in") | _wished("requirements/test.in") if name not in reasons) == []


def test_every_decision_is_listed() -> None:
    folder = TREE / "docs" / "decisions"
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text())
    assert listed == sorted(path.name for path in folder.glob("0*.md"))


def _pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (TREE / name).read_text(), re.MULTILINE))


def _asked_for() -> set[str]:
    settings = configparser.ConfigParser()
    settings.read(TREE / "setup.cfg", encoding="utf-8")
    return {_plain(line) for line in settings["options"]["install_requires"].split("\n") if line}


def _wished(name: str) -> set[str]:
    """The names in a requirements/*.in, without the stubs, which the decision names by what they describe."""
    lines = (TREE / name).read_text().splitlines()
    return {_plain(line) for line in lines if line and line[0] not in "#-" and not line.startswith("types-")}


def _plain(requirement: str) -> str:
    return re.split(r"[\[>=\s#]", requirement)[0].lower()
