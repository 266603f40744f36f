"""Workbooks are read in a process of their own: whatever one does to it is that file's line, and not the end."""

import json
import os
from pathlib import Path

import pytest

from fieldform.publishing import child
from fieldform.publishing.reading import read_many, read_one
from tests.forms.workbooks import small

ONE = ("text", "what", "What happened?")


def test_it_brings_the_form_as_it_was_read() -> None:
    reading = read_one(small(ONE), "unused", {})
    assert reading.form is not None
    assert (reading.form.form_id, reading.problems) == ("small", ())


def test_it_brings_what_is_wrong_by_place() -> None:
    reading = read_one(small(("texxt", "what", "What?")), "unused", {})
    assert reading.form is None
    assert [(one.sheet, one.row) for one in reading.problems] == [("survey", 2)]


def test_a_list_comes_with_the_form() -> None:
    reading = read_one(small(("select_one_from_file shelters.csv", "where", "Where?")), "unused", {"shelters.csv": b"name,label\na,A\n"})
    assert reading.form is not None, reading.problems
    assert list(reading.form.lists) == ["shelters"]


def test_one_that_takes_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "slow.md")  # Nobody ever writes into it: whoever opens it waits.
    (tmp_path / "good.xlsx").write_bytes(small(ONE))
    found = dict(read_many([tmp_path / "slow.md", tmp_path / "good.xlsx"], processes=1, seconds=3))
    assert "more than 3 seconds" in found[tmp_path / "slow.md"].problems[0].message
    assert found[tmp_path / "good.xlsx"].form is not None


def test_one_that_works_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "more than 0 seconds" in read_one(small(ONE), "unused", {}, seconds=0.01).problems[0].message


def test_they_come_in_the_order_in_which_they_were_named(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.xlsx" for n in range(12)]
    for path in paths:
        path.write_bytes(small(ONE))
    assert [path for path, reading in read_many(paths, processes=2) if reading.form] == paths


def test_whatever_a_reader_stumbles_over_is_a_refusal_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(child, "load_xlsform", stumble)
    told = child.answer({"content": "", "files": {}, "name": "x"})
    assert "RecursionError at test_reading.py" in told["problems"][0]["message"]
    assert json.dumps(told)


def test_memory_that_runs_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def eat(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "load_xlsform", eat)
    assert "more memory" in child.answer({"content": "", "files": {}, "name": "x"})["problems"][0]["message"]
