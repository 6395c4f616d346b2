"""Scores worked by hand on the made-up siblings: points with a decimal, points given by judgement,
weighted groups of evaluators, a composite score, no maturity part.

A form is written as an evaluator enters it: α, or the points of an indicator that is scored by judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from cts_docs.assessment.analysis.explain import explain
from cts_docs.assessment.model import Form
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.result import Result, Step
from cts_docs.assessment.scoring.score import score
from cts_docs.assessment.scoring.serializers import serialize_result
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from tests.conftest import ROOT
from tests.support.assessments import assessment

HOME, CARE, HALL = (
    load_specification(ROOT / "tests" / "specifications" / f"{name}.toml")
    for name in ("home", "care", "hall")
)

Entered = tuple[str, str]
"""The group of an evaluator and what was entered, in the order of Appendix 1; – is not applicable."""


def scored(specification: Specification, forms: Sequence[Entered], levels: Sequence[int] = (1,)) -> Result:
    recorded = assessment(specification, levels=levels)
    filled = tuple(_form(specification, number, *entered) for number, entered in enumerate(forms, 1))
    return score(specification, choose(specification, {}), replace(recorded, forms=filled))


def _form(specification: Specification, number: int, group: str, text: str) -> Form:
    entries = zip(specification.indicators, text.split(), strict=True)
    coefficients = {
        indicator.id: None
        if entry == "–"
        else Fraction(entry) / (indicator.points if indicator.judged_in else 1)
        for indicator, entry in entries
    }
    return Form(number, f"示例测评员{number}", None, None, coefficients, group or None)


def steps(result: Result) -> dict[str, Step]:
    return {step.figure: step for step in result.trace}


# home: 1.1 12.5, 1.2 10 judged, 1.3 10, 1.4 5 judged; 2.1 7.5 judged, 2.2 8.5, 2.3 6.5;
# 3.1 7.5, 3.2 12.5 judged: α decides 45 points, judgement 35, of 80; 顾客 50 %, 专家 30 %, 神秘顾客 20 %.
FOUR_FORMS = (
    ("顾客", "0.8 8.5 0.8 4.5 6 0.8 0.8 0.8 10.5"),  # 36 + 29.5 = 65.5
    ("顾客", "1 10 1 5 7.5 1 1 1 12.5"),  # 80
    ("专家", "0.6 5 0.6 2.5 3 0.6 0.6 0.6 6.5"),  # 27 + 17 = 44
    ("神秘顾客", "0.9 9.5 0.9 4 7 0.9 0.9 0.9 11"),  # 40.5 + 31.5 = 72
)


def test_decimal_points_and_judged_ones_add_up_in_a_form() -> None:
    forms = scored(HOME, FOUR_FORMS).service.forms
    assert [form.earned for form in forms] == [Fraction("65.5"), 80, 44, 72]
    assert [form.score for form in forms] == [Fraction("81.875"), 100, 55, 90]
    assert {form.applicable for form in forms} == {80}
    assert forms[0].indicators["1.2"] == Fraction("8.5")
    assert forms[3].indicators["1.1"] == Fraction("11.25")


def test_a_group_counts_by_its_weight_however_many_forms_it_has() -> None:
    """顾客 (81.875 + 100) ÷ 2 = 90.9375: 0.5 × 90.9375 + 0.3 × 55 + 0.2 × 90 = 79.96875."""
    service = scored(HOME, FOUR_FORMS).service
    assert [form.weight for form in service.forms] == [
        Fraction(text) for text in ("1/4", "1/4", "3/10", "1/5")
    ]
    assert [(group.name, group.forms, group.score) for group in service.groups] == [
        ("顾客", 2, Fraction("90.9375")),
        ("专家", 1, 55),
        ("神秘顾客", 1, 90),
    ]
    assert (service.score, service.shown) == (Fraction("79.96875"), "79.97")


def test_indicators_and_characteristics_have_the_same_weights() -> None:
    """清洁效果: 0.25 × 31 + 0.25 × 37.5 + 0.3 × 21 + 0.2 × 33.75; all three together are 63.975 of 80."""
    service = scored(HOME, FOUR_FORMS).service
    assert [part.earned for part in service.characteristics] == [
        Fraction("30.175"),
        Fraction("17.825"),
        Fraction("15.975"),
    ]
    assert Fraction("63.975") / 80 * 100 == service.score
    talking = service.indicators[-1]
    # 0.25 × 10.5 + 0.25 × 12.5 + 0.3 × 6.5 + 0.2 × 11
    assert (talking.id, talking.earned, talking.coefficient) == ("3.2", Fraction("9.9"), Fraction("0.792"))


def test_the_trace_names_weights_judgement_and_their_clauses() -> None:
    found = steps(scored(HOME, FOUR_FORMS))
    total = found["service.score"]
    assert total.operands["service.groups[顾客].weight"] == 50
    assert total.operands["service.groups[专家].score"] == "55"
    assert (total.value, total.clauses) == ("79.96875", ("5.1.3", "5.1.4"))
    weight = found["service.forms[2].weight"]
    assert weight.operands == {"service.groups[顾客].weight": 50, "service.groups[顾客].forms": 2}
    assert (weight.value, weight.fields, weight.clauses) == (
        "0.25",
        ("evaluator_groups[1]", "evaluator_groups[2]"),
        ("5.1.3",),
    )
    form = found["service.forms[1].earned"]
    assert (form.operands["experience_coefficients[1.1,1]"], form.operands["points[1.1]"]) == ("0.8", "12.5")
    assert (form.operands["experience_coefficients[1.2,1]"], form.operands["points[1.2]"]) == ("8.5", 10)
    assert form.clauses == ("5.1.1", "5.1.2")
    mean = found["service.indicators[3.2].coefficient"]
    assert (mean.value, mean.formula, mean.clauses) == (
        "0.792",
        "Σ 测评表权重 × 评判得分 ÷ 单项分值",
        ("5.1.3", "附录1"),
    )
    earned = found["service.indicators[3.2].earned"]
    assert (earned.value, earned.formula, earned.clauses) == (
        "9.9",
        "单项分值 × 平均得分率",
        ("5.1.2", "附录1"),
    )
    explained = {step.figure for step in explain(scored(HOME, FOUR_FORMS))}
    assert {"service.groups[神秘顾客].score", "service.forms[4].score"} <= explained
    assert "service.forms[4].weight" in mean.operands


def test_clause_points_with_a_decimal_give_total_level_and_margin() -> None:
    """8 + 4 + 6.5 + 3 + 2 = 23.5 is 5 short of 优良级, which 五星 needs; the score is there."""
    full = [(group, "1 10 1 5 7.5 1 1 1 12.5") for group in ("顾客", "专家", "神秘顾客")]
    result = scored(HOME, full, (2, 1, 2, 1, 1))
    assert [chapter.points for chapter in result.management.chapters] == [12, Fraction("6.5"), 5]
    assert (result.management.total, result.management.level) == (Fraction("23.5"), 1)
    assert (result.grade.name, result.grade.flags) == ("四星", ("A5_lowered",))
    assert result.grade.margin is not None
    assert (result.grade.margin.score, result.grade.margin.management, result.grade.margin.level) == (0, 5, 1)
    level = steps(result)["management.level"]
    assert (level.operands["management.total"], level.operands["band.upper"]) == ("23.5", "28.5")
    # 8 + 4 + 6.5 + 3 + 7.5
    assert scored(HOME, full, (2, 1, 2, 1, 2)).management.total == 29
    assert scored(HOME, full, (2, 1, 2, 1, 2)).grade.name == "五星"


@pytest.mark.parametrize(("windows", "grade", "total"), [("3", "四星", "81.25"), ("2.5", None, "81.125")])
def test_a_characteristic_with_judged_indicators_reaches_its_floor_or_not(
    windows: str, grade: str | None, total: str
) -> None:
    """清洁效果 7.5 + 6 + 6 + 3 = 22.5 is 60 % of 37.5; half a point less with 神秘顾客 is 0.1 less."""
    rest = "7.5 1 1 1 12.5"
    forms = [
        ("顾客", f"0.6 6 0.6 3 {rest}"),
        ("专家", f"0.6 6 0.6 3 {rest}"),
        ("神秘顾客", f"0.6 6 0.6 {windows} {rest}"),
    ]
    result = scored(HOME, forms, (2,))
    assert (result.grade.name, result.service.score) == (grade, Fraction(total))
    assert result.grade.flags == (() if grade else ("characteristic_floor",))
    floor = steps(result)["grade.floors.characteristic[1]"]
    assert (
        floor.operands["service.characteristics[1].earned"],
        floor.operands["service.characteristics[1].points"],
    ) == (
        "22.5" if grade else "22.4",
        "37.5",
    )
    assert (floor.value, floor.clauses) == (grade is not None, ("5.3.2",))


# care: A1 8.4, A2 8 judged, A3 6; B1 9.6, B2 6 judged, B3 4; C1 8 judged, C2 10: 60 points.
# 6.3 + 7 + 3 + 7.2 + 5 + 3 + 6 + 7.5 = 45 of 60 is 75 %;
# 8.5 + 10 + 19.5 + 9.5 + 5 = 52.5 of 70 is 75 %, 五级.
THREE_QUARTERS = ("", "0.75 7 0.5 0.75 5 0.75 6 0.75")
QUARTERS = (5, 5, 7, 6, 5)
CARE_FULL = ("", "1 8 1 1 6 1 8 1")


def test_a_composite_score_that_meets_a_threshold_exactly() -> None:
    result = scored(CARE, [THREE_QUARTERS], QUARTERS)
    assert (result.service.score, result.management.total, result.management.level) == (
        75,
        Fraction("52.5"),
        5,
    )
    assert result.composite is not None
    assert (result.composite.management, result.composite.score, result.composite.shown) == (75, 75, "75.00")
    assert result.grade.name == "AA"
    found = steps(result)
    total = found["composite.score"]
    assert total.operands == {
        "weights.service": 60,
        "service.score": "75",
        "weights.management": 40,
        "composite.management": "75",
    }
    assert total.clauses == found["composite.management"].clauses == ("5.3",)
    assert found["grade.grade"].operands["composite.score"] == "75"
    assert "service.score" not in found["grade.grade"].operands
    assert found["grade.margin.score"].operands == {"composite.score": "75"}


def test_a_composite_score_that_misses_it_by_the_least() -> None:
    """One of forty forms has 0.2 points less: 0.6 × (0.2 ÷ 60 × 100) ÷ 40 = 0.005 below 75."""
    less = ("", "0.75 7 0.5 0.75 5 0.7 6 0.75")
    result = scored(CARE, [*[THREE_QUARTERS] * 39, less], QUARTERS)
    assert result.composite is not None
    assert (result.composite.score, result.composite.shown) == (Fraction("74.995"), "75.00(−)")
    assert result.service.shown == "74.99"
    assert result.grade.name == "A"
    assert result.grade.margin is not None
    assert (result.grade.margin.score, result.grade.margin.management) == (Fraction("0.005"), 0)


def test_a_composite_score_still_needs_the_level() -> None:
    """0.6 × 100 + 0.4 × 75 = 90 gives AAA at 六级 (56 points) only; at 五级 throughout it is 5.714… short."""
    result = scored(CARE, [CARE_FULL], QUARTERS)
    assert (result.grade.name, result.grade.flags) == ("AA", ("A5_lowered",))
    assert result.grade.margin is not None
    assert (result.grade.margin.score, result.grade.margin.management, result.grade.margin.level) == (
        0,
        Fraction("3.5"),
        1,
    )
    # 42.5 ÷ 70 of 40 are 24.2857…: 60 + 170/7 lies 40/7 below 90, and 42.5 lies 13.5 below 56
    lower = scored(CARE, [CARE_FULL], (5,)).grade.margin
    assert lower is not None
    assert (lower.score, lower.management, lower.level) == (Fraction(40, 7), Fraction("13.5"), 1)


def test_an_indicator_that_does_not_apply_beside_judged_ones() -> None:
    """Without A3 and B3: 6.72 + 8 + 7.68 + 6 + 8 + 8 = 44.4 of 50."""
    (form,) = scored(CARE, [("", "0.8 8 – 0.8 6 – 8 0.8")], (7,)).service.forms
    assert (form.earned, form.applicable, form.score) == (Fraction("44.4"), 50, Fraction("88.8"))


@pytest.mark.parametrize(
    ("medication", "risk", "flags"),
    [
        (("0.6", "0.6"), 3, ()),
        (("0.65", "0.55"), 3, ()),
        (("0.6", "0.55"), 3, ("indicator_floor",)),
        (("0.6", "0.6"), 2, ("requirement_floor",)),
        (("0", "1"), 2, ("indicator_floor", "requirement_floor")),
    ],
)
def test_a_veto_and_a_floor_of_a_clause_decide(
    medication: tuple[str, str], risk: int, flags: tuple[str, ...]
) -> None:
    forms = [("", f"{alpha} 8 1 1 6 1 8 1") for alpha in medication]
    result = scored(CARE, forms, (7, 7, risk, 7, 7))
    assert result.grade.flags == flags
    assert (result.grade.name is None) == bool(flags)
    if flags:
        assert result.grade.margin is not None
        assert result.grade.margin.gates == flags
    found = steps(result)
    assert found["grade.floors.indicator[A1]"].clauses == ("5.4.2",)
    assert found["grade.floors.requirement[乙1]"].operands["management.clauses[乙1].level"] == risk


# hall: 一.1 12 judged, 一.2 8, 一.3 10 judged in halves; 二.1 5, 二.2 8, 二.3 7 judged: 50 points;
# 观众 70 %, 专家 30 %.
# 观众 36, 36.5 and 37 of 50 are 73 % in the mean, 专家 31.5 are 63 %: 51.1 + 18.9 = 70.
VISITORS = [("观众", f"8 0.75 {talk} 0.7 0.75 5") for talk in ("7.5", "8", "8.5")]
EXPERT = ("专家", "6 0.75 6 0.7 0.75 4")


def test_without_a_maturity_part_the_score_and_the_conformity_decide() -> None:
    result = scored(HALL, [*VISITORS, EXPERT])
    assert (result.service.score, result.service.shown) == (70, "70.00")
    assert (result.grade.name, result.grade.margin) == ("合格", None)
    assert (result.management.total, result.management.clauses, result.composite) == (0, (), None)
    data = serialize_result(result)
    assert data["management"] is None
    assert "composite" not in data
    assert data["service"]["groups"] == [
        {"name": "观众", "weight": 70, "forms": 3, "score": "73"},
        {"name": "专家", "weight": 30, "forms": 1, "score": "63"},
    ]
    assert [(form["group"], form["earned"]) for form in data["service"]["forms"]] == [
        ("观众", "36"),
        ("观众", "36.5"),
        ("观众", "37"),
        ("专家", "31.5"),
    ]
    refused = score(HALL, choose(HALL, {}), assessment(HALL, ["1"], management_conformity="不符合"))
    assert (refused.grade.name, refused.grade.flags) == (None, ("conformity_failed",))


def test_without_a_maturity_part_nothing_of_it_is_traced() -> None:
    """Half a point less with the expert: 0.3 × 62 + 51.1 = 69.7, 0.3 short."""
    result = scored(HALL, [*VISITORS, ("专家", "6 0.75 5.5 0.7 0.75 4")])
    assert result.service.score == Fraction("69.7")
    assert result.grade.name is None
    assert result.grade.margin is not None
    assert (result.grade.margin.score, result.grade.margin.management, result.grade.margin.gates) == (
        Fraction("0.3"),
        0,
        (),
    )
    for step in result.trace:
        named = " ".join((step.figure, step.formula, *step.operands, *step.fields))
        assert "management." not in named
        assert "成熟度" not in named
        assert "band.level" not in named
        assert "" not in step.clauses


def test_a_veto_by_judgement_is_weighted_by_the_groups() -> None:
    """准确 6 of 12 is 50 %; with 5 by the expert it is 0.7 × 50 % + 0.3 × 41.67 % = 47.5 %."""
    rest = "1 10 1 1 7"
    visitor = ("观众", f"6 {rest}")
    assert scored(HALL, [visitor, ("专家", f"6 {rest}")]).grade.name == "合格"
    refused = scored(HALL, [visitor, ("专家", f"5 {rest}")])
    assert (refused.grade.name, refused.grade.flags) == (None, ("indicator_floor",))
    veto = steps(refused)["grade.floors.indicator[一.1]"]
    assert (veto.operands["service.indicators[一.1].coefficient"], veto.clauses) == ("0.475", ("5.2.2",))


def test_a_form_of_judged_points_alone_names_no_coefficient() -> None:
    parts = tuple(
        replace(part, indicators=tuple(replace(each, judged_in=Fraction(1, 10)) for each in part.indicators))
        for part in CARE.appendix1.characteristics
    )
    judged = replace(CARE, appendix1=replace(CARE.appendix1, characteristics=parts))
    earned = steps(scored(judged, [("", "8.4 8 6 9.6 6 4 8 9.5")]))["service.forms[1].earned"]
    assert (earned.value, earned.formula) == ("59.5", "Σ 评判得分")


def test_without_a_maturity_part_the_margin_names_nothing_of_it() -> None:
    """No grade at no points: the score alone is what is missing."""
    item = assessment(HALL, ["0"])
    margin = serialize_result(score(HALL, choose(HALL, {}), item))["grade"]["margin"]
    assert set(margin) == {"score", "gates"}
