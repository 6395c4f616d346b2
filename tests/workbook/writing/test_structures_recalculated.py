"""Decimal points, judged indicators, evaluator groups, a composite score, no maturity part: in the workbook.

LibreOffice recalculates; every computed cell is held against the program, the rest against the numbers
that tests/specifications states.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from cts_docs.assessment.fields import coefficient_column, form_rows
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.problem_groups import problem_message
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook, read_workbook
from cts_docs.workbook.reading.reader import ReadWorkbook
from cts_docs.workbook.reading.saved_values import saved_value_problems
from cts_docs.workbook.writing.layout import Layout
from cts_docs.workbook.writing.sheets.highlights import wrong_if
from filling import Scalar
from tests.conftest import ROOT
from tests.support.workbooks import put, workbook
from tests.workbook.recalculated import figures, recalculated

CELLS = "experience_coefficients"
CARE, HALL, HOME = "care", "hall", "home"
WHOLE = "care, rounded"
"""The sibling with a composite score, and reading A4 with its three choices."""
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
SAME_PERSON: Mapping[tuple[str, int, int], Scalar] = {("evaluators", 0, 1): "示例测评员1"}
LEVELS: Mapping[tuple[str, int, int], Scalar] = {("maturity_levels", row, 0): 6 for row in (0, 2)}
"""甲1 and 乙1 at level 6, the others at 5: 11.5 + 10 + 15.5 + 7 + 5 = 49 of 70, 40 % of which are 28."""
EARNED_47 = LEVELS | {
    (CELLS, row, form): Decimal(value)
    for form in range(5)
    for row, value in ((2, "0"), (5, "0.5"), (7, "0.5"))
}
"""A3 nothing, B3 and C2 half: 60 − 6 − 2 − 5 = 47 of 60 points, which are 60 % of the composite score."""
EARNED_46_5 = EARNED_47 | {(CELLS, 7, form): Decimal("0.45") for form in range(5)}
A_FIFTIETH_LESS: Mapping[tuple[str, int, int], Scalar] = {
    (CELLS, 0, 2): Decimal("0.95"),
    (CELLS, 5, 2): Decimal("0.6"),
}
"""One form of five: A1 8.4 × 0.05 = 0.42 less, B3 4 × 0.1 = 0.4 more; 0.004 less in the mean."""
CASES: Mapping[str, Case] = {
    "care: highest": Case(CARE, "1", 7),
    "care: level too low": Case(CARE, "0.95", 4),
    "care: refused": Case(CARE, "0.95", 2, readings={"A5": "refuse"}),
    "care: varied": Case(CARE, "0.85", 5, cells=decimals(VARIED)),
    "care: one indicator excluded": Case(CARE, "0.8", 5, cells=EXCLUDED),
    "care: lowest": Case(CARE, "0", 1),
    "care: 75 exactly": Case(CARE, "1", 5, 5, cells=EARNED_47),
    "care: 74.996": Case(CARE, "1", 5, 5, cells=EARNED_47 | A_FIFTIETH_LESS),
    "care: 74.5 exactly, whole": Case(WHOLE, "1", 5, 5, {"A4": "whole"}, EARNED_46_5),
    "care: 74.496, whole": Case(WHOLE, "1", 5, 5, {"A4": "whole"}, EARNED_46_5 | A_FIFTIETH_LESS),
    "care: 74.5 exactly, whole_even": Case(WHOLE, "1", 5, 5, {"A4": "whole_even"}, EARNED_46_5),
    "care: by person": Case(CARE, "0.85", 5, 3, {"B9": "persons"}, decimals(VARIED) | SAME_PERSON),
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


PROBED: tuple[tuple[str, str, Scalar, bool], ...] = (
    ("一.3", CELLS, 10, False),
    ("一.3", CELLS, Decimal("7.5"), False),
    ("一.3", CELLS, Decimal("10.5"), True),
    ("一.3", CELLS, Decimal("7.3"), True),
    ("一.3", CELLS, "好", True),
    ("一.2", CELLS, Decimal("0.85"), False),
    ("一.2", CELLS, 8, True),
    ("", "evaluator_groups", "观众", False),
    ("", "evaluator_groups", "游客", True),
)
"""An indicator, an input, a value, and whether a cell that holds it is shown as wrong."""


@cache
def sibling(name: str) -> Specification:
    if name == WHOLE:
        own = sibling(CARE)
        return replace(own, readings={**own.readings, "A4": load_specification().readings["A4"]})
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
    made["probe"] = probed(filled(CASES["hall: highest"]))
    found = recalculated(soffice, tmp_path_factory.mktemp("structures"), made)
    names = (*CASES, *FAULTY, "probe")
    return dict(zip(names, (found[number] for number in made), strict=True))


def probed(content: bytes) -> bytes:
    """A workbook with a last sheet of values and, beside each, the formula that tells whether it is wrong."""
    own, book = sibling(HALL), openpyxl.load_workbook(io.BytesIO(content))
    layout, sheet = Layout(own, choose(own, {}), 3), book.create_sheet("试算")
    inputs = {("", item.name): item for item in form_rows(own)}
    inputs |= {(each.id, CELLS): coefficient_column(own, each) for each in own.indicators}
    for row, (indicator, name, value, _) in enumerate(PROBED, 1):
        sheet.cell(row, 1, value)
        sheet.cell(row, 2, "=" + wrong_if(inputs[indicator, name], f"A{row}", layout))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


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


def test_a_group_s_weight_is_spread_over_its_forms(calculated: dict[str, bytes]) -> None:
    """Three 观众 (70 %) and two 专家 (30 %), each α 0.85; 一.3 has 8.5 of 10 points, 3.5 in form 2, of 专家.

    50 points apply and each form earns 42.5 at most: points by judgement are whole but for 一.3.
    """
    content = calculated["hall: groups of 3 and 2"]
    shown = figures(content, "result_group_multiple", "result_group_units")
    assert shown == {"result_group_multiple": 6, "result_group_units": 600}
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert column(book, "group_ids") == ["观众", "专家"]
    assert column(book, "group_weights") == [70, 30]
    assert column(book, "group_forms") == [3, 2]
    # (0.85 × 3/3 × 0.7 + (0.35 + 0.85)/2 × 0.3) = 0.775
    assert column(book, "indicator_coefficients")[2] == pytest.approx(0.775)


def test_the_composite_score_is_what_the_bands_divide(calculated: dict[str, bytes]) -> None:
    """Full points and the highest levels: 60 % of 100 and 40 % of 100."""
    shown = figures(
        calculated["care: highest"],
        *("result_service_shown", "result_management_total", "result_management_percentage"),
        *("result_composite_shown", "result_grade_name", "result_score_missing"),
    )
    assert list(shown.values()) == ["100.00", 70, 100, "100.00", "AAA", "已是最高级别"]


@pytest.mark.parametrize(
    ("name", "shown", "grade"),
    [
        ("care: 75 exactly", "75.00", "AA"),
        ("care: 74.996", "75.00(−)", "A"),
        ("care: 74.5 exactly, whole", "74.50", "AA"),
        ("care: 74.496, whole", "74.50(−)", "A"),
        ("care: 74.5 exactly, whole_even", "74.50", "A"),
    ],
)
def test_a_composite_score_at_a_threshold(
    calculated: dict[str, bytes], name: str, shown: str, grade: str
) -> None:
    """AA begins at 75: under reading A4 `whole` at 74.5, of which `whole_even` makes 74."""
    found = figures(calculated[name], "result_composite_shown", "result_grade_name")
    assert list(found.values()) == [shown, grade]


def test_the_mean_over_evaluators_counts_decimal_points(calculated: dict[str, bytes]) -> None:
    """48.8 and 41.14 points from one evaluator, 48.42 from the other: 46.695 of 60 are 77.825 %."""
    shown = figures(calculated["care: by person"], "result_persons", "result_service_shown")
    assert shown == {"result_persons": 2, "result_service_shown": "77.83"}


def column(book: openpyxl.Workbook, name: str) -> list[object]:
    """The saved values of the first column of a named range."""
    sheet, area = next(iter(book.defined_names[name].destinations))
    return [row[0].value for row in book[sheet][area.replace("$", "")]]


def test_what_is_wrong_is_shown(calculated: dict[str, bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(calculated["probe"]), data_only=True).worksheets[-1]
    shown = [bool(sheet.cell(row, 2).value) for row in range(1, len(PROBED) + 1)]
    assert shown == [wrong for *_, wrong in PROBED]


def test_points_out_of_range_or_between_steps_are_named_with_their_cell(tmp_path: Path) -> None:
    """一.3 takes 0 to 10 points in halves, in the row of its number; 一.2 takes α."""
    cells: dict[tuple[str, int, int], Scalar] = {
        (CELLS, 2, 0): Decimal("10.5"),
        (CELLS, 2, 1): Decimal("7.3"),
        (CELLS, 1, 0): 8,
        ("evaluator_groups", 0, 1): "游客",
    }
    book = read(tmp_path, filled(Case(HALL, "0.9", 0, 3, cells=cells)), Case(HALL, "0.9", 0))
    found = {
        each.code: (each.field, each.found, each.values["expected"], bool(each.cell))
        for each in book.problems
        if each.is_error
    }
    assert found == {
        "WORD_NOT_ALLOWED": ("evaluator_groups[2]", "游客", "观众 / 专家", True),
        "COEFFICIENT_OUT_OF_RANGE": (f"{CELLS}[一.2,1]", "8", "0–1 / 不适用", True),
        "POINTS_OUT_OF_RANGE": (f"{CELLS}[一.3,1]", "10.5", "0–10 (n × 0.5) / 不适用", True),
        "POINTS_STEP": (f"{CELLS}[一.3,2]", "7.3", "0–10 (n × 0.5) / 不适用", True),
    }


def test_a_column_without_marks_lacks_coefficients_or_points(tmp_path: Path) -> None:
    emptied: dict[tuple[str, int, int], Scalar] = {
        (CELLS, row, 2): None for row in range(len(sibling(CARE).indicators))
    }
    case = Case(CARE, "0.9", 5, 3, cells=emptied)
    (problem,) = read(tmp_path, filled(case), case).problems
    assert (problem.code, problem.field) == ("FORM_WITHOUT_MARKS", "evaluators[3]")
    assert "体验系数 α 或评判得分" in problem_message(problem, "zh")


def test_points_by_judgement_are_read_as_their_share(tmp_path: Path) -> None:
    """7 of 10 points."""
    case = Case(HALL, "0.9", 0, cells={(CELLS, 2, 0): 7})
    assessment = read(tmp_path, filled(case), case).assessment
    assert assessment is not None
    assert assessment.forms[0].coefficients["一.3"] == Fraction(7, 10)
    assert [form.group for form in assessment.forms] == ["观众", "专家", "观众"]


def test_without_a_maturity_part_nothing_is_said_of_it() -> None:
    own = sibling(HALL)
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(own, choose(own, {}), 2)))
    assert book.sheetnames[2:5] == ["附录一 服务特性测评", "4.2.1 检查表", "不符合项"]
    for name in book.defined_names:
        assert not name.startswith(("clause_", "maturity_", "chapter_", "level_", "result_level"))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert [text for text in texts if "成熟" in text or "管理等级" in text or "管理总分" in text] == []


def test_each_row_accepts_what_its_indicator_takes() -> None:
    """A2 takes 0 to 8 points; A3 and B3 alone may be not applicable, and A3 stands in the third row."""
    own = sibling(CARE)
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(own, choose(own, {}), 2)))
    sheet, area = next(iter(book.defined_names[CELLS].destinations))
    _, top, _, _ = range_boundaries(area.replace("$", ""))
    rules = {
        range_boundaries(str(rule.sqref))[1] - top: rule
        for rule in book[sheet].data_validations.dataValidation
        if range_boundaries(str(rule.sqref))[1] >= top
    }
    assert rules[1].error == "0 至 8 分。须为 1 的整数倍。"
    assert {row for row, rule in rules.items() if "不适用" in str(rule.formula1)} == {2, 5}
