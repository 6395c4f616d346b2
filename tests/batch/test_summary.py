"""Where a summary may be written, and that it is known again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cts_docs.batch.summary import Summary
from cts_docs.batch.summary_files import check_summary, write_summary
from cts_docs.errors import CannotRunError
from cts_docs.services import Rendered
from cts_docs.services.summary_mark import is_summary
from cts_docs.services.workbook_paths import find_workbooks
from tests.conftest import ROOT

SAMPLE = ROOT / "samples/01-grade-1.xlsx"


def written(path: Path, *, cancelled: bool = False) -> Path:
    summary = Summary("en")
    summary.add(Rendered("a.xlsx", ()))
    summary.end([Path("a.xlsx"), Path("b.xlsx")], cancelled=cancelled)
    write_summary(path, summary)
    return path


@pytest.mark.parametrize("name", ["s.json", "s.xlsx"])
def test_earlier_summary_or_empty_file_is_replaced(name: str, tmp_path: Path) -> None:
    check_summary(written(tmp_path / name), [])
    (tmp_path / name).write_bytes(b"")
    check_summary(tmp_path / name, [])
    check_summary(tmp_path / "new" / name, [])

    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["s.json", "s.xlsx"])
def test_any_other_file_is_left_as_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(SAMPLE.read_bytes())

    with pytest.raises(CannotRunError, match="SUMMARY_OVER_FILE"):
        check_summary(tmp_path / name, [])


def test_named_input_is_not_replaced_even_where_it_is_a_summary(tmp_path: Path) -> None:
    path = written(tmp_path / "s.xlsx")

    with pytest.raises(CannotRunError, match="SUMMARY_OVER_FILE"):
        check_summary(path, [tmp_path / "missing.xlsx", path])


@pytest.mark.parametrize("place", ["folder.json", "file/s.json"])
def test_place_that_cannot_be_written_is_told_beforehand(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "file").write_bytes(b"x")

    with pytest.raises(CannotRunError, match="OUTPUT_IN_THE_WAY"):
        check_summary(tmp_path / place, [])


def test_summary_in_a_folder_of_workbooks_is_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(SAMPLE.read_bytes())
    written(tmp_path / "summary.xlsx")

    assert not is_summary(SAMPLE)
    assert find_workbooks([tmp_path]) == (tmp_path / "a.xlsx",)


def test_summary_of_a_batch_that_was_stopped_names_what_was_not_begun(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path / "s.xlsx", cancelled=True)).worksheets[0]
    told = json.loads(written(tmp_path / "s.json", cancelled=True).read_text("utf-8"))

    rows = list(sheet.iter_rows(values_only=True))
    assert [row[:2] for row in rows[1:3]] == [("a.xlsx", "done"), ("b.xlsx", "not started")]
    assert rows[4][0] == (
        "Stopped on request. 2 workbooks: 1 done, 0 unchanged, 0 refused, 0 not written, 1 not started."
    )
    assert (told["total"], told["cancelled"], told["counts"]["not_begun"]) == (2, True, 1)
    assert [one["state"] for one in told["workbooks"]] == ["done", "not_begun"]
