"""Files that are no honest workbook: each refused with its code, within 10 s and 500 MB, leaving nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.workbook.bounded import Verdict, verdict, verdicts
from tests.workbook.hostile import CASES, MEGABYTE

CUTS = 40


def judged(folder: Path, files: Mapping[str, bytes]) -> dict[str, Verdict]:
    """Every file as a bounded process reads it; nothing may be left behind beside the files."""
    books, temporary = folder / "books", folder / "temporary"
    for each in (books, temporary):
        each.mkdir()
    paths = [books / f"{number}.xlsx" for number in range(len(files))]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
    found = verdicts(paths, temporary)
    assert sorted(books.iterdir()) == sorted(paths)
    assert list(temporary.iterdir()) == []
    return dict(zip(files, found, strict=True))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, filled: bytes) -> Mapping[str, Verdict]:
    """What came of every hostile file."""
    files = {name: change(filled) for name, (change, _) in CASES.items()}
    return judged(tmp_path_factory.mktemp("hostile"), files)


@pytest.mark.parametrize("name", CASES)
def test_refused_with_its_code(found: Mapping[str, Verdict], name: str) -> None:
    code = CASES[name][1]
    assert found[name].crash == ""
    assert found[name].refused
    assert not code or code in found[name].codes


def test_truncated_anywhere(tmp_path: Path, filled: bytes) -> None:
    ends = [
        *range(0, len(filled), len(filled) // CUTS),
        *(len(filled) - short for short in (1, 4, 21, 22, 60)),
    ]
    files = {str(end): filled[:end] for end in ends}
    for end, one in judged(tmp_path, files).items():
        assert one.crash == "", end
        assert set(one.codes) <= {"WORKBOOK_TRUNCATED", "WORKBOOK_NOT_A_WORKBOOK", "WORKBOOK_DAMAGED"}, end
        assert one.refused, end


def test_a_folder_a_pipe_and_a_device_are_no_workbooks(tmp_path: Path) -> None:
    pipe, folder, link = tmp_path / "pipe.xlsx", tmp_path / "folder.xlsx", tmp_path / "link.xlsx"
    to_pipe, to_folder = tmp_path / "to_pipe.xlsx", tmp_path / "to_folder.xlsx"
    os.mkfifo(pipe)
    folder.mkdir()
    link.symlink_to("/dev/zero")
    to_pipe.symlink_to(pipe)
    to_folder.symlink_to(folder)
    found = verdicts([pipe, folder, link, to_pipe, to_folder], tmp_path)
    assert [each.codes for each in found] == [("WORKBOOK_NOT_A_FILE",)] * 5


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    lost, circle = tmp_path / "lost.xlsx", tmp_path / "circle.xlsx"
    lost.symlink_to(tmp_path / "none.xlsx")
    circle.symlink_to(circle)
    found = verdicts([lost, circle], tmp_path)
    assert [each.codes for each in found] == [("WORKBOOK_FILE_MISSING",), ("WORKBOOK_UNREADABLE",)]


def test_a_link_to_a_workbook_is_read(tmp_path: Path, filled: bytes) -> None:
    (tmp_path / "real.xlsx").write_bytes(filled)
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real.xlsx")
    assert verdict(tmp_path / "link.xlsx", tmp_path) == Verdict((), False)


def test_a_missing_file(tmp_path: Path) -> None:
    assert verdict(tmp_path / "none.xlsx", tmp_path).codes == ("WORKBOOK_FILE_MISSING",)


def test_a_file_above_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as opened:
        opened.write(b"PK\x03\x04")
        opened.truncate(200 * MEGABYTE)
    assert verdict(path, tmp_path).codes == ("WORKBOOK_TOO_LARGE",)
