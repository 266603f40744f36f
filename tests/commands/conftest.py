"""A terminal on a machine with nothing on it yet: commands run as typed, in folders that are thrown away."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldform.cli import main
from fieldform.config import Config
from sync.tables import database

PHRASE = "seven green paper boats"


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

    def one_clear_line(self) -> str:
        """What was said on stderr, which must be one line without a traceback."""
        assert self.err.count("\n") == 1
        assert self.err.startswith("fieldform: ")
        assert "Traceback" not in self.err
        return self.err


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    config = Config(data_folder=tmp_path / "data", keys_folder=tmp_path / "keys")
    before = database.obj
    here = Terminal(config, tmp_path, monkeypatch, capsys)
    here.set("DATA", config.data_folder)
    here.set("KEYS", config.keys_folder)
    yield here
    database.initialize(before)
