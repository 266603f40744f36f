"""One backup in one file: what went in comes out, and nothing else ever does."""

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldform.upkeep.archive import BackupProblem, Damaged, Manifest, NotABackup, Reader, Writer, WrongKeys, read_header

KEY, OTHER = bytes(range(32)), bytes(32)
SAID = {"made_at": "2026-11-23T14:00:00+00:00", "release": "0.1.0"}


def write(path: Path, payload: bytes, key: bytes = KEY) -> Manifest:
    path.unlink(missing_ok=True)
    with Writer(path, key, kind="sqlite", sealed_keys=b"sealed", **SAID) as writer:
        for start in range(0, len(payload), 70_001):
            writer.write(payload[start : start + 70_001])
        return writer.finish(schema=("0001_initial",), instance="an id", counts={"envelope": 3}, **SAID)


def read(path: Path, key: bytes = KEY) -> bytes:
    return b"".join(Reader(path, key).pieces())


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000])
def test_what_went_in_comes_out(tmp_path: Path, size: int) -> None:
    payload = bytes(number % 251 for number in range(size))
    manifest = write(tmp_path / "one", payload)
    assert read(tmp_path / "one") == payload
    assert manifest.payload_bytes == size


def test_its_manifest_is_there_once_all_of_it_was_read(tmp_path: Path) -> None:
    manifest = write(tmp_path / "one", b"a payload")
    reader = Reader(tmp_path / "one", KEY)
    assert reader.manifest is None
    list(reader.pieces())
    assert reader.manifest == manifest


def test_it_shows_nothing_of_what_is_inside(tmp_path: Path) -> None:
    write(tmp_path / "one", b"ZZPHI-canary" * 100)
    assert b"canary" not in (tmp_path / "one").read_bytes()
    assert b"envelope" not in (tmp_path / "one").read_bytes()
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0


def test_each_is_sealed_differently(tmp_path: Path) -> None:
    write(tmp_path / "one", b"the same"), write(tmp_path / "two", b"the same")
    assert (tmp_path / "one").read_bytes()[-60:] != (tmp_path / "two").read_bytes()[-60:]


def test_other_keys_are_told_from_damage(tmp_path: Path) -> None:
    write(tmp_path / "one", b"a payload", key=OTHER)
    with pytest.raises(WrongKeys, match="other keys"):
        Reader(tmp_path / "one", KEY)


@settings(deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(tmp_path_factory: pytest.TempPathFactory, place: float, bit: int) -> None:
    path = tmp_path_factory.mktemp("flip") / "one"
    write(path, b"a payload " * 20_000)
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    path.write_bytes(content)
    with pytest.raises(BackupProblem):
        read(path)


@settings(deadline=None)
@given(part=st.floats(0, 1, exclude_max=True))
def test_no_end_can_be_missing(tmp_path_factory: pytest.TempPathFactory, part: float) -> None:
    path = tmp_path_factory.mktemp("cut") / "one"
    write(path, b"a payload " * 200_000)
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    with pytest.raises(BackupProblem):
        read(path)


def test_nothing_can_be_added_moved_or_left_out(tmp_path: Path) -> None:
    write(tmp_path / "one", bytes(3 * 1024 * 1024))
    head, *frames = frames_of((tmp_path / "one").read_bytes())
    assert len(frames) == 4
    for changed in ([*frames, frames[0]], [*frames[1:]], [frames[1], frames[0], *frames[2:]], [frames[0], *frames], frames[:3], frames[3:]):
        (tmp_path / "other").write_bytes(b"".join([head, *changed]))
        with pytest.raises(Damaged):
            read(tmp_path / "other")


def test_frames_of_another_backup_do_not_fit(tmp_path: Path) -> None:
    write(tmp_path / "one", b"a payload"), write(tmp_path / "two", b"a payload")
    head, *_ = frames_of((tmp_path / "one").read_bytes())
    _, *frames = frames_of((tmp_path / "two").read_bytes())
    (tmp_path / "mixed").write_bytes(b"".join([head, *frames]))
    with pytest.raises(Damaged):
        read(tmp_path / "mixed")


@pytest.mark.parametrize(
    "content",
    [b"", b"fieldform backup 1\n", b"SQLite format 3\0" * 9, b"fieldform backup 1\n\xff\xff\xff\xff", b"fieldform backup 1\n\0\0\0\2{}"],
)
def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one").write_bytes(content)
    with pytest.raises(NotABackup, match="no backup"):
        read_header(tmp_path / "one")


def frames_of(content: bytes) -> list[bytes]:
    """The head, and each frame with its length before it."""
    start = len(b"fieldform backup 1\n")
    end = start + 4 + struct.unpack_from(">I", content, start)[0]
    parts = [content[:end]]
    while end < len(content):
        following = end + 4 + struct.unpack_from(">I", content, end)[0]
        parts.append(content[end:following])
        end = following
    return parts
