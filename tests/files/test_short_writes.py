"""A disk that takes a file and keeps less of it: nothing that was written is believed unseen."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from cts_docs.errors import CannotRunError
from cts_docs.files.writing import Disk, Failpoints, write_files


@pytest.fixture(autouse=True)
def _disk_that_loses_the_last_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(handle: int) -> None:
        found = os.fstat(handle)
        if stat.S_ISREG(found.st_mode):
            os.ftruncate(handle, found.st_size - 1)

    monkeypatch.setattr(os, "fsync", lose)


def test_a_shortened_document_leaves_the_old_one_and_no_rest(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"old")

    with pytest.raises(CannotRunError) as error:
        write_files(tmp_path, {"a.docx": b"new"})

    assert [problem.code for problem in error.value.problems] == ["OUTPUT_NO_SPACE"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.docx": b"old"}


def test_a_shortened_record_of_the_archive_is_an_error(tmp_path: Path) -> None:
    disk = Disk(tmp_path, Failpoints())

    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        disk.write(tmp_path / "record.json", b"{}")


def test_a_shortened_replacement_leaves_the_old_record(tmp_path: Path) -> None:
    (tmp_path / "record.json").write_bytes(b"old")

    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        Disk(tmp_path, Failpoints()).replace(tmp_path / "record.json", b"new", "token")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"record.json": b"old"}
