"""A specification that gives α in steps: the sheet asks for them, and the reader holds to them."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cts_docs.assessment.readings import choose
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook, read_workbook
from tests.conftest import ROOT
from tests.support.workbooks import put, workbook


@pytest.fixture(scope="module")
def stepped() -> Specification:
    """α in steps of a twentieth."""
    return load_specification(ROOT / "tests" / "specifications" / "odd.toml")


def codes(tmp_path: Path, specification: Specification, coefficient: str) -> set[str]:
    path = put(tmp_path, "audit.xlsx", workbook(specification, coefficient, 3))
    read = read_workbook(path, lambda *_: specification, lambda each: choose(each, {}))
    return {problem.code for problem in read.problems if problem.is_error}


@pytest.mark.parametrize("coefficient", ["0", "0.05", "0.35", "0.95", "1"])
def test_a_step_is_taken(tmp_path: Path, stepped: Specification, coefficient: str) -> None:
    assert codes(tmp_path, stepped, coefficient) == set()


@pytest.mark.parametrize("coefficient", ["0.01", "0.92", "0.99"])
def test_between_the_steps_is_a_problem(tmp_path: Path, stepped: Specification, coefficient: str) -> None:
    assert codes(tmp_path, stepped, coefficient) == {"COEFFICIENT_STEP"}


def test_without_steps_two_decimals_are_taken(tmp_path: Path, fictional: Specification) -> None:
    assert codes(tmp_path, fictional, "0.92") == set()


def test_the_sheet_takes_the_same_steps_and_says_so(stepped: Specification) -> None:
    book = openpyxl.load_workbook(BytesIO(blank_workbook(stepped, choose(stepped, {}))))
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    (rule,) = [rule for rule in rules if "MOD(" in str(rule.formula1)]
    assert str(rule.formula1).endswith("5)=0)")
    assert f"{Decimal('0.05')} 的整数倍" in str(rule.prompt)
