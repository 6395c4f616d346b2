"""A figure, what it is made of, and what would change it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cts_docs.assessment.analysis import sensitivity
from cts_docs.assessment.analysis.changes import apply_changes, changed_figures, parse_change
from cts_docs.assessment.analysis.explain import explain
from cts_docs.assessment.analysis.sensitivity import grade_changes
from cts_docs.assessment.analysis.spread import spreads
from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.grade import grade_result
from cts_docs.assessment.scoring.result import GradeResult
from cts_docs.assessment.scoring.score import score
from cts_docs.errors import CannotRunError
from cts_docs.specification.loader import load_specification
from tests.support.assessments import assessment, form

SPECIFICATION = load_specification()
READINGS = choose(SPECIFICATION, {})


def test_the_grade_is_explained_down_to_the_inputs() -> None:
    steps = explain(score(SPECIFICATION, READINGS, assessment(SPECIFICATION, ["0.9", "0.8"])))
    names = [step.figure for step in steps]
    assert names[0] == "grade.grade"
    assert len(names) == len(set(names))
    assert {"service.score", "service.forms[2].score", "management.clauses[6.2].level"} <= set(names)
    inputs = {field for step in steps for field in step.fields}
    assert {"experience_coefficients[1.1,2]", "maturity_levels[7.2]", "management_conformity"} <= inputs


def test_one_clause_is_explained_by_its_level() -> None:
    # 6.2 is worth 10: level 4 gives 8 points
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION))
    points, level = explain(result, "management.clauses[6.2].points")
    assert (points.value, points.operands["points[4]"], level.value) == (8, 8, 4)
    assert level.fields == ("maturity_levels[6.2]",)


def test_an_unknown_figure_names_its_neighbours() -> None:
    with pytest.raises(CannotRunError) as caught:
        explain(score(SPECIFICATION, READINGS, assessment(SPECIFICATION)), "management.clauses[9.9].points")
    (problem,) = caught.value.problems
    assert problem.code == "FIGURE_UNKNOWN"
    assert "management.clauses[1.1].points" in problem.values["expected"]


def changed(item: Assessment, *settings: str) -> dict[str, tuple[object, object]]:
    other = apply_changes(SPECIFICATION, READINGS, item, [parse_change(text) for text in settings])
    before, after = score(SPECIFICATION, READINGS, item), score(SPECIFICATION, READINGS, other)
    return {change.figure: (change.before, change.after) for change in changed_figures(before, after)}


def test_one_coefficient_set_otherwise() -> None:
    # 1.2 is worth 7: from 0.9 to 1 in one of two forms moves the mean by 0.35
    found = changed(assessment(SPECIFICATION, ["0.9", "0.9"]), "experience_coefficients[1.2,1]=1")
    assert found["service.score"] == ("90", "90.35")
    assert found["service.forms[1].score"] == ("90", "90.7")
    assert "service.forms[2].score" not in found
    assert "grade.grade" not in found


def test_without_a_form_all_forms_change() -> None:
    found = changed(assessment(SPECIFICATION, ["0.9", "0.9"]), "experience_coefficients[1.2]=1")
    assert found["service.score"] == ("90", "90.7")


def test_a_level_set_otherwise() -> None:
    found = changed(assessment(SPECIFICATION, levels=4), "maturity_levels[6.2]=1")
    assert found["management.clauses[6.2].points"] == (8, 2)
    assert found["management.total"] == (116, 110)


def test_the_conformity_set_otherwise() -> None:
    found = changed(assessment(SPECIFICATION), "management_conformity=不符合")
    assert found["grade.grade"] == (2, None)


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("maturity_levels[6.2]", "CHANGE_SYNTAX"),
        ("client_name=示例", "CHANGE_NAME"),
        ("maturity_levels[9.9]=3", "CHANGE_PLACE"),
        ("experience_coefficients[1.1,9]=0.5", "CHANGE_PLACE"),
        ("maturity_levels[6.2,1]=3", "CHANGE_NO_PLACE"),
        ("management_conformity[1]=符合", "CHANGE_NO_PLACE"),
        ("experience_coefficients[1.1]=1.2", "CHANGE_VALUE"),
        ("experience_coefficients[1.1]=0.855", "CHANGE_VALUE"),
        ("experience_coefficients[1.1]=０.８", "CHANGE_VALUE"),
        ("experience_coefficients[1.1]=不适用", "CHANGE_VALUE"),
        ("maturity_levels[6.2]=6", "CHANGE_VALUE"),
        ("management_conformity=是", "CHANGE_VALUE"),
    ],
)
def test_what_cannot_be_set(setting: str, code: str) -> None:
    with pytest.raises(CannotRunError) as caught:
        apply_changes(SPECIFICATION, READINGS, assessment(SPECIFICATION), [parse_change(setting)])
    assert [problem.code for problem in caught.value.problems] == [code]


def test_the_smallest_changes_that_flip_the_grade() -> None:
    # 19 indicators at 0.9 but 1.2 (7 points) at 0.89: 89.93, 三级; 1 hundredth of 7 points makes 90
    base = form(SPECIFICATION, 1, "0.9")
    held = replace(base, coefficients={**base.coefficients, "1.2": Fraction("0.89")})
    result = score(SPECIFICATION, READINGS, replace(assessment(SPECIFICATION), forms=(held,)))
    assert result.service.score == Fraction("89.93")
    found = grade_changes(SPECIFICATION, READINGS, result)
    first = found[0]
    assert (first.field, first.before, first.after, first.grade) == (
        "experience_coefficients[1.2,1]",
        "0.89",
        "0.90",
        2,
    )
    by_field = {change.field: change for change in found}
    # 5 points: 0.07 / 5 × 100 = 1.4 hundredths, so 2
    assert by_field["experience_coefficients[1.1,1]"].after == "0.92"


def test_equal_coefficients_of_many_forms_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 forms of 19 indicators with points 5, 7 and 8 and one α: three steps to work out, not 3,800."""
    asked = []

    def counted(*arguments: Any) -> GradeResult:
        asked.append(arguments)
        return grade_result(*arguments)

    monkeypatch.setattr(sensitivity, "grade_result", counted)
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION, ["0.9"] * 200))
    found = grade_changes(SPECIFICATION, READINGS, result)
    of_coefficients = [change for change in found if change.field.startswith("experience")]
    assert len(of_coefficients) == 200 * 19
    assert {change.size for change in of_coefficients} == {Fraction("0.01")}
    assert len(asked) < 200


