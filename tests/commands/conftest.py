"""A terminal on a machine with nothing on it yet: commands run as typed, in folders that are thrown away."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fieldform.cli import main
from fieldform.config import Config
from sync.tables import database
from tests.support.ground import on_postgresql

PHRASE = "seven green paper boats"
_LAID: list["TemporaryDirectory[str]"] = []


@dataclass
class Terminal:
    config: Config
    home: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""

    def run(self, *words: str, typed: str = "") -> int:
        """The exit code; what was printed is in `out` and `err`."""
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        try:
            code = main(words)
        except SystemExit as ending:
            code = int(ending.code or 0)
        self.out, self.err = self.capsys.readouterr()
        return code

    def set(self, variable: str, value: object) -> None:
        self.monkeypatch.setenv(f"FIELDFORM_{variable}", str(value))

    def init(self) -> str:
        """Initialised; the recovery key."""
        assert self.run("init", "--recovery-key-to", str(self.home / "recovery.txt")) == 0
        return (self.home / "recovery.txt").read_text().strip()

    def lay(self) -> None:
        """As `init` leaves it: the command runs once, what it left is copied. All that is laid has the same keys."""
        if _LAID:
            shutil.copytree(_LAID[0].name, self.home, dirs_exist_ok=True)
        else:
            self.init()
            _LAID.append(TemporaryDirectory(prefix="initialised "))
            shutil.copytree(self.home, _LAID[0].name, dirs_exist_ok=True)

    def one_clear_line(self) -> str:
        """What was said on stderr, which must be one line without a traceback."""
        assert self.err.count("\n") == 1
        assert self.err.startswith("fieldform: ")
        assert "Traceback" not in self.err
        return self.err


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    if on_postgresql():
        pytest.skip("a terminal's records are in the SQLite file")
    config = Config(data_folder=tmp_path / "data", keys_folder=tmp_path / "keys")
    before = database.obj
    here = Terminal(config, tmp_path, monkeypatch, capsys)
    here.set("DATA", config.data_folder)
    here.set("KEYS", config.keys_folder)
    yield here
    database.initialize(before)
