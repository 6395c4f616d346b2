"""The reasons for the certification grade in sentences: bands, figures, each flag (5.3)."""

from __future__ import annotations

from fractions import Fraction

from cts_docs.assessment.figures import exact, rounded
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import (
    SPECIFIED_FLOORS,
    characteristic_floor,
    clause_floor,
    counted_score,
    grade_band,
    needed_level,
    unmet_floors,
)
from cts_docs.assessment.scoring.result import Result
from cts_docs.documents.wording.common import EMPTY, grade, maturity
from cts_docs.documents.wording.report_tables import graded_score
from cts_docs.specification.model import Floor, GradeBand, LevelBand, Points, Specification

NO_GRADE = "未达认证级别"
PASSED_WITHOUT_GRADE = "通过审核，未达认证级别"
_REFUSING = frozenset(
    {"conformity_failed", "A5_refused", "B12_floor", "C4_floor", *SPECIFIED_FLOORS.values()}
)
"""The flags that are the reason for having no grade."""


def outcome(result: Result) -> str:
    """The outcome in words: 认证级别二级, or that there is no grade."""
    if result.grade.name is not None:
        return grade(result.grade.name)
    return PASSED_WITHOUT_GRADE if result.grade.outcome == "passed_without_grade" else NO_GRADE


def score_range(band: GradeBand, maximum: int) -> str:
    """The scores of a band: 80 分及以上、不足 90 分; the highest band is closed."""
    if band.upper >= maximum:
        return f"{band.lower} 分及以上"
    if band.lower == 0:
        return f"不足 {band.upper} 分"
    return f"{band.lower} 分及以上、不足 {band.upper} 分"


def total_range(band: LevelBand, maximum: Points) -> str:
    """The management totals of a band of maturity levels."""
    if band.upper >= maximum:
        return f"{exact(band.lower)} 分及以上"
    return f"{exact(band.lower)} 分及以上、不足 {exact(band.upper)} 分"


def band_row(specification: Specification, readings: Readings, band: GradeBand) -> tuple[str, str, str]:
    """A band of the service score: its scores, the management level it needs, the grade it gives."""
    needed = needed_level(specification, readings, band)
    return (
        score_range(band, specification.grading.maximum),
        EMPTY if needed is None else f"{maturity(specification, needed)}及以上",
        EMPTY if band.grade is None else grade(specification.grading.names[band.grade]),
    )


def explanation(specification: Specification, result: Result, *, cited: bool = False) -> tuple[str, ...]:
    """The steps from the figures to the outcome, one sentence group each.

    `cited` names the readings by their ids, as the reports of version 0.1 did.
    """
    band = _band(specification, result)
    return (
        *_composite_sentence(specification, result),
        _score_sentence(specification, result, band, cited=cited),
        _level_sentence(specification, result, band),
        *_edge_sentence(specification, result, cited=cited),
        *(flag_sentence(specification, result, flag, cited=cited) for flag in result.grade.flags),
        *_reason_without_flag(specification, result, band, cited=cited),
        f"结论：{outcome(result)}。",
    )


def flag_sentence(specification: Specification, result: Result, flag: str, *, cited: bool = False) -> str:
    """Why a flag was raised, in figures of this audit."""
    band = _band(specification, result)
    level = maturity(specification, result.management.level) if specification.has_maturity else ""
    needed = _needed_words(specification, result, band)
    match flag:
        case "conformity_failed":
            return (
                "管理要求符合性审查结论为“不符合”：各项得分照常计算，"
                f"但未通过管理要求符合性审查，不授予认证级别{_citation('A7', cited=cited)}。"
            )
        case "A5_lowered":
            return (
                f"该分数段需要{needed}，实际为{level}。{'按读法 A5，' if cited else ''}"
                f"授予得分与管理成熟度等级两项下限均满足的最高认证级别，即{outcome(result)}；"
                "此情形请认证决定人员注意。"
            )
        case "A5_refused":
            rule = "按认证机构选择的读法 A5" if cited else "按认证机构的规定"
            return f"该分数段需要{needed}，实际为{level}。{rule}，此种情形不授予认证级别。"
        case "A8_lowered":
            rule = "按认证机构选择的读法 A8 " if cited else "按认证机构的规定"
            return (
                f"得分达到的分数段{rule}需要{needed}，"
                f"实际为{level}，因此为{outcome(result)}；此情形请认证决定人员注意。"
            )
        case "B12_floor":
            return _characteristics_below(specification, result)
        case "C4_floor":
            return _clauses_below(specification, result)
        case _ if flag in SPECIFIED_FLOORS.values():
            return _below_specified(specification, result, flag)
        case _:
            return _total_note(specification, result, cited=cited)


