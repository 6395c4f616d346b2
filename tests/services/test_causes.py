"""A problem that only follows from another one names its cause, and its remedy is the cause's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cts_docs.assessment.fields import Stage
from cts_docs.assessment.readings import choose
from cts_docs.errors import Problem
from cts_docs.problem_groups import problem_remedy
from cts_docs.services.context import open_context
from cts_docs.services.workbooks.check import examine
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook
from tests.support.workbooks import put, workbook
from tests.workbook.editing import place, with_cell, with_part

TEXT = {("experience_coefficients", 0, 0): "0.9"}


def with_saved(content: bytes, name: str, value: str) -> bytes:
    """A workbook with a saved value beside the formula of a cell."""
    part, cell = place(content, name)
    formula = re.compile(rf'(<c r="{cell}"[^>]*><f>.*?</f>)(?:<v ?/>|<v></v>)')
    changed = with_part(content, part, lambda xml: formula.sub(rf"\g<1><v>{value}</v>", xml))
    assert changed != content
    return changed


def stale(folder: Path, content: bytes) -> Problem:
    path = put(folder, "book.xlsx", with_saved(content, "result_management_total", "29"))
    problems = examine(path, "score", open_context(None)).problems
    (found,) = [problem for problem in problems if problem.field == "result_management_total"]
    return found


def test_a_saved_value_differs_because_numbers_are_text(tmp_path: Path, tbsc034: Specification) -> None:
    found = stale(tmp_path, workbook(tbsc034, cells=dict(TEXT)))
    assert found.because == "NUMBER_AS_TEXT"
    assert not found.is_error
    assert all("F9" not in problem_remedy(found, language) for language in ("zh", "en"))


def test_a_saved_value_differs_because_the_points_were_changed(
    tmp_path: Path, tbsc034: Specification
) -> None:
    changed = with_cell(workbook(tbsc034), "indicator_points", "<v>50</v>")
    assert stale(tmp_path, changed).because == "CONSTANT_CHANGED"


def test_a_saved_value_that_was_not_recalculated_has_no_cause(tmp_path: Path, tbsc034: Specification) -> None:
    found = stale(tmp_path, workbook(tbsc034))
    assert found.because == ""
    assert "F9" in problem_remedy(found, "zh")


@pytest.mark.parametrize("stage", ["score", "render", "issue"])
def test_a_blank_is_not_filled_in_by_sheet(tmp_path: Path, tbsc034: Specification, stage: Stage) -> None:

    path = put(tmp_path, "blank.xlsx", blank_workbook(tbsc034, choose(tbsc034, {})))
    problems = examine(path, stage, open_context(None)).problems
    assert {problem.code for problem in problems if problem.is_error} == {"SHEET_NOT_FILLED_IN"}
    sheets = [problem.sheet for problem in problems]
    assert len(set(sheets)) == len(sheets)
    assert {"基本信息", "附录1 服务特性测评", "附录3 管理成熟度"} <= set(sheets)
