"""The live formulas, recalculated by LibreOffice, on cases that lie exactly on each threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from tests.support.workbooks import workbook
from tests.workbook.recalculated import figures, recalculated

Alphas = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Case:
    """α of each form (one for all indicators, changed by `nudges`), one level, and what must follow."""

    alphas: Sequence[str]
    level: int
    shown: str
    grade: str
    readings: Mapping[str, str] = field(default_factory=dict)
    nudges: Mapping[tuple[int, int], str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    people: Sequence[str] = ()
    levels: Mapping[int, int] = field(default_factory=dict)


# Appendix 1: the first indicator is worth 5 points, the second 7, the last 8, of 100.
# One form's α of 0.95 everywhere earns 95; +0.01 on 7 points and -0.01 on 8 take 0.01 away.
LAST = 18
JUST_BELOW_95 = {(1, 0): "0.96", (LAST, 0): "0.94"}
JUST_BELOW_90 = {(1, 0): "0.91", (LAST, 0): "0.89"}
JUST_BELOW_80 = {(1, 0): "0.81", (LAST, 0): "0.79"}
JUST_ABOVE_90 = {(1, 0): "0.89", (LAST, 0): "0.91"}
FIVE = 5
WHOLE = {"A4": "whole"}
EVEN = {"A4": "whole_even"}
PERSONS = {"B9": "persons"}
ROWS = {"A1": "rows"}

CASES: Mapping[str, Case] = {
    "95 exactly": Case(["0.95"], 4, "95.00", "一级"),
    "94.998 is below 95": Case(["0.95"] * FIVE, 4, "95.00(−)", "二级", nudges=JUST_BELOW_95),
    "90 exactly": Case(["0.9"], 4, "90.00", "二级"),
    "three forms whose exact mean is 90": Case(["0.83", "0.91", "0.96"], 4, "90.00", "二级"),
    "89.998 is below 90": Case(["0.9"] * FIVE, 4, "90.00(−)", "三级", nudges=JUST_BELOW_90),
    "90 with level 3 is lowered": Case(["0.9"], 3, "90.00", "三级"),
    "90 with level 3, refused": Case(["0.9"], 3, "90.00", "无", {"A5": "refuse"}),
    "90 with level 2": Case(["0.9"], 2, "90.00", "无"),
    "80 exactly": Case(["0.8"], 3, "80.00", "三级"),
    "three forms whose exact mean is 80": Case(["0.73", "0.81", "0.86"], 3, "80.00", "三级"),
    "79.998 is below 80": Case(["0.8"] * FIVE, 3, "80.00(−)", "无", nudges=JUST_BELOW_80),
    "full marks": Case(["1"], 5, "100.00", "一级"),
    "nothing earned": Case(["0"], 5, "0.00", "无"),
    "rows: 90 exactly": Case(["0.9"], 4, "90.00", "一级", ROWS),
    "rows: 90 with level 3": Case(["0.9"], 3, "90.00", "二级", ROWS),
    "rows: 90 with level 2": Case(["0.9"], 2, "90.00", "三级", ROWS),
    "rows: 90 with level 2, refused": Case(["0.9"], 2, "90.00", "无", {**ROWS, "A5": "refuse"}),
    "rows: 80 exactly": Case(["0.8"], 3, "80.00", "二级", ROWS),
    "rows: 79.998": Case(["0.8"] * FIVE, 3, "80.00(−)", "三级", ROWS, JUST_BELOW_80),
    "rows: 60 exactly": Case(["0.6"], 2, "60.00", "三级", ROWS),
    "rows: 60 with level 1": Case(["0.6"], 1, "60.00", "无", ROWS),
    "whole: 94.5 exactly": Case(["0.94", "0.95"], 4, "94.50", "一级", WHOLE),
    "whole: 94.4975": Case(
        ["0.94", "0.95", "0.94", "0.95"], 4, "94.50(−)", "二级", WHOLE, {(1, 0): "0.95", (LAST, 0): "0.93"}
    ),
    "whole: 89.5 exactly": Case(["0.89", "0.9"], 4, "89.50", "二级", WHOLE),
    "whole: 79.5 exactly": Case(["0.79", "0.8"], 3, "79.50", "三级", WHOLE),
    "whole: 79.46": Case(["0.79", "0.8"], 3, "79.46", "无", WHOLE, {(LAST, 0): "0.78"}),
    "whole, rows: 59.5 exactly": Case(["0.59", "0.6"], 2, "59.50", "三级", {**WHOLE, **ROWS}),
    "even: 94.5 exactly goes to 94": Case(["0.94", "0.95"], 4, "94.50", "二级", EVEN),
    "even: 94.525 goes to 95": Case(["0.94", "0.95"], 4, "94.53", "一级", EVEN, {(0, 0): "0.95"}),
    "even: 94.5005 is above 94.5": Case(
        ["0.94", "0.95"] * 10, 4, "94.50(+)", "一级", EVEN, {(1, 0): "0.93", (LAST, 0): "0.95"}
    ),
    "even: 89.5 exactly goes to 90": Case(["0.89", "0.9"], 4, "89.50", "二级", EVEN),
    "even: 79.5 exactly goes to 80": Case(["0.79", "0.8"], 3, "79.50", "三级", EVEN),
    "even, row 2: 90.5 goes to 90": Case(["0.9", "0.91"], 3, "90.50", "二级", {"A3": "row2", **EVEN}),
    "even, row 2: 89.5 goes to 90": Case(["0.9", "0.89"], 3, "89.50", "二级", {"A3": "row2", **EVEN}),
    "forms alike: 80, 80 and 100": Case(["0.8", "0.8", "1"], 4, "86.67", "三级", people=["甲", "甲", "乙"]),
    "persons: 80, 80 and 100": Case(
        ["0.8", "0.8", "1"], 4, "90.00", "二级", PERSONS, people=["甲", "甲", "乙"]
    ),
    "persons: blanks and capitals are no difference": Case(
        ["0.8", "0.8", "1"], 4, "90.00", "二级", PERSONS, people=["Li Ming", "li　MING", "乙"]
    ),
    "persons: three, one and two forms": Case(
        ["0.9", "0.9", "0.93", "0.92", "0.85", "0.9"],
        4,
        "90.17",
        "二级",
        PERSONS,
        people=["甲", "甲", "甲", "乙", "丙", "丙"],
    ),
    "persons: 89.998 is below 90": Case(
        ["0.9"] * FIVE, 4, "90.00(−)", "三级", PERSONS, JUST_BELOW_90, people=["甲", "乙", "丙", "丁", "戊"]
    ),
    "floor of 60 percent reached exactly": Case(
        ["0.98"], 4, "94.96", "二级", {"B12": "60"}, {(LAST, 0): "0.6"}
    ),
    "floor of 60 percent missed": Case(["0.98"], 4, "94.88", "无", {"B12": "60"}, {(LAST, 0): "0.59"}),
    "no floor": Case(["0.98"], 4, "94.88", "二级", {}, {(LAST, 0): "0.59"}),
    "a clause at level 1": Case(["0.96"], 5, "96.00", "无", {"C4": "level2"}, levels={3: 1}),
    "a clause at level 2": Case(["0.96"], 5, "96.00", "一级", {"C4": "level2"}, levels={3: 2}),
    "row 2: 90 exactly with level 3": Case(["0.9"], 3, "90.00", "二级", {"A3": "row2"}),
    "row 2: above 90 with level 3": Case(
        ["0.9"] * FIVE, 3, "90.00(+)", "三级", {"A3": "row2"}, JUST_ABOVE_90
    ),
    "row 2, whole: what rounds to 90": Case(["0.9", "0.89"], 3, "89.50", "二级", {"A3": "row2", **WHOLE}),
    "row 2, whole: what rounds to 91": Case(["0.9", "0.91"], 3, "90.50", "三级", {"A3": "row2", **WHOLE}),
    "level 5 for grade 1: level 4": Case(["0.95"], 4, "95.00", "二级", {"A8": "level5", "C1": "equal_steps"}),
    "level 5 for grade 1: refused": Case(
        ["0.95"], 4, "95.00", "二级", {"A8": "level5", "A5": "refuse", "C1": "equal_steps"}
    ),
    "level 5 for grade 1: level 5": Case(["0.95"], 5, "95.00", "一级", {"A8": "level5"}),
    "level 5 for grade 1: level 3": Case(["0.95"], 3, "95.00", "三级", {"A8": "level5"}),
    "not conforming": Case(["0.95"], 5, "95.00", "无", values={"management_conformity": "不符合"}),
    "fewer forms than the body asks": Case(["0.95"], 5, "95.00", "", {"B11": "2"}),
}
OUTCOMES: Mapping[str, Case] = {
    "passed without grade": Case(["0.6"], 2, "通过审核，未达认证级别", "无", {"A2": "passed_without_grade"}),
    "no grade": Case(["0.6"], 2, "未达认证级别", "无"),
    "level 1": Case(["0.6"], 1, "未达认证级别", "无", {"A2": "passed_without_grade"}),
    "a characteristic below its floor": Case(
        ["0.98"], 4, "有服务特性低于规定的最低得分，无认证级别", "无", {"B12": "60"}, {(LAST, 0): "0.59"}
    ),
    "a clause below its floor": Case(
        ["0.96"], 5, "有条款低于规定的最低成熟度等级，无认证级别", "无", {"C4": "level2"}, levels={0: 1}
    ),
}
# What is missing: the name of the next grade, the score and the management total, as they are shown.
DISTANCES: Mapping[str, tuple[Case, str, str, str]] = {
    "to grade 1": (Case(["0.9"], 4, "", ""), "一级", "5.00", "0"),
    "a three-hundredth of a point": (
        Case(["0.95"] * 3, 4, "", "", nudges={(1, 0): "0.96", (LAST, 0): "0.94"}),
        "一级",
        "0.0033",
        "0",
    ),
    "the level alone": (Case(["0.92"], 3, "", ""), "二级", "0.00", "8"),
    "nothing above grade 1": (Case(["0.96"], 4, "", ""), *["已是最高级别"] * 3),
    "conformity alone": (
        Case(["0.96"], 4, "", "", values={"management_conformity": "不符合"}),
        "三级（须先通过管理要求符合性审查）",
        "0.00",
        "0",
    ),
    "refused: the level of the score's own row": (
        Case(["0.92"], 3, "", "", {"A5": "refuse"}),
        "二级",
        "0.00",
        "8",
    ),
    "refused, level 5 for grade 1: the grade of level 4": (
        Case(["0.96"], 3, "", "", {"A5": "refuse", "A8": "level5"}),
        "二级",
        "0.00",
        "8",
    ),
    "refused, exactly 90: level 3 is enough": (
        Case(["0.9"], 2, "", "", {"A5": "refuse", "A3": "row2"}),
        "二级",
        "0.00",
        "12",
    ),
    "whole: 79 needs half a point": (Case(["0.79"], 3, "", "", WHOLE), "三级", "0.50", "0"),
    "even: 94.5 exactly needs a hundredth": (Case(["0.94", "0.95"], 4, "", "", EVEN), "一级", "0.01", "0"),
    "even: 79 needs half a point": (Case(["0.79"], 3, "", "", EVEN), "三级", "0.50", "0"),
    "a characteristic below its floor": (
        Case(["0.98"], 4, "", "", {"B12": "60"}, {(LAST, 0): "0.59"}),
        "三级（各项服务特性须先达到最低得分）",
        "0.00",
        "0",
    ),
    "clause and conformity": (
        Case(
            ["0.96"], 5, "", "", {"C4": "level2"}, values={"management_conformity": "不符合"}, levels={0: 1}
        ),
        "三级（须先通过管理要求符合性审查）（各条款须先达到最低成熟度等级）",
        "0.00",
        "0",
    ),
}
EVERY = {**CASES, **OUTCOMES}


def filled(specification: Specification, case: Case) -> bytes:
    """The workbook of a case."""
    forms = len(case.alphas)
    cells = {
        ("experience_coefficients", row, form): Decimal(case.alphas[form])
        for row in range(len(specification.indicators))
        for form in range(forms)
    }
    cells |= {
        ("experience_coefficients", row, form): Decimal(alpha) for (row, form), alpha in case.nudges.items()
    }
    cells |= {("maturity_levels", row, 0): level for row, level in case.levels.items()}
    cells |= {("evaluators", 0, form): name for form, name in enumerate(case.people)}
    readings = choose(specification, case.readings)
    return workbook(specification, "0", case.level, forms, readings, case.values, cells)


Shown = Mapping[str, Mapping[str, object]]


@pytest.fixture(scope="module")
def shown(soffice: str, tmp_path_factory: pytest.TempPathFactory, tbsc034: Specification) -> Shown:
    """What every case shows when LibreOffice has saved it."""
    names = {name: f"case{number}" for number, name in enumerate(EVERY)}
    books = {names[name]: filled(tbsc034, case) for name, case in EVERY.items()}
    found = recalculated(soffice, tmp_path_factory.mktemp("cases"), books)
    wanted = ("result_service_shown", "result_grade_name", "result_outcome")
    return {name: figures(found[file], *wanted) for name, file in names.items()}


@pytest.mark.parametrize("name", CASES)
def test_score_and_grade_are_shown(shown: Shown, name: str) -> None:
    case = CASES[name]
    assert shown[name]["result_service_shown"] == case.shown
    assert shown[name]["result_grade_name"] == (case.grade or None)


@pytest.mark.parametrize("name", OUTCOMES)
def test_outcome_without_a_grade_is_named(shown: Shown, name: str) -> None:
    assert shown[name]["result_outcome"] == OUTCOMES[name].shown
    assert shown[name]["result_grade_name"] == OUTCOMES[name].grade


def test_what_is_missing_to_the_next_grade(soffice: str, tmp_path: Path, tbsc034: Specification) -> None:
    books = {f"case{number}": filled(tbsc034, row[0]) for number, row in enumerate(DISTANCES.values())}
    names = ("result_next_grade", "result_score_missing", "result_management_missing")
    found = {
        name: figures(content, *names) for name, content in recalculated(soffice, tmp_path, books).items()
    }
    for number, (name, (_, *expected)) in enumerate(DISTANCES.items()):
        grade, score_missing, points = (found[f"case{number}"][each] for each in names)
        shown = [grade, *(as_shown(each, places) for each, places in ((score_missing, 6), (points, 0)))]
        assert shown == expected, name


def as_shown(value: object, places: int) -> str:
    """A number in the format of its cell: `0.00####` with six places, `0` with none."""
    if not isinstance(value, int | float):
        return str(value)
    text = f"{value:.{min(places, 4)}f}"
    while places and len(text.partition(".")[2]) > 2 and text.endswith("0"):
        text = text[:-1]
    return text


def test_nothing_filled_in_shows_what_is_missing_and_no_grade(
    soffice: str, tmp_path: Path, tbsc034: Specification
) -> None:
    empty = dict.fromkeys(("management_conformity",))
    partly = workbook(tbsc034, forms=2, cells={("experience_coefficients", 3, 1): None})
    alone = workbook(tbsc034, forms=2, cells={("evaluators", 0, 1): None})
    unanswered = workbook(tbsc034, values=empty)
    open_major = workbook(
        tbsc034,
        values={"nonconformity_severities": ["严重"], "nonconformity_statuses": ["未关闭"]},
    )
    books = {"partly": partly, "alone": alone, "unanswered": unanswered, "major": open_major}
    found = {
        name: figures(content, "result_grade", "result_missing")
        for name, content in recalculated(soffice, tmp_path, books).items()
    }
    assert {name: each["result_grade"] for name, each in found.items()} == dict.fromkeys(books)
    assert found["partly"]["result_missing"] == "测评表待补正 1 处；"
    assert found["alone"]["result_missing"] == "测评表待补正 1 处；"
    assert found["unanswered"]["result_missing"] == "未填管理要求符合性审查结论；"
    assert found["major"]["result_missing"] == "有未关闭的严重不符合项，审查结论不能为“符合”；"