def _characteristics_below(specification: Specification, result: Result) -> str:
    """The service characteristics below the floor that the body set (reading B12)."""
    least = characteristic_floor(result.readings)
    names = {part.id: part.name for part in specification.appendix1.characteristics}
    below = "、".join(
        f"{names[part.id]}（{rounded(part.score)}%）"
        for part in result.service.characteristics
        if part.score is not None and part.score < least
    )
    return f"认证机构规定每项服务特性的得分不得低于应得分的 {least}%，{below}低于该要求，不授予认证级别。"


def _clauses_below(specification: Specification, result: Result) -> str:
    """The clauses below the floor that the body set (reading C4)."""
    least = clause_floor(specification, result.readings)
    below = "、".join(clause.id for clause in result.management.clauses if clause.level < least)
    return (
        f"认证机构规定每一条款不得低于{maturity(specification, least)}，"
        f"条款 {below} 低于该要求，不授予认证级别。"
    )


def floor_sentence(specification: Specification, floor: Floor) -> str:
    """What the specification asks of one part for any grade: 安全性的得分率不低于 60%."""
    if floor.kind == "requirement":
        return f"条款 {floor.id} 不低于{maturity(specification, floor.least)}"
    if floor.kind == "characteristic":
        parts = specification.appendix1.characteristics
        name = next(part.name for part in parts if part.id == floor.id)
        return f"“{name}”的得分率不低于 {floor.least}%"
    heading = next(each for each in specification.indicators if each.id == floor.id)
    return f"指标 {floor.id}“{heading.name}”的得分率不低于 {floor.least}%（一票否决）"


def _below_specified(specification: Specification, result: Result, flag: str) -> str:
    """The floors of the specification that are not reached, of one kind."""
    service, management = result.service, result.management
    unmet = unmet_floors(specification, service.characteristics, service.indicators, management)
    own = [floor for floor in unmet if SPECIFIED_FLOORS[floor.kind] == flag]
    asked = "；".join(floor_sentence(specification, floor) for floor in own)
    return f"技术规范 {own[0].clause} 规定：{asked}。本次没有达到，不授予认证级别。"


def _citation(reading: str, *, cited: bool) -> str:
    return f"（读法 {reading}）" if cited else ""


def _total_note(specification: Specification, result: Result, *, cited: bool) -> str:
    """The note on a total that lies between two ways to read the level bands (reading C1)."""
    total, level = result.management.total, result.management.level
    lower_level_total = sum(clause.points[level - 2] for clause in specification.clauses)
    parameters = result.readings.choice(specification, "C1").parameters
    return (
        f"管理成熟度总分 {exact(total)} 分在 {parameters['note_lower']}～{parameters['note_upper']} 分之间："
        f"按发布的文本为{maturity(specification, level)}，而全部条款均为"
        f"{maturity(specification, level - 1)}时总分已为 {exact(lower_level_total)} 分；"
        f"按等距分级则低一级{_citation('C1', cited=cited)}。此情形请认证决定人员注意。"
    )


