"""Which files WORKBOOK means, and where their documents go."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.errors import CannotRunError
from cts_docs.services.workbook_paths import find_workbooks, folder_name, output_folders


def codes(error: pytest.ExceptionInfo[CannotRunError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_a_folder_means_the_workbooks_directly_in_it(tmp_path: Path) -> None:
    touch(tmp_path, "b.xlsx", "a.XLSM", "note.txt", "~$b.xlsx", ".hidden.xlsx", "deeper/c.xlsx")

    assert find_workbooks([tmp_path]) == (tmp_path / "a.XLSM", tmp_path / "b.xlsx")


def test_a_named_file_is_meant_whatever_its_name(tmp_path: Path) -> None:
    touch(tmp_path, "scores.bin")

    assert find_workbooks([tmp_path / "scores.bin"]) == (tmp_path / "scores.bin",)


def test_a_workbook_named_twice_counts_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.xlsx")

    assert find_workbooks([tmp_path, tmp_path / "a.xlsx"]) == (tmp_path / "a.xlsx",)


def test_every_missing_path_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(CannotRunError) as error:
        find_workbooks([tmp_path / "no.xlsx", tmp_path / "empty", tmp_path / "none.xlsx"])

    assert codes(error) == ["PATH_MISSING", "FOLDER_WITHOUT_WORKBOOKS", "PATH_MISSING"]


@pytest.mark.parametrize(
    ("workbook", "folder"),
    [
        ("评分.xlsx", "评分"),
        ("a.b.xlsx", "a.b"),
        ("CON.xlsx", "CON_"),
        ("lpt1.2026.xlsx", "lpt1.2026_"),
        ("tail. .xlsx", "tail"),
        ('a<b>:"c|d?e*.xlsx', "a_b___c_d_e_"),
        ("line\nbreak.xlsx", "line_break"),
        ("..xlsx", "_"),
    ],
)
def test_output_folders_have_names_that_windows_takes(workbook: str, folder: str) -> None:
    assert folder_name(Path(workbook)) == folder


def test_each_workbook_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = output_folders([Path("x/a.xlsx"), Path("x/b.xlsx")], tmp_path)

    assert folders == {Path("x/a.xlsx"): tmp_path / "a", Path("x/b.xlsx"): tmp_path / "b"}


def test_two_workbooks_that_would_share_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError) as error:
        output_folders([Path("x/a.xlsx"), Path("y/A.xlsm")], tmp_path)

    assert codes(error) == ["WORKBOOK_SAME_NAME"]
    assert error.value.problems[0].values == {"other": "x/a.xlsx"}
