"""Workbooks whose blank version 0.1 made keep the formulas of their day, and are read without a word."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from cts_docs.workbook import read_workbook
from cts_docs.workbook.writing.cell_map import cell_map_of
from cts_docs.workbook.writing.formulas import computed_cells
from cts_docs.workbook.writing.layout import Layout
from tests.support.workbooks import workbook

# As version 0.1 wrote it for TBSC034 under the default readings.
SCORE_MISSING_OF_0_1 = (
    '=IF(result_grade="","",IF(result_grade=0,MAX(0,80*result_applicable_points*result_forms'
    "-result_earned_hundredths)/(result_applicable_points*result_forms),IF(result_grade=3,"
    "MAX(0,90*result_applicable_points*result_forms-result_earned_hundredths)"
    "/(result_applicable_points*result_forms),IF(result_grade=2,MAX(0,95*result_applicable_points"
    "*result_forms-result_earned_hundredths)/(result_applicable_points*result_forms),"
    '"已是最高级别"))))'
)
NEXT_GRADE_OF_0_1 = (
    '=IF(result_grade="","",IF(result_grade=0,"三级",IF(result_grade=3,"二级",'
    'IF(result_grade=2,"一级","已是最高级别"))))'
)


@pytest.mark.parametrize("selected", [{}, {"A5": "refuse"}, {"A4": "whole", "A1": "rows"}])
def test_formulas_of_0_1_are_no_alteration(
    tmp_path: Path, tbsc034: Specification, selected: dict[str, str]
) -> None:
    readings = choose(tbsc034, selected)
    book = openpyxl.load_workbook(io.BytesIO(workbook(tbsc034, readings=readings)))
    layout = Layout(tbsc034, readings, 2)
    changed = 0
    for cell in computed_cells(tbsc034, readings, cell_map_of(layout)):
        if cell.earlier:
            sheet = book[layout.names[cell.name].sheet]
            changed += sheet.cell(cell.row, cell.column).value != cell.earlier
            sheet.cell(cell.row, cell.column).value = cell.earlier
    assert changed
    path = tmp_path / "of-0.1.xlsx"
    book.save(path)
    assert read_workbook(path, lambda *_: tbsc034, lambda _: readings).problems == ()


@pytest.mark.parametrize(
    ("name", "formula"),
    [("result_score_missing", SCORE_MISSING_OF_0_1), ("result_next_grade", NEXT_GRADE_OF_0_1)],
)
def test_the_earlier_formulas_are_those_of_0_1(tbsc034: Specification, name: str, formula: str) -> None:
    readings = choose(tbsc034, {})
    cells = computed_cells(tbsc034, readings, cell_map_of(Layout(tbsc034, readings, 2)))
    (cell,) = (each for each in cells if each.name == name)
    assert formula in (cell.earlier, cell.formula)