def _composite_sentence(specification: Specification, result: Result) -> tuple[str, ...]:
    """How one score follows from service and management, where the specification says so."""
    rule, found = specification.composite, result.composite
    if rule is None or found is None:
        return ()
    return (
        f"服务特性测评得分 {result.service.shown} 分占 {rule.service}%；"
        f"管理成熟度总分 {exact(result.management.total)} 分，"
        f"满分 {exact(specification.management_maximum)} 分，"
        f"管理得分率 {rounded(found.management)}% 占 {rule.management}%；"
        f"相加得{rule.name} {found.shown} 分（技术规范 {specification.method.composite}，计算中不修约）。",
    )


def _score_sentence(specification: Specification, result: Result, band: GradeBand, *, cited: bool) -> str:
    counted = counted_score(result.readings, result.graded_score)
    rule = "按读法 A4 " if cited else ""
    whole = f"，{rule}修约为 {exact(counted)} 分" if result.readings["A4"] != "exact" else ""
    scores = score_range(band, specification.grading.maximum)
    name = graded_score(specification)
    return f"{name} {result.graded_shown} 分{whole}，属于“{scores}”的分数段。"


def _level_sentence(specification: Specification, result: Result, band: GradeBand) -> str:
    if not specification.has_maturity:
        given = "" if band.grade is None else f"对应{grade(specification.grading.names[band.grade])}"
        return f"该分数段{given or '没有对应的认证级别'}。"
    level = maturity(specification, result.management.level)
    total = f"管理成熟度总分 {exact(result.management.total)} 分，为{level}"
    needed = needed_level(specification, result.readings, band)
    if needed is None:
        return f"该分数段没有对应的认证级别；{total}。"
    named = (
        "没有列出认证级别" if band.grade is None else f"对应{grade(specification.grading.names[band.grade])}"
    )
    return f"该分数段{named}，所需管理要求为{_needed_words(specification, result, band)}；{total}。"


def _edge_sentence(specification: Specification, result: Result, *, cited: bool) -> tuple[str, ...]:
    """Reading A3, where the score is exactly the one that stands in two rows."""
    choice = result.readings.choice(specification, "A3")
    edge = choice.parameters.get("score")
    if edge is None or counted_score(result.readings, result.graded_score) != Fraction(edge):
        return ()
    if cited:
        return (f"得分恰为 {edge} 分，适用认证机构选择的读法 A3：{choice.rule}",)
    level = maturity(specification, choice.parameters["level"])
    return (f"得分恰为 {edge} 分，按认证机构的规定适用得分较低的一行，{level}即满足要求。",)


def _reason_without_flag(
    specification: Specification, result: Result, band: GradeBand, *, cited: bool
) -> tuple[str, ...]:
    """Why there is no grade, unless a flag gives the reason."""
    if result.grade.grade is not None or _REFUSING & set(result.grade.flags):
        return ()
    if band.level is None:
        return (f"得分低于最低的分数段，不授予认证级别{_citation('A6', cited=cited)}。",)
    if result.management.level >= band.level and band.grade is None:
        if cited:
            return (f"得分与管理成熟度等级满足该分数段，读法 A2：{_rule(specification, result, 'A2')}",)
        return ("得分与管理成熟度等级满足该分数段，但技术规范在该分数段没有列出认证级别。",)
    unmet = _citation("A6", cited=cited)
    level = maturity(specification, result.management.level)
    return (f"实际为{level}，没有两项下限均满足的认证级别，不授予认证级别{unmet}。",)


def _rule(specification: Specification, result: Result, reading: str) -> str:
    return result.readings.choice(specification, reading).rule


def _needed_words(specification: Specification, result: Result, band: GradeBand) -> str:
    needed = needed_level(specification, result.readings, band)
    return EMPTY if needed is None else f"{maturity(specification, needed)}及以上"


def _band(specification: Specification, result: Result) -> GradeBand:
    return grade_band(specification, result.readings, counted_score(result.readings, result.graded_score))
