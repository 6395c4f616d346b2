"""Decimal points, judged indicators, evaluator groups, a composite score, no maturity part: in the workbook.

LibreOffice recalculates; every computed cell is held against the program, the rest against the numbers
that tests/specifications states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from cts_docs.workbook import read_workbook
from cts_docs.workbook.reading.reader import ReadWorkbook
from cts_docs.workbook.reading.saved_values import saved_value_problems
from filling import Scalar
from tests.conftest import ROOT
from tests.support.workbooks import put, workbook
from tests.workbook.recalculated import figures, recalculated

CELLS = "experience_coefficients"
CARE, HALL, HOME = "care", "hall", "home"
VARIED = {
    (CELLS, row, form): value
    for form, column in enumerate((("0.85", "7", "0.6"), ("0.95", "0", "0.35"), ("0.4", "8", "1")))
    for row, value in enumerate(column)
}


@dataclass(frozen=True)
class Case:
    """A specification, α everywhere, one level, the number of forms, readings, and single cells."""

    name: str
    coefficient: str
    level: int
    forms: int = 3
    readings: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], Scalar] = field(default_factory=dict)


def decimals(cells: Mapping[tuple[str, int, int], str]) -> Mapping[tuple[str, int, int], Scalar]:
    return {place: Decimal(value) for place, value in cells.items()}


EXCLUDED: Mapping[tuple[str, int, int], Scalar] = {(CELLS, 5, form): "不适用" for form in range(3)}
CASES: Mapping[str, Case] = {
    "care: highest": Case(CARE, "1", 7),
    "care: level too low": Case(CARE, "0.95", 4),
    "care: refused": Case(CARE, "0.95", 2, readings={"A5": "refuse"}),
    "care: varied": Case(CARE, "0.85", 5, cells=decimals(VARIED)),
    "care: one indicator excluded": Case(CARE, "0.8", 5, cells=EXCLUDED),
    "care: lowest": Case(CARE, "0", 1),
    "hall: highest": Case(HALL, "1", 0),
    "hall: lowest": Case(HALL, "0.1", 0, 4),
    "hall: groups of 3 and 2": Case(HALL, "0.85", 0, 5, cells={(CELLS, 2, 1): Decimal("3.5")}),
    "home: highest": Case(HOME, "1", 2),
    "home: groups of 2, 2 and 1": Case(HOME, "0.87", 2, 5, cells={(CELLS, 1, 2): Decimal("0.5")}),
    "home: lowest": Case(HOME, "0.2", 1, 4),
}
FAULTY: Mapping[str, tuple[Case, str]] = {
    "no group": (Case(HOME, "0.9", 2, 4, cells={("evaluator_groups", 0, 3): None}), "测评表待补正 1 处；"),
    "group without form": (
        Case(HOME, "0.9", 2, 3, cells={("evaluator_groups", 0, 2): "专家"}),
        "神秘顾客没有测评表；",
    ),
    "too many points": (Case(HALL, "0.9", 0, 3, cells={(CELLS, 2, 0): 11}), "测评表待补正 1 处；"),
    "between steps": (
        Case(HALL, "0.9", 0, 3, cells={(CELLS, 2, 0): Decimal("7.3")}),
        "测评表待补正 1 处；",
    ),
}


def sibling(name: str) -> Specification:
    return load_specification(ROOT / "tests" / "specifications" / f"{name}.toml")


def filled(case: Case) -> bytes:
    own = sibling(case.name)
    reasons = ["示例理由"] * len(own.indicators) if "不适用" in case.cells.values() else None
    values = {"indicator_evidence": reasons} if reasons else {}
    readings = choose(own, case.readings)
    return workbook(own, case.coefficient, case.level, case.forms, readings, values, case.cells)


@pytest.fixture(scope="module")
def calculated(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every case, recalculated by LibreOffice in one start."""
    numbered = {f"{number}": case for number, case in enumerate(CASES.values())}
    made = {number: filled(case) for number, case in numbered.items()}
    made |= {f"faulty-{number}": filled(case) for number, (case, _) in enumerate(FAULTY.values())}
    found = recalculated(soffice, tmp_path_factory.mktemp("structures"), made)
    names = (*CASES, *FAULTY)
    return dict(zip(names, (found[number] for number in made), strict=True))


def read(folder: Path, content: bytes, case: Case) -> ReadWorkbook:
    own = sibling(case.name)
    return read_workbook(
        put(folder, "book.xlsx", content), lambda *_: own, lambda each: choose(each, case.readings)
    )


@pytest.mark.parametrize("name", CASES)
def test_every_computed_cell_is_the_program_s_figure(
    calculated: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    book = read(tmp_path, calculated[name], CASES[name])
    assert [each for each in book.problems if each.is_error] == []
    assert book.specification is not None
    assert book.readings is not None
    assert book.assessment is not None
    assert all(cell.saved is not None for cell in book.computed.values())
    found = score(book.specification, book.readings, book.assessment)
    assert list(saved_value_problems(book, found)) == []


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_missing_is_named_and_no_grade_is_shown(calculated: dict[str, bytes], name: str) -> None:
    shown = figures(calculated[name], "result_missing", "result_grade_name", "result_faults")
    assert shown["result_missing"] == FAULTY[name][1]
    assert shown["result_faults"] == 1
    assert not shown["result_grade_name"]
