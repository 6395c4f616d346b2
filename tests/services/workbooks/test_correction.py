"""Corrections: written into a copy by the cell's kind, everything else as it was, and readable afterwards."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cts_docs.errors import Problem, RefusedError
from cts_docs.services import examine, open_context
from cts_docs.services.workbooks.correction import (
    CorrectableCell,
    Correction,
    InputKind,
    correct_workbook,
    correctable_cells,
)
from tests.conftest import ROOT

SAMPLES = ROOT / "samples"
MISTAKES = SAMPLES / "09-mistakes.xlsx"
BASIC, FORMS = "基本信息", "附录1 服务特性测评"


@cache
def mistakes() -> Mapping[str, CorrectableCell]:
    """The cells with problems of the sample by the key of their input."""
    problems = examine(MISTAKES, "render", open_context(SAMPLES / "cts-docs.toml")).problems
    return {one.key: one for one in correctable_cells(problems)}


def entered(key: str, text: str | None) -> Correction:
    one = mistakes()[key]
    return Correction(one.sheet, one.cell, one.kind, text)


def corrected(target: Path, *corrections: Correction) -> Path:
    correct_workbook(MISTAKES, target, corrections, open_context(SAMPLES / "cts-docs.toml"))
    return target


def codes(path: Path) -> dict[str, str]:
    problems = examine(path, "render", open_context(SAMPLES / "cts-docs.toml")).problems
    return {problem.field: problem.code for problem in problems}


def test_each_problem_of_an_input_has_an_input_of_its_kind() -> None:
    """The kinds are those of the fields: 审核类型 is chosen, 审核人日 is a number, 报告日期 a date."""
    kinds = {key: one.kind for key, one in mistakes().items()}
    assert kinds["client_credit_code"] == kinds["client_address"] == "text"
    assert kinds["person_days"] == kinds["experience_coefficients[1.1,1]"] == "number"
    assert kinds["maturity_levels[1.4]"] == "number"
    assert kinds["maturity_evidence[3.1]"] == "lines"
    assert kinds["report_date"] == "date"
    assert mistakes()["audit_type"].choices == ("初次认证", "监督", "再认证", "特殊审核")
    assert set(codes(MISTAKES)) == set(kinds)


def test_problems_without_an_input_cell_have_none() -> None:
    problems = [
        Problem("COMPUTED_ALTERED", field="form_score[1]", sheet=FORMS, cell="K40"),
        Problem("FIELD_MISSING", field="client_name", sheet=BASIC),
        Problem("FIELD_MISSING", field="client_name", sheet=BASIC, cell="B5:B7"),
    ]
    assert correctable_cells(problems) == ()


def test_corrections_are_written_by_kind_and_their_problems_are_gone(tmp_path: Path) -> None:
    before = MISTAKES.read_bytes()
    texts = {
        "client_address": "示例省示例市示例路1号 <b>&",
        "audit_type": "初次认证",
        "person_days": "4.5",
        "experience_coefficients[2.1,2]": "0.85",
        "experience_coefficients[3.1,4]": "0.9",
        "report_date": "2026-03-23",
    }
    path = corrected(tmp_path / "corrected.xlsx", *(entered(key, text) for key, text in texts.items()))
    assert texts.keys().isdisjoint(codes(path))
    assert codes(path)["maturity_levels[1.4]"] == "LEVEL_UNKNOWN"
    assert MISTAKES.read_bytes() == before
    book = load_workbook(path)
    found = {key: book[mistakes()[key].sheet][mistakes()[key].cell].value for key in texts}
    assert found.pop("report_date").date() == datetime.date(2026, 3, 23)
    numbers = ("person_days", "experience_coefficients[2.1,2]", "experience_coefficients[3.1,4]")
    assert [found.pop(key) for key in numbers] == [4.5, 0.85, 0.9]
    assert found == {key: texts[key] for key in ("client_address", "audit_type")}


def test_a_cell_is_emptied(tmp_path: Path) -> None:
    key = "experience_coefficients[1.1,1]"
    assert codes(corrected(tmp_path / "corrected.xlsx", entered(key, None)))[key] == "COEFFICIENT_MISSING"


def test_all_else_stays_as_it_was(tmp_path: Path) -> None:
    place = mistakes()["person_days"]
    path = corrected(tmp_path / "corrected.xlsx", entered("person_days", "4.5"))
    with zipfile.ZipFile(MISTAKES) as old, zipfile.ZipFile(path) as new:
        assert set(new.namelist()) == set(old.namelist())
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    kinds = ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/")
    assert [name for name in changed if not name.startswith(kinds)] == []
    before, after = load_workbook(MISTAKES), load_workbook(path)
    different = {
        (sheet.title, cell.coordinate)
        for sheet in before
        for row in sheet
        for cell in row
        if cell.value != after[sheet.title][cell.coordinate].value
    }
    assert different == {(place.sheet, place.cell)}


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
    path = corrected(tmp_path / "corrected.xlsx", entered("client_address", "=HYPERLINK(1)"))
    place = mistakes()["client_address"]
    cell = load_workbook(path)[place.sheet][place.cell]
    assert (cell.value, cell.data_type) in (("=HYPERLINK(1)", "s"), ("=HYPERLINK(1)", "inlineStr"))


def test_an_unknown_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        corrected(tmp_path / "corrected.xlsx", Correction("没有", "B22", "text", "x"))
    assert refused.value.problems[0].code == "CORRECTION_CELL"
