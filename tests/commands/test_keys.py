"""The keys: private, whole or absent, and restored by the recovery key alone."""

import stat
from pathlib import Path

import pytest

from fieldform.keys_folder import RECOVERY_FILE, KeysProblem, copy_recovery, create_keys, key_id, load_keys, restore_keys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_keeps_them_from_everybody_else(folder: Path) -> None:
    create_keys(folder)
    assert mode(folder) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_it_refuses_keys_that_others_may_read(folder: Path) -> None:
    create_keys(folder)
    (folder / "database.key").chmod(0o640)
    with pytest.raises(KeysProblem, match=r"Others may read .*database\.key\. Close it with: chmod"):
        load_keys(folder)


def test_it_loads_what_it_made(folder: Path) -> None:
    create_keys(folder)
    keys = load_keys(folder)
    assert (len(keys.database_key), len(keys.secret_key)) == (32, 32)
    assert keys.current_sealing_id == key_id(keys.sealing[keys.current_sealing_id].public_key())


def test_it_never_makes_keys_over_others(folder: Path) -> None:
    create_keys(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(KeysProblem, match="already"):
        create_keys(folder)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_it_leaves_no_half_set_of_keys(folder: Path) -> None:
    (folder.parent / "keys.unfinished").mkdir()
    (folder.parent / "keys.unfinished" / "database.key").write_bytes(b"from a crash")
    create_keys(folder)
    assert load_keys(folder).database_key != b"from a crash"
    assert not (folder.parent / "keys.unfinished").exists()


def test_it_shows_a_recovery_key_in_thirteen_groups_of_four(folder: Path) -> None:
    groups = create_keys(folder).split("-")
    assert [len(group) for group in groups] == [4] * 13


def test_it_restores_them_with_the_recovery_key(folder: Path, tmp_path: Path) -> None:
    recovery_key = create_keys(folder)
    copy = copy_recovery(folder, tmp_path / "data")
    lost, again = load_keys(folder), tmp_path / "again"
    restore_keys(again, copy, f"  {recovery_key.lower().replace('-', ' ')}\n")
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert load_keys(again).secret_key == lost.secret_key
    assert mode(again / "database.key") == 0o600


def test_it_restores_nothing_with_another_key(folder: Path, tmp_path: Path) -> None:
    create_keys(folder)
    other = create_keys(tmp_path / "other")
    for wrong in (other, "AAAA-BBBB", "not a key at all!", ""):
        with pytest.raises(KeysProblem):
            restore_keys(tmp_path / "again", folder / RECOVERY_FILE, wrong)
    assert not (tmp_path / "again").exists()


def test_it_notices_a_damaged_copy(folder: Path, tmp_path: Path) -> None:
    recovery_key = create_keys(folder)
    sealed = bytearray((folder / RECOVERY_FILE).read_bytes())
    for place in (0, 20, len(sealed) - 1):
        damaged = tmp_path / "damaged"
        flipped = bytearray(sealed)
        flipped[place] ^= 1
        damaged.write_bytes(flipped)
        with pytest.raises(KeysProblem):
            restore_keys(tmp_path / "again", damaged, recovery_key)


@pytest.mark.parametrize("name", ["receipt.pem", "sealing.current", "database.key"])
def test_it_says_when_keys_are_damaged_or_missing(folder: Path, name: str) -> None:
    create_keys(folder)
    (folder / name).write_bytes(b"damaged")
    with pytest.raises(KeysProblem, match="damaged or incomplete"):
        load_keys(folder)
    (folder / name).unlink()
    with pytest.raises(KeysProblem, match="damaged or incomplete"):
        load_keys(folder)


def test_it_shows_no_key_in_the_copy_or_in_words(folder: Path) -> None:
    recovery_key = create_keys(folder)
    keys = load_keys(folder)
    sealed = (folder / RECOVERY_FILE).read_bytes()
    assert keys.database_key not in sealed
    assert recovery_key.encode() not in b"".join(path.read_bytes() for path in folder.iterdir())
