"""Corrections: written into a copy by the cell's kind, everything else as it was, and readable afterwards."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cts_docs.errors import Problem, RefusedError
from cts_docs.services import examine, open_context
from cts_docs.services.workbooks.correction import Correction, InputKind, correct_workbook, correctable_cells
from tests.conftest import ROOT

SAMPLES = ROOT / "samples"
MISTAKES = SAMPLES / "09-mistakes.xlsx"
FORMS, BASIC, CLAUSES, DECISION = "附录1 服务特性测评", "基本信息", "附录3 管理成熟度", "结论与决定"


def corrected(target: Path, *corrections: Correction, source: Path = MISTAKES) -> Path:
    correct_workbook(source, target, corrections, open_context(SAMPLES / "cts-docs.toml"))
    return target


def codes(path: Path) -> dict[tuple[str, str], str]:
    problems = examine(path, "render", open_context(SAMPLES / "cts-docs.toml")).problems
    return {(problem.sheet, problem.cell): problem.code for problem in problems}


def test_each_problem_of_an_input_has_an_input_of_its_kind() -> None:
    """The kinds are those of the fields: 认证类型 is chosen, 审核人日 is a number, 报告日期 a date."""
    problems = examine(MISTAKES, "render", open_context(SAMPLES / "cts-docs.toml")).problems
    found = {(one.sheet, one.cell): one for one in correctable_cells(problems)}
    kinds = {place: one.kind for place, one in found.items()}
    assert kinds[BASIC, "B7"] == kinds[BASIC, "B8"] == "text"
    assert kinds[BASIC, "B22"] == kinds[FORMS, "K9"] == kinds[CLAUSES, "I8"] == "number"
    assert kinds[CLAUSES, "K12"] == "lines"
    assert kinds[DECISION, "B13"] == "date"
    assert found[BASIC, "B17"].choices == ("初次认证", "监督", "再认证", "特殊审核")
    assert {(one.sheet, one.cell) for one in problems if one.cell} == set(found)


def test_problems_without_an_input_cell_have_none() -> None:
    problems = [
        Problem("COMPUTED_ALTERED", field="form_score[1]", sheet=FORMS, cell="K40"),
        Problem("FIELD_MISSING", field="client_name", sheet=BASIC),
        Problem("FIELD_MISSING", field="client_name", sheet=BASIC, cell="B5:B7"),
    ]
    assert correctable_cells(problems) == ()


def test_corrections_are_written_by_kind_and_their_problems_are_gone(tmp_path: Path) -> None:
    before = MISTAKES.read_bytes()
    corrections = (
        Correction(BASIC, "B8", "text", "示例省示例市示例路1号 <b>&"),
        Correction(BASIC, "B17", "choice", "初次认证"),
        Correction(BASIC, "B22", "number", "4.5"),
        Correction(FORMS, "L12", "number", "0.85"),
        Correction(FORMS, "N15", "number", "0.9"),
        Correction(DECISION, "B13", "date", "2026-03-23"),
    )
    path = corrected(tmp_path / "corrected.xlsx", *corrections)
    left = codes(path)
    assert not [one for one in corrections if (one.sheet, one.cell) in left]
    assert (CLAUSES, "I8") in left
    assert MISTAKES.read_bytes() == before
    book = load_workbook(path)
    assert book[BASIC]["B8"].value == "示例省示例市示例路1号 <b>&"
    assert (book[BASIC]["B22"].value, book[FORMS]["L12"].value, book[FORMS]["N15"].value) == (4.5, 0.85, 0.9)
    assert book[DECISION]["B13"].value == datetime.datetime(2026, 3, 23)


def test_a_cell_is_emptied(tmp_path: Path) -> None:
    left = codes(corrected(tmp_path / "corrected.xlsx", Correction(FORMS, "K9", "number", None)))
    assert left[FORMS, "K9"] == "COEFFICIENT_MISSING"


def test_all_else_stays_as_it_was(tmp_path: Path) -> None:
    path = corrected(tmp_path / "corrected.xlsx", Correction(BASIC, "B22", "number", "4.5"))
    with zipfile.ZipFile(MISTAKES) as old, zipfile.ZipFile(path) as new:
        assert set(new.namelist()) == set(old.namelist())
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed <= {"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml"} | {
        name for name in changed if name.startswith("xl/worksheets/")
    }
    before, after = load_workbook(MISTAKES), load_workbook(path)
    for sheet in before:
        cells = {cell.coordinate: cell.value for row in sheet for cell in row}
        cells_after = {cell.coordinate: cell.value for row in after[sheet.title] for cell in row}
        different = {place for place in cells if cells[place] != cells_after[place]}
        assert different == ({"B22"} if sheet.title == BASIC else set())


@pytest.mark.parametrize(
    ("kind", "entered", "code"),
    [
        ("number", "四", "CORRECTION_NUMBER"),
        ("number", "1e999999999", "CORRECTION_NUMBER"),
        ("number", "NaN", "CORRECTION_NUMBER"),
        ("number", "=1+1", "CORRECTION_NUMBER"),
        ("date", "2026-02-30", "CORRECTION_DATE"),
        ("date", "0001-01-01", "CORRECTION_DATE"),
    ],
)
def test_what_is_not_of_the_cells_kind_is_refused(
    tmp_path: Path, kind: InputKind, entered: str, code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        corrected(tmp_path / "corrected.xlsx", Correction(BASIC, "B22", kind, entered))
    (problem,) = refused.value.problems
    assert (problem.code, problem.sheet, problem.cell) == (code, BASIC, "B22")
    assert not (tmp_path / "corrected.xlsx").exists()


def test_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = corrected(tmp_path / "corrected.xlsx", Correction(BASIC, "B8", "text", "=HYPERLINK(1)"))
    cell = load_workbook(path)[BASIC]["B8"]
    assert (cell.value, cell.data_type) in (("=HYPERLINK(1)", "s"), ("=HYPERLINK(1)", "inlineStr"))


def test_an_unknown_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        corrected(tmp_path / "corrected.xlsx", Correction("没有", "B22", "text", "x"))
    assert refused.value.problems[0].code == "CORRECTION_CELL"
