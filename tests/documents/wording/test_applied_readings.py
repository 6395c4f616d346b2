"""Which readings a report mentions, and in which words: expected from the specification's table (5.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.documents.wording.applied_readings import applied_readings
from cts_docs.specification.model import Specification
from tests.support.assessments import assessment


def asked(
    specification: Specification, recorded: Assessment, readings: dict[str, str] | None = None
) -> dict[str, str]:
    """The questions of an audit with their answers."""
    result = score(specification, choose(specification, readings or {}), recorded)
    return dict(applied_readings(specification, recorded, result))


def audit(
    specification: Specification,
    coefficient: str,
    levels: int | tuple[int, ...],
    readings: dict[str, str] | None = None,
    **values: str,
) -> dict[str, str]:
    return asked(specification, assessment(specification, (coefficient,), levels, **values), readings)


def test_a_result_that_no_reading_touches_mentions_none(tbsc034: Specification) -> None:
    # 96 with 五级 (145): grade 1 by band and by row, and under every other choice.
    assert audit(tbsc034, "0.96", 5) == {}


@pytest.mark.parametrize(
    ("coefficient", "levels", "readings", "question", "answer"),
    [
        ("0.92", 4, {}, "认证级别按行还是按分数段判定", "按分数段判定"),
        ("0.92", 4, {"A1": "rows"}, "认证级别按行还是按分数段判定", "按行判定"),
        ("0.7", 4, {}, "60 分及以上、不足 80 分”且管理成熟度等级二级及以上", "未达认证级别"),
        ("0.7", 4, {"A2": "passed_without_grade"}, "60 分及以上、不足 80 分", "通过审核，未达认证级别"),
        ("0.9", 4, {}, "两行都包含 90 分", "按得分较高的一行，需要管理成熟度等级四级及以上"),
        ("0.9", 3, {"A3": "row2"}, "两行都包含 90 分", "按得分较低的一行，管理成熟度等级三级即满足要求"),
        ("0.92", 3, {}, "需要管理成熟度等级四级及以上，而实际为管理成熟度等级三级", "即认证级别三级"),
        ("0.92", 3, {"A5": "refuse"}, "而实际为管理成熟度等级三级", "此种情形不授予认证级别"),
        ("0.85", 2, {}, "得分 85.00 分且管理成熟度等级二级的情形没有列在", "不颁发证书"),
        (
            "0.96",
            (4, *[3] * 12, *[4] * 8),
            {},
            "最高的认证级别是否需要更高的管理成熟度等级",
            "不需要，均为管理成熟度等级四级及以上",
        ),
        (
            "0.92",
            4,
            {},
            "管理成熟度总分 116 分属于哪个等级",
            "按发布的文本，105 分及以上为管理成熟度等级五级",
        ),
        (
            "0.92",
            4,
            {"C1": "equal_steps"},
            "管理成熟度总分 116 分",
            "按等距分级，95 分及以上、不足 120 分为管理成熟度等级四级",
        ),
        ("0.4", 5, {}, "得分较低是否影响认证级别", "体验系数 α 不高于 0.4 的指标逐一列出"),
        ("0.96", (1, *[5] * 20), {}, "个别条款的管理成熟度等级较低", "低于管理成熟度等级二级的条款逐一列出"),
    ],
)
def test_a_reading_whose_matter_arises_is_question_and_answer(
    tbsc034: Specification,
    coefficient: str,
    levels: int | tuple[int, ...],
    readings: dict[str, str],
    question: str,
    answer: str,
) -> None:
    found = audit(tbsc034, coefficient, levels, readings)
    (mentioned,) = (each for each in found if question in each)
    assert answer in found[mentioned]


def test_a_failed_conformity_review_and_a_partial_exemption(tbsc034: Specification) -> None:
    found = audit(tbsc034, "0.96", 5, management_conformity="不符合", qms_treatment="部分免除")
    assert found["管理要求符合性审查结论为“不符合”时，是否仍计分和授予认证级别？"] == (
        "各项得分照常计算，不授予认证级别。"
    )
    assert found["部分免除通用要求的审核时，是否免除计分的条款？"] == "不免除，全部条款均评定等级并计分。"


def test_a_score_that_rounding_would_lift_says_how_it_is_compared(tbsc034: Specification) -> None:
    # 89.6 exactly is in 80–90; rounded to 90 it would be in 90–95.
    points = {indicator.id: indicator.points for indicator in tbsc034.indicators}
    assert points["1.1"] == 5
    recorded = assessment(tbsc034, (("0.82", *["0.9"] * 18),), 4)
    found = asked(tbsc034, recorded)
    assert found["得分 89.60 分属于哪个分数段？"] == (
        "以未修约的精确得分比较，属于“80 分及以上、不足 90 分”。"
    )


def test_one_evaluator_with_several_forms_says_how_the_mean_is_taken(tbsc034: Specification) -> None:
    recorded = assessment(tbsc034, ("0.96", "0.96"), 5)
    twice = replace(recorded, forms=tuple(replace(form, evaluator="示例测评员") for form in recorded.forms))
    assert "取全部 2 份测评表得分的算术平均值，不加权。" in asked(tbsc034, twice).values()


def test_a_sibling_answers_in_its_own_numbers(sibling: Specification) -> None:
    for coefficient in ("0.1", "0.5", "0.9", "1"):
        for answer in audit(sibling, coefficient, 1).values():
            assert not {"105", "116", "120"} & set(answer.replace(" 分", "").split())
