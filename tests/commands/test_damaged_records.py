"""Pages of the live records and of their log, torn, emptied or with a bit changed: nothing starts on them, and nothing is written."""

import shutil
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle
from pathlib import Path
from threading import Event

import pytest

from fieldform.access.models import Agency, AgencyKind
from fieldform.access.users import add_agency
from fieldform.keys_folder import load_keys
from fieldform.upkeep.soundness import fault_of
from sync.tables import database
from tests.commands.conftest import Terminal
from tests.support.ground import lay, opened, sqlite_only

Damage = Callable[[bytes], bytes]

pytestmark = sqlite_only("looks at the SQLite file itself")
PAGE, LOG_HEADER = 4096, 32
FRAME = 24 + PAGE
COMMITS, LOOKS = 12, 8
ROWS = "WITH RECURSIVE row (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM row LIMIT 1500)"


def torn(page: bytes) -> bytes:
    """Its first sectors came to the disk, the rest is not what was written."""
    begun = len(page) // 4
    return page[:begun] + page[begun:][::-1]


def emptied(page: bytes) -> bytes:
    return bytes(len(page))


def a_bit_changed(page: bytes) -> bytes:
    middle = len(page) // 2
    return page[:middle] + bytes([page[middle] ^ 4]) + page[middle + 1 :]


EACH = pytest.mark.parametrize("how", [torn, emptied, a_bit_changed])


class Machine:
    """Records whose newest commits are in the log alone, as after a kill."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.config, self.keys = lay(terminal.home / "ground")
        self.file, self.log = (self.config.data_folder / name for name in ("fieldform.db", "fieldform.db-wal"))
        self.commits(*range(COMMITS))
        terminal.set("DATA", self.config.data_folder)
        terminal.set("KEYS", self.config.keys_folder)

    def commits(self, *numbers: int, anew_before: int | None = None) -> None:
        """One transaction each; before this one the log begins anew. What lies there then is what a kill leaves."""
        kept = self.terminal.home / "kept"
        with opened(self.config, self.keys):
            for number in numbers:
                if number == anew_before:
                    database.execute_sql("PRAGMA wal_checkpoint(RESTART)")
                add_agency(f"Agency {number}", AgencyKind.POLICE)
            shutil.copytree(self.config.data_folder, kept)
        shutil.rmtree(self.config.data_folder)
        kept.rename(self.config.data_folder)
        self.file.with_name("fieldform.db-shm").unlink()

    def damages(self, how: Damage, place: Path, at: int, size: int = PAGE) -> None:
        whole = place.read_bytes()
        place.write_bytes(whole[:at] + how(whole[at : at + size]) + whole[at + size :])
        self.file.with_name("fieldform.db-shm").unlink(missing_ok=True)

    def damages_the_log(self, how: Damage, frame: int) -> None:
        self.damages(how, self.log, LOG_HEADER + frame * FRAME, FRAME)

    def frames(self) -> int:
        return (self.log.stat().st_size - LOG_HEADER) // FRAME

    def fault(self) -> str:
        return fault_of(self.file, load_keys(self.config.keys_folder).database_key)

    def bytes(self) -> tuple[bytes, bytes]:
        return self.file.read_bytes(), self.log.read_bytes()


@pytest.fixture
def machine(terminal: Terminal) -> Iterator[Machine]:
    """Its port is taken, so that nothing ever begins to serve."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        terminal.set("PORT", taken.getsockname()[1])
        yield Machine(terminal)


def refuses(machine: Machine, *words: str) -> str:
    """In one line of whatever it says, with what to do, and without a byte changed."""
    before = machine.bytes()
    assert machine.terminal.run(*words) == 1
    assert machine.bytes() == before
    said = machine.terminal.one_clear_line() if machine.terminal.err else machine.terminal.out
    (line,) = [line for line in said.splitlines() if "The records are damaged" in line]
    assert "fieldform restore FILE --replace" in line
    return line


@EACH
def test_f3_it_does_not_start_on_a_damaged_page(machine: Machine, how: Damage) -> None:
    machine.damages(how, machine.file, 100 * PAGE)
    assert "page 101" in refuses(machine, "serve")


