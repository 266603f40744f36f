"""`pip install .` must give everything: the wheel is built, unpacked elsewhere and started from another folder."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
NOT_COPIED = (".*", "node_modules", "__pycache__", "build", "*.egg-info")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, as a build writes into the folder it works on."""
    copy = tmp_path_factory.mktemp("copy") / "tree"
    shutil.copytree(TREE, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(built), str(copy)], check=True)
    return next(built.glob("fieldform-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    subprocess.run([*PIP, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    return target


def test_it_carries_every_file_of_the_tree(wheel: Path) -> None:
    expected = {
        *_files("fieldform", "fieldform", "*.py"),
        *_files("fieldform/forms/library", "fieldform/forms/library", "*.md"),
        *_files("fieldform/forms/library/lists", "fieldform/forms/library/lists", "*.csv"),
        *_files("sync", "sync", "*.py"),
        *_files("templates", "fieldform/templates", "*"),
        *_files("static", "fieldform/static", "*"),
    }
    assert expected <= _names(wheel), sorted(expected - _names(wheel))


def test_it_carries_nothing_else(wheel: Path) -> None:
    strangers = {name for name in _names(wheel) if not name.startswith(("fieldform/", "sync/")) and ".dist-info/" not in name}
    assert strangers == set()


def test_its_command_works_outside_the_tree(installed: Path, tmp_path: Path) -> None:
    command = [str(installed / "bin" / "fieldform"), "--help"]
    answer = subprocess.run(command, cwd=tmp_path, env=_only(installed), capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "serve" in answer.stdout


def test_an_installed_one_finds_its_pages_and_forms(installed: Path, tmp_path: Path) -> None:
    asked = "from fieldform.paths import *; print(*(one for one in (TEMPLATES, STATIC, LIBRARY, MIGRATIONS) if one.is_dir()), sep='\\n')"
    command = [sys.executable, "-c", asked]
    answer = subprocess.run(command, cwd=tmp_path, env=_only(installed), capture_output=True, text=True, check=True)
    assert [Path(line).is_relative_to(installed) for line in answer.stdout.splitlines()] == [True] * 4


def _files(folder: str, inside: str, pattern: str) -> set[str]:
    """What the wheel should call the files below a folder of the tree."""
    found = (path for path in (TREE / folder).rglob(pattern) if path.is_file() and "__pycache__" not in path.parts)
    return {f"{inside}/{path.relative_to(TREE / folder).as_posix()}" for path in found}


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _only(target: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("FIELDFORM_", "PYTHON"))}
    return kept | {"PYTHONPATH": str(target)}
