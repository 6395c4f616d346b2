"""What the sheets show while one types: what is missing, what is wrong, how far one is, what is next."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cts_docs.assessment.fields import FIELDS, columns
from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook
from cts_docs.workbook.writing.layout import Layout
from cts_docs.workbook.writing.sheets.highlights import MISSING_FILL, WRONG_FILL, wrong_if
from filling import Filling, Scalar
from tests.support.workbooks import workbook
from tests.workbook.recalculated import figures, recalculated

PROBE = "试算"
ITEMS = {item.name: item for item in FIELDS} | {item.name: item for item in columns()}
DAY = datetime.date(2026, 3, 2)

WRONG: tuple[tuple[str, Scalar, bool], ...] = (
    ("audit_type", "初次认证", False),
    ("audit_type", "初次", True),
    ("client_credit_code", "91350100M000100Y43", False),
    ("client_credit_code", "123", True),
    ("client_name", "示" * 200, False),
    ("client_name", "示" * 201, True),
    ("person_days", Decimal("0.5"), False),
    ("person_days", 0, True),
    ("person_days", "十天", True),
    ("cycle", 0, False),
    ("cycle", Decimal("1.5"), True),
    ("cycle", 100, True),
    ("maturity_levels", 1, False),
    ("maturity_levels", 5, False),
    ("maturity_levels", 6, True),
    ("maturity_levels", Decimal("2.5"), True),
    ("maturity_levels", "四", True),
    ("experience_coefficients", 0, False),
    ("experience_coefficients", 1, False),
    ("experience_coefficients", Decimal("0.85"), False),
    ("experience_coefficients", Decimal("0.855"), True),
    ("experience_coefficients", Decimal("1.01"), True),
    ("experience_coefficients", "好", True),
    ("experience_coefficients", "不适用", True),
    ("form_dates", DAY, False),
    ("form_dates", "2026年3月", True),
    ("form_dates", datetime.date(1980, 1, 1), True),
    ("decision_date", DAY, True),  # the workbook's review was on 12 March 2026
    ("decision_date", datetime.date(2026, 3, 16), False),
    ("client_phone", None, False),
)


FORMS = 3
DECISION = ("reviewer", "review_date", "review_opinion", "decision", "decider", "decision_date")
SPREAD = ("0.5", "0.9", "1")
Cells = Mapping[tuple[str, int, int], Scalar]
BOOKS: Mapping[str, tuple[Mapping[str, Filling], Cells]] = {
    "whole": (
        {},
        {("experience_coefficients", 0, form): Decimal(alpha) for form, alpha in enumerate(SPREAD)},
    ),
    "gaps": (
        {
            "client_address": None,
            "qms_treatment": "部分免除",
            "nonconformity_numbers": ["示例-1"],
            "nonconformity_statuses": ["已关闭"],
            "reviewer": None,
        },
        {
            ("maturity_levels", 0, 0): None,
            ("experience_coefficients", 0, 0): None,
            ("form_dates", 0, 0): None,
            ("checklist_results", 0, 0): None,
            ("team_roles", 0, 0): None,
        },
    ),
    "undecided": (
        {**dict.fromkeys(DECISION), "nonconformity_statuses": ["未关闭"]},
        {("maturity_evidence", 0, 0): None},
    ),
}
"""Changes of a workbook that is complete for every stage."""

MISSING: tuple[tuple[str, str, bool], ...] = (
    ("whole", "client_address", False),
    ("whole", "qms_risk_reasons", False),
    ("whole", "nonconformity_severities", False),
    ("whole", "nonconformity_closed_dates", False),
    ("whole", "reviewer", False),
    ("gaps", "client_address", True),
    ("gaps", "qms_risk_reasons", True),
    ("gaps", "maturity_levels", True),
    ("gaps", "experience_coefficients", True),
    ("gaps", "form_dates", True),
    ("gaps", "checklist_results", True),
    ("gaps", "team_roles", True),
    ("gaps", "nonconformity_severities", True),
    ("gaps", "nonconformity_closed_dates", True),
    ("gaps", "reviewer", True),
    ("undecided", "reviewer", False),
    ("undecided", "maturity_evidence", True),
    ("undecided", "nonconformity_closed_dates", False),
)
"""Whether the first cell of a range is shown as missing in one of those workbooks."""

WATCHED = tuple(dict.fromkeys(name for _, name, _ in MISSING))


def saved(book: Workbook) -> bytes:
    """The package of a workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def first_cell(book: Workbook, name: str) -> tuple[str, str]:
    """Sheet and first cell of a defined name."""
    sheet, area = next(iter(book.defined_names[name].destinations))
    return sheet, area.replace("$", "").split(":")[0]


def with_wrong_probe(content: bytes, layout: Layout) -> bytes:
    """A workbook with a sheet of values and, beside each, the formula that tells whether it is wrong."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.create_sheet(PROBE)
    for row, (name, value, _) in enumerate(WRONG, 1):
        sheet.cell(row, 1, None if isinstance(value, Fraction) else value)
        sheet.cell(row, 2, "=" + wrong_if(ITEMS[name], f"A{row}", layout))
    return saved(book)


def with_missing_probe(content: bytes) -> bytes:
    """A workbook with the formats that show what is missing as formulas far right of their cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name in WATCHED:
        title, cell = first_cell(book, name)
        (formula,) = rules(book, name, MISSING_FILL)
        book[title][probe_cell(cell)] = "=" + formula
    return saved(book)


def rules(book: Workbook, name: str, fill: str) -> list[str]:
    """The formulas of the conditional formats with a fill on the first cell of a range."""
    title, cell = first_cell(book, name)
    return [
        rule.formula[0]
        for ranges in book[title].conditional_formatting
        if cell in ranges
        for rule in ranges.rules
        if rule.dxf is not None and rule.dxf.fill.bgColor.rgb == fill
    ]