@EACH
def test_f3_it_does_not_start_on_a_log_that_is_damaged_in_the_middle(machine: Machine, how: Damage) -> None:
    machine.damages_the_log(how, machine.frames() // 2)
    assert "its log is broken in the middle" in refuses(machine, "serve")


@EACH
def test_f3_it_does_not_start_on_a_log_whose_own_header_is_damaged(machine: Machine, how: Damage) -> None:
    machine.damages(how, machine.log, 0, LOG_HEADER)
    assert "its log is broken in the middle" in refuses(machine, "serve")


def test_f3_config_check_says_the_same(machine: Machine) -> None:
    machine.damages(emptied, machine.file, 100 * PAGE)
    assert refuses(machine, "config", "check").startswith("ACT   Records: The records are damaged: ")


def test_f3_a_damaged_first_page_looks_like_a_wrong_key_and_both_are_said(machine: Machine) -> None:
    machine.damages(emptied, machine.file, 0)
    before = machine.bytes()
    assert machine.terminal.run("serve") == 1
    assert "FIELDFORM_KEYS" in machine.terminal.one_clear_line()
    assert "restore a backup" in machine.terminal.err
    assert machine.bytes() == before


@EACH
def test_f3_every_page_of_the_file_is_looked_at(machine: Machine, how: Damage) -> None:
    sound = machine.file.read_bytes()
    for at in range(7 * PAGE, len(sound), 23 * PAGE):  # The pages before are in the log, too.
        machine.damages(how, machine.file, at)
        assert machine.fault(), f"page {at // PAGE + 1}"
        machine.file.write_bytes(sound)
    assert not machine.fault()


def test_f3_a_file_that_was_cut_off_or_emptied_is_named(machine: Machine) -> None:
    sound = machine.file.read_bytes()
    for left in (b"", sound[: 100 * PAGE], sound[:-1000]):
        machine.file.write_bytes(left)
        assert machine.fault()


def test_f3_a_page_that_a_power_cut_tore_while_it_was_copied_from_the_log_is_no_damage(machine: Machine) -> None:
    page = int.from_bytes(machine.log.read_bytes()[LOG_HEADER : LOG_HEADER + 4], "big")
    machine.damages(torn, machine.file, (page - 1) * PAGE)
    assert machine.fault() == ""
    with opened(machine.config, machine.keys):
        assert Agency.select().count() == COMMITS


def test_f3_a_last_write_that_a_power_cut_tore_is_no_damage(machine: Machine) -> None:
    """Nor can a changed bit in it be told from that: the first device that comes with a receipt for it tells."""
    whole = machine.log.read_bytes()
    for cut in (1, PAGE, FRAME + 500, 2 * FRAME):
        machine.log.write_bytes(whole[:-cut])
        assert machine.fault() == ""
    machine.log.write_bytes(whole)
    machine.damages_the_log(a_bit_changed, machine.frames() - 1)
    assert machine.fault() == ""


def test_f3_what_an_earlier_turn_left_in_the_log_is_no_damage(machine: Machine) -> None:
    machine.commits(*range(COMMITS, COMMITS + 4), anew_before=COMMITS + 3)
    turns = {machine.log.read_bytes()[at + 8 : at + 16] for at in range(LOG_HEADER, machine.log.stat().st_size, FRAME)}
    assert len(turns) == 2
    assert machine.fault() == ""


def test_f3_a_server_that_writes_meanwhile_is_no_damage(machine: Machine) -> None:
    over = Event()

    def write() -> None:
        """So much that the log begins anew during each look; always over the same rows, so that no look is longer than the one before."""
        database.execute_sql("PRAGMA wal_autocheckpoint = 30")
        with closing(database):
            for row in cycle(range(1, 1500)):
                if over.is_set():
                    break
                database.execute_sql("UPDATE filler SET words = randomblob(6000) WHERE rowid = ?", (row,))

    with opened(machine.config, machine.keys):
        database.execute_sql("CREATE TABLE filler (words)")
        database.execute_sql(f"INSERT INTO filler {ROWS} SELECT randomblob(6000) FROM row")
        with ThreadPoolExecutor(1) as server:
            writing = server.submit(write)
            looks = [machine.fault() for _ in range(LOOKS)]
            over.set()
            writing.result()
    assert looks == [""] * LOOKS


def test_f3_a_backup_takes_the_place_of_damaged_records(machine: Machine) -> None:
    terminal = machine.terminal
    assert terminal.run("backup", str(terminal.home / "backups")) == 0
    (backup,) = (terminal.home / "backups").iterdir()
    machine.damages(torn, machine.file, 100 * PAGE)
    assert terminal.run("restore", str(backup), "--replace") == 0, terminal.err
    assert machine.fault() == ""
    with opened(machine.config, machine.keys):
        assert Agency.select().count() == COMMITS
