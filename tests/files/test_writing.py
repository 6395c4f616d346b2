"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from cts_docs.errors import CannotRunError
from cts_docs.files.writing import write_file, write_files


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def failing(error: int) -> object:
    def fail(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    return fail


def code(error: pytest.ExceptionInfo[CannotRunError]) -> str:
    return error.value.problems[0].code


def test_files_are_written_with_exactly_their_content(tmp_path: Path) -> None:
    write_files(tmp_path / "new" / "folder", {"a.docx": b"one", "b.docx": b""})

    assert contents(tmp_path / "new" / "folder") == {"a.docx": b"one", "b.docx": b""}


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"old and longer")

    write_file(tmp_path / "a.docx", b"new")

    assert contents(tmp_path) == {"a.docx": b"new"}


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, "OUTPUT_NO_SPACE"), (errno.EDQUOT, "OUTPUT_NO_SPACE"), (errno.EIO, "OUTPUT_FAILED")],
)
def test_what_cannot_be_written_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: str
) -> None:
    (tmp_path / "a.docx").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", failing(number))

    with pytest.raises(CannotRunError) as error:
        write_files(tmp_path, {"a.docx": b"new", "b.docx": b"new"})

    assert code(error) == expected
    assert contents(tmp_path) == {"a.docx": b"old"}


def test_an_interruption_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(b"old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)

    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, {"a.docx": b"new"})

    assert contents(tmp_path) == {"a.docx": b"old"}


def test_a_file_held_open_elsewhere_is_named_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word on Windows holds its document so that it can neither be opened for writing nor replaced."""
    (tmp_path / "b.docx").write_bytes(b"open in Word")
    opened = Path.open

    def locked(path: Path, mode: str = "r") -> object:
        if path.name == "b.docx" and "+" in mode:
            raise PermissionError(errno.EACCES, "locked")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(CannotRunError) as error:
        write_files(tmp_path, {"a.docx": b"new", "b.docx": b"new"})

    assert code(error) == "OUTPUT_LOCKED"
    assert error.value.problems[0].file == str(tmp_path / "b.docx")
    monkeypatch.undo()
    assert contents(tmp_path) == {"b.docx": b"open in Word"}


def test_a_replacement_refused_at_the_last_moment_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", failing(errno.EACCES))

    with pytest.raises(CannotRunError) as error:
        write_files(tmp_path, {"a.docx": b"new", "b.docx": b"new"})

    assert code(error) == "OUTPUT_LOCKED"
    assert contents(tmp_path) == {}


def test_a_folder_that_allows_no_writing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "mkdir", failing(errno.EACCES))

    with pytest.raises(CannotRunError) as error:
        write_files(tmp_path / "new", {"a.docx": b"new"})

    assert code(error) == "OUTPUT_FOLDER"


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")

    with pytest.raises(CannotRunError) as error:
        write_files(tmp_path / "out", {"a.docx": b"new"})

    assert code(error) == "OUTPUT_IN_THE_WAY"
    assert (tmp_path / "out").read_bytes() == b"a file"