def probe_cell(cell: str) -> str:
    """A cell of the same row that nothing else uses, another one for each column."""
    letters = cell.rstrip("0123456789")
    return f"C{letters}{cell.removeprefix(letters)}"


@pytest.fixture(scope="module")
def shown(
    soffice: str, tmp_path_factory: pytest.TempPathFactory, tbsc034: Specification
) -> Mapping[str, bytes]:
    """Every workbook of these tests as LibreOffice saves it."""
    readings = choose(tbsc034, {})
    books = {
        "wrong": with_wrong_probe(workbook(tbsc034), Layout(tbsc034, readings, 2)),
        "empty": with_missing_probe(blank_workbook(tbsc034, readings, FORMS)),
        "below": workbook(tbsc034, "0.85", 3),
        "top": workbook(tbsc034, "0.95", 5),
    }
    for name, (values, cells) in BOOKS.items():
        books[name] = with_missing_probe(workbook(tbsc034, forms=FORMS, values=values, cells=cells))
    return recalculated(soffice, tmp_path_factory.mktemp("filling"), books)


@pytest.fixture(scope="module")
def values(shown: Mapping[str, bytes]) -> Mapping[str, Workbook]:
    """The same with their saved values."""
    return {
        name: openpyxl.load_workbook(io.BytesIO(content), data_only=True) for name, content in shown.items()
    }


IDS = [f"{name}={str(value)[:20]}" for name, value, _ in WRONG]


@pytest.mark.parametrize("number", range(len(WRONG)), ids=IDS)
def test_what_is_wrong_is_shown(values: Mapping[str, Workbook], number: int) -> None:
    assert values["wrong"][PROBE].cell(number + 1, 2).value is WRONG[number][2]


@pytest.mark.parametrize(("which", "name", "missing"), MISSING)
def test_what_is_missing_is_shown(
    values: Mapping[str, Workbook], which: str, name: str, missing: bool
) -> None:
    title, cell = first_cell(values[which], name)
    assert values[which][title][probe_cell(cell)].value is missing


@pytest.mark.parametrize("name", WATCHED)
def test_a_sheet_that_is_not_begun_shows_nothing_missing(values: Mapping[str, Workbook], name: str) -> None:
    title, cell = first_cell(values["empty"], name)
    assert values["empty"][title][probe_cell(cell)].value is False


def test_every_input_shows_what_is_wrong(tbsc034: Specification, fictional: Specification) -> None:
    for specification in (tbsc034, fictional):
        content = blank_workbook(specification, choose(specification, {}), 3)
        book = openpyxl.load_workbook(io.BytesIO(content))
        for name in ITEMS:
            assert len(rules(book, name, WRONG_FILL)) == 1, name


def test_each_sheet_says_how_far_it_is_filled_in(shown: Mapping[str, bytes]) -> None:
    names = (
        "progress_basics",
        "progress_indicators",
        "progress_clauses",
        "progress_checklist",
        "progress_team",
        "progress_conclusion",
    )
    assert figures(shown["empty"], *names) == {
        "progress_basics": "必填项已填 0 / 14",
        "progress_indicators": "测评表 0 份，已填系数 0 / 0 个，待补正 0 处",
        "progress_clauses": "已定等级 0 / 21 条，已填证据 0 / 21 条",
        "progress_checklist": "已填 0 / 7 条",
        "progress_team": "已登记 0 人，组长 0 名",
        "progress_conclusion": "出具文件前必填项已填 0 / 8；签发前必填项已填 0 / 6",
    }
    assert figures(shown["gaps"], *names) == {
        "progress_basics": "必填项已填 13 / 15",
        "progress_indicators": "测评表 3 份，已填系数 56 / 57 个，待补正 1 处",
        "progress_clauses": "已定等级 20 / 21 条，已填证据 21 / 21 条",
        "progress_checklist": "已填 6 / 7 条",
        "progress_team": "已登记 2 人，组长 0 名",
        "progress_conclusion": "出具文件前必填项已填 8 / 8；签发前必填项已填 5 / 6",
    }


def test_the_distance_to_the_next_grade(shown: Mapping[str, bytes]) -> None:
    """85 points with all 21 clauses at 三级 (87) are 三级; 二级 takes 90 points and 四级, 95."""
    names = ("result_next_grade", "result_score_missing", "result_management_missing")
    assert figures(shown["below"], "result_grade_name", *names) == {
        "result_grade_name": "三级",
        "result_next_grade": "二级",
        "result_score_missing": 5,
        "result_management_missing": 8,
    }
    assert figures(shown["top"], *names) == dict.fromkeys(names, "已是最高级别")
    assert figures(shown["empty"], *names) == dict.fromkeys(names)


def test_the_spread_between_forms(values: Mapping[str, Workbook]) -> None:
    """Three forms give the first indicator 0.5, 0.9 and 1, the others 0.9 throughout.

    0.5 is in band ③, two bands below the median's ⑤.
    """
    book, found = values["whole"], {}
    for name in ("count", "lowest", "median", "mean", "highest", "width", "outliers"):
        title, cell = first_cell(book, f"spread_{name}")
        found[name] = [book[title][cell].offset(row).value for row in (0, 1)]
    assert found == {
        "count": [3, 3],
        "lowest": [0.5, 0.9],
        "median": [0.9, 0.9],
        "mean": [pytest.approx(0.8), pytest.approx(0.9)],
        "highest": [1, 0.9],
        "width": [0.5, 0],
        "outliers": [1, 0],
    }
