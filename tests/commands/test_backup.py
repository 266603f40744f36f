"""`fieldform backup` and `fieldform restore` as typed: one line each, or one clear line and a non-zero exit."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fieldform import backup_runs
from fieldform.commands.lock import only_server
from fieldform.commands.records import opened
from tests.commands.conftest import Terminal
from tests.support.servers import TREE


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    terminal.lay()
    assert terminal.run("agency", "add", "Marlow Police", "--kind", "police") == 0
    return terminal


def back_up(terminal: Terminal) -> Path:
    folder = terminal.home / "backups"
    assert terminal.run("backup", str(folder)) == 0, terminal.err
    return max(folder.iterdir())


def test_it_says_where_the_backup_is_and_that_it_was_read_back(ready: Terminal) -> None:
    source = back_up(ready)
    assert ready.out.startswith(f"{source}: ")
    assert "0 envelopes, read back whole in" in ready.out
    with opened(ready.config):
        last = backup_runs.last_good()
    assert last is not None
    assert last.size == source.stat().st_size


def test_it_makes_no_folder_of_a_mistyped_path(ready: Terminal) -> None:
    assert ready.run("backup", str(ready.home / "nowhere" / "deep")) == 1
    assert "nowhere" in ready.one_clear_line()
    assert not (ready.home / "nowhere").exists()


def test_it_writes_down_why_there_is_none(ready: Terminal) -> None:
    assert ready.run("backup", str(ready.config.data_folder / "here")) == 1
    assert "another disk" in ready.one_clear_line()
    with opened(ready.config):
        last = backup_runs.last()
    assert last is not None
    assert "another disk" in last.problem


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="prlimit, which makes a disk look full, is Linux's")
@pytest.mark.parametrize("room", [100_000, 400_000, 690_000])
def test_s4_a_disk_that_fills_up_leaves_one_line_and_no_half_of_a_backup(ready: Terminal, room: int) -> None:
    back_up(ready)
    folder = ready.home / "full"
    command = ["prlimit", f"--fsize={room}", sys.executable, "-m", "fieldform", "backup", str(folder)]
    answer = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr.count("\n"), answer.stdout) == (1, 1, ""), answer.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("wrong", ["0", "many", "7,x"])
def test_it_says_what_keep_takes(ready: Terminal, wrong: str) -> None:
    assert ready.run("backup", str(ready.home / "b"), "--keep", wrong) == 2
    assert "days and weeks" in ready.one_clear_line()


def test_it_checks_a_backup_and_changes_nothing(ready: Terminal) -> None:
    source, before = back_up(ready), (ready.config.data_folder / "fieldform.db").read_bytes()
    assert ready.run("restore", str(source), "--check") == 0
    assert "reads back whole and fits" in ready.out
    assert (ready.config.data_folder / "fieldform.db").read_bytes() == before


def test_it_restores_over_records_only_when_told_to(ready: Terminal) -> None:
    source = back_up(ready)
    assert ready.run("restore", str(source)) == 1
    assert "--replace" in ready.one_clear_line()
    assert ready.run("restore", str(source), "--replace") == 0
    assert "Everybody signs in again" in ready.out


def test_it_refuses_while_the_server_serves(ready: Terminal) -> None:
    source = back_up(ready)
    with only_server(ready.config.data_folder):
        assert ready.run("restore", str(source), "--replace") == 1
    assert "Stop it first" in ready.one_clear_line()


def test_the_recovery_key_and_a_backup_are_enough(ready: Terminal) -> None:
    """The machine is gone: what is left lies in the safe and on the other disk."""
    source = back_up(ready)
    shutil.rmtree(ready.config.data_folder)
    shutil.rmtree(ready.config.keys_folder)
    assert ready.run("restore", str(source)) == 2
    assert "--recovery-key-from" in ready.one_clear_line()
    assert ready.run("restore", str(source), "--recovery-key-from", str(ready.home / "recovery.txt")) == 0
    assert ready.run("agency", "add", "Marlow Police", "--kind", "police") == 1
    assert "already an agency" in ready.err


@pytest.mark.parametrize("content", [b"", b"not a backup at all"])
def test_it_says_that_a_file_is_no_backup(ready: Terminal, content: bytes) -> None:
    (ready.home / "file").write_bytes(content)
    assert ready.run("restore", str(ready.home / "file"), "--replace") == 1
    assert "no backup of Fieldform" in ready.one_clear_line()
    assert ready.run("restore", str(ready.home / "nothing there")) == 1
    assert "No such file" in ready.one_clear_line()