def test_the_conclusion_flips_the_grade() -> None:
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION, management_conformity="不符合"))
    (only,) = grade_changes(SPECIFICATION, READINGS, result)
    assert (only.field, only.before, only.after, only.grade) == ("management_conformity", "不符合", "符合", 2)


def test_a_level_flips_the_grade_only_where_the_total_crosses() -> None:
    # level 4 throughout is 116: no single clause takes 22 points away
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION, ["0.92"]))
    assert [
        change
        for change in grade_changes(SPECIFICATION, READINGS, result)
        if change.field.startswith("maturity")
    ] == []
    # level 3 in all but 1.1–1.4 at 5: 87 + 8 = 95; any clause a level lower falls to 三级
    levels = [5, 5, 5, 5, *[3] * 17]
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION, ["0.92"], levels))
    assert (result.management.total, result.grade.grade) == (95, 2)
    found = [
        change
        for change in grade_changes(SPECIFICATION, READINGS, result)
        if change.field.startswith("maturity")
    ]
    assert {(change.size, change.grade) for change in found} == {(1, 3)}
    assert len(found) == 21


def test_the_spread_between_forms() -> None:
    # medians of 0.9; the third form's 0.3 on 1.1 lies three bands below
    forms = [form(SPECIFICATION, number, "0.9") for number in (1, 2, 3)]
    forms[2] = replace(forms[2], coefficients={**forms[2].coefficients, "1.1": Fraction("0.3")})
    result = score(SPECIFICATION, READINGS, replace(assessment(SPECIFICATION), forms=tuple(forms)))
    first, *rest = spreads(SPECIFICATION, result.service)
    assert (first.lowest, first.median, first.highest, first.width) == (
        Fraction("0.3"),
        Fraction("0.9"),
        Fraction("0.9"),
        Fraction("0.6"),
    )
    (outlier,) = first.outliers
    assert (outlier.form, outlier.effect, outlier.score_effect) == (3, Fraction("0.2"), Fraction(1))
    assert all(spread.outliers == () and spread.width == 0 for spread in rest)
