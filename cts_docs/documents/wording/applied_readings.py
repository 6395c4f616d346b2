"""The readings that bear on one audit's result, as questions and answers in the specification's numbers.

A reading is how the body settles an open place of the text (条文解释). Which of them bear on a result
is decided by the result: its matter arises, or another choice would give another grade or level.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import (
    closed_gates,
    counted_score,
    grade_band,
    grade_bands,
    grade_result,
    needed_level,
)
from cts_docs.assessment.scoring.management import level_band
from cts_docs.assessment.scoring.result import Result
from cts_docs.documents.wording.common import grade, listed, maturity
from cts_docs.documents.wording.grade_reasons import (
    NO_GRADE,
    PASSED_WITHOUT_GRADE,
    outcome,
    score_range,
    total_range,
)
from cts_docs.documents.wording.report import low_limit
from cts_docs.specification.model import GradeBand, Specification

QuestionAndAnswer = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Audit:
    """One audit's result, with the figures that several answers need."""

    specification: Specification
    assessment: Assessment
    result: Result

    @property
    def band(self) -> GradeBand:
        counted = counted_score(self.result.readings, self.result.graded_score)
        return grade_band(self.specification, self.result.readings, counted)

    @property
    def level(self) -> str:
        return maturity(self.specification, self.result.management.level)

    def chosen(self, reading: str) -> str:
        """The choice in force; of a fixed reading its kind."""
        return self.result.readings.choices.get(reading, "fixed")

    def needed(self, band: GradeBand) -> str:
        level = needed_level(self.specification, self.result.readings, band)
        return "" if level is None else f"{maturity(self.specification, level)}及以上"

    def asked(self, band: GradeBand) -> str:
        """The scores of a band with the management level that it needs, where it needs one."""
        scores, needed = score_range(band, self.specification.grading.maximum), self.needed(band)
        return f"{scores}且{needed}" if needed else scores

    def decides(self, reading: str) -> bool:
        """Whether another choice of a reading gives this audit another grade or outcome."""
        found = self.specification.readings.get(reading)
        if found is None or found.kind != "choice":
            return False
        return any(
            self._differs(reading, choice) for choice in found.choices if choice != self.chosen(reading)
        )

    def _differs(self, reading: str, choice: str) -> bool:
        changed = {**self.result.readings.choices, reading: choice}
        excluded = self.specification.excluded
        if any(all(changed.get(key) == value for key, value in each.items()) for each in excluded):
            return False
        readings, result = Readings(MappingProxyType(changed)), self.result
        gates = closed_gates(
            self.specification,
            readings,
            result.conformity.passed,
            result.service.characteristics,
            result.service.indicators,
            result.management,
        )
        other = grade_result(self.specification, readings, result.graded_score, result.management, gates)
        return (other.grade, other.outcome) != (self.result.grade.grade, self.result.grade.outcome)


def applied_readings(
    specification: Specification, assessment: Assessment, result: Result
) -> tuple[QuestionAndAnswer, ...]:
    """Question and answer of each reading that bears on the result, in the order of the readings."""
    audit = _Audit(specification, assessment, result)
    answers = (answer(audit) for reading, answer in _ANSWERS.items() if reading in specification.readings)
    return tuple(each for each in answers if each is not None)


def _column(audit: _Audit) -> QuestionAndAnswer | None:
    if not audit.decides("A1"):
        return None
    specification = audit.specification
    bands = [
        f"{audit.asked(band)}，为{grade(specification.grading.names[band.grade])}"
        for band in grade_bands(specification, audit.result.readings)
        if band.grade is not None
    ]
    by = "行" if audit.chosen("A1") == "rows" else "分数段"
    question = f"技术规范 {specification.method.grade} 的表格中，认证级别按行还是按分数段判定？"
    return question, f"按{by}判定：{'；'.join(bands)}。"


def _band_without_grade(audit: _Audit) -> QuestionAndAnswer | None:
    band, level = audit.band, audit.result.management.level
    if (
        band.grade is not None
        or band.level is None
        or level < band.level
        or not audit.result.conformity.passed
    ):
        return None
    scores = score_range(band, audit.specification.grading.maximum)
    named = PASSED_WITHOUT_GRADE if audit.chosen("A2") == "passed_without_grade" else NO_GRADE
    question = f"得分“{scores}”且{audit.needed(band)}时，技术规范没有列出认证级别，结论为何？"
    return question, f"结论为“{named}”，不颁发证书。"


def _score_in_two_rows(audit: _Audit) -> QuestionAndAnswer | None:
    reading = audit.specification.readings.get("A3")
    choices = reading.choices.values() if reading else ()
    edge = next((choice.parameters for choice in choices if "score" in choice.parameters), None)
    if edge is None or counted_score(audit.result.readings, audit.result.graded_score) != edge["score"]:
        return None
    question = f"技术规范的两行都包含 {edge['score']} 分，所需的管理成熟度等级按哪一行？"
    if audit.result.readings.choice(audit.specification, "A3").parameters:
        return question, f"按得分较低的一行，{maturity(audit.specification, edge['level'])}即满足要求。"
    return question, f"按得分较高的一行，需要{audit.needed(audit.band)}。"


def _score_between_bands(audit: _Audit) -> QuestionAndAnswer | None:
    if not audit.decides("A4"):
        return None
    readings = audit.result.readings
    scores = score_range(audit.band, audit.specification.grading.maximum)
    counted = counted_score(readings, audit.result.graded_score)
    rule = (
        "以未修约的精确得分比较" if audit.chosen("A4") == "exact" else f"先修约为 {exact(counted)} 分再比较"
    )
    return f"得分 {audit.result.graded_shown} 分属于哪个分数段？", f"{rule}，属于“{scores}”。"


def _level_below_band(audit: _Audit) -> QuestionAndAnswer | None:
    flags = audit.result.grade.flags
    if "A5_lowered" not in flags and "A5_refused" not in flags:
        return None
    question = f"得分所在的分数段需要{audit.needed(audit.band)}，而实际为{audit.level}时，认证级别为何？"
    if "A5_refused" in flags:
        return question, "此种情形不授予认证级别。"
    return question, f"授予得分与管理成熟度等级两项下限均满足的最高认证级别，即{outcome(audit.result)}。"


def _not_in_table(audit: _Audit) -> QuestionAndAnswer | None:
    result, band = audit.result, audit.band
    named = band.grade is None and band.level is not None and result.management.level >= band.level
    if result.grade.grade is not None or result.grade.flags or named or not result.conformity.passed:
        return None
    level = f"且{audit.level}" if audit.specification.has_maturity else ""
    return (
        f"得分 {result.graded_shown} 分{level}的情形没有列在技术规范的表格中，结论为何？",
        "不颁发证书。",
    )


def _conformity_failed(audit: _Audit) -> QuestionAndAnswer | None:
    if audit.result.conformity.passed:
        return None
    question = "管理要求符合性审查结论为“不符合”时，是否仍计分和授予认证级别？"
    return question, "各项得分照常计算，不授予认证级别。"


def _highest_grade(audit: _Audit) -> QuestionAndAnswer | None:
    if "A8_lowered" not in audit.result.grade.flags and not audit.decides("A8"):
        return None
    specification = audit.specification
    bands = grade_bands(specification, audit.result.readings)
    top = bands[-1]
    shared = [
        grade(specification.grading.names[band.grade])
        for band in bands
        if band.grade and band.level == top.level
    ]
    question = f"表格的同一行对应{listed(shared)}，最高的认证级别是否需要更高的管理成熟度等级？"
    if audit.result.readings.choice(specification, "A8").parameters:
        return question, f"需要{audit.needed(top)}。"
    return question, f"不需要，均为{audit.needed(top)}。"


def _not_applicable(audit: _Audit) -> QuestionAndAnswer | None:
    if all(item.earned is not None for item in audit.result.service.indicators):
        return None
    answer = "该项不计入应得分，在全部测评表中一致；理由列于各项指标的备注。"
    return "某项指标不适用时如何计分？", answer


def _mean(audit: _Audit) -> QuestionAndAnswer | None:
    forms = audit.result.service.forms
    if audit.specification.evaluator_groups:
        return None
    by_person = audit.chosen("B9") == "persons"
    if len({form.evaluator for form in forms}) == len(forms) and not by_person:
        return None
    question = "同一测评员有多份测评表时，服务特性测评得分如何平均？"
    if by_person:
        return question, "先求每名测评员的平均得分，再求各测评员的平均值。"
    return question, f"取全部 {len(forms)} 份测评表得分的算术平均值，不加权。"


def _least_forms(audit: _Audit) -> QuestionAndAnswer | None:
    least, reading = audit.chosen("B11"), audit.specification.readings.get("B11")
    if reading is None or least == reading.default:
        return None
    count = len(audit.result.service.forms)
    return "测评的人数或次数至少多少？", f"本机构规定至少 {least} 份测评表，本次为 {count} 份。"


def _low_coefficients(audit: _Audit) -> QuestionAndAnswer | None:
    limit, floor = audit.specification.listed_band.upper, audit.chosen("B12")
    alphas = (alpha for form in audit.result.service.forms for alpha in form.coefficients.values())
    question = "服务特性的得分较低是否影响认证级别？"
    if floor not in ("fixed", "off"):
        return question, f"任一服务特性的得分率低于 {floor}% 时，不授予认证级别。"
    own = any(each.kind != "requirement" for each in audit.specification.floors)
    if own or not any(alpha is not None and alpha <= limit for alpha in alphas):
        return None
    return question, f"技术规范没有规定最低得分，不影响；{low_limit(audit.specification)}的指标逐一列出。"


def _level_of_total(audit: _Audit) -> QuestionAndAnswer | None:
    specification, management = audit.specification, audit.result.management
    tables = specification.level_bands.values()
    levels = {
        next(band.level for band in reversed(table) if management.total >= band.lower) for table in tables
    }
    if len(levels) == 1 and not any(flag.startswith("C1_") for flag in audit.result.grade.flags):
        return None
    band = level_band(specification, audit.result.readings, management.total)
    rule = "发布的文本" if audit.chosen("C1") == specification.readings["C1"].default else "等距分级"
    question = f"管理成熟度总分 {exact(management.total)} 分属于哪个等级？"
    return question, f"按{rule}，{total_range(band, specification.management_maximum)}为{audit.level}。"


def _weak_clauses(audit: _Audit) -> QuestionAndAnswer | None:
    below = audit.specification.listed_below
    question = "个别条款的管理成熟度等级较低是否影响认证级别？"
    if audit.chosen("C4") not in ("fixed", "off"):
        return question, f"任一条款低于{maturity(audit.specification, below.number)}时，不授予认证级别。"
    own = audit.specification.floors_of("requirement")
    if own or all(clause.level >= below.number for clause in audit.result.management.clauses):
        return None
    return (
        question,
        f"技术规范没有规定，不影响；低于{maturity(audit.specification, below.number)}的条款逐一列出。",
    )


def _partial_exemption(audit: _Audit) -> QuestionAndAnswer | None:
    if audit.assessment.text("qms_treatment") != "部分免除" or not audit.specification.has_maturity:
        return None
    return "部分免除通用要求的审核时，是否免除计分的条款？", "不免除，全部条款均评定等级并计分。"


_ANSWERS: MappingProxyType[str, Callable[[_Audit], QuestionAndAnswer | None]] = MappingProxyType(
    {
        "A1": _column,
        "A2": _band_without_grade,
        "A3": _score_in_two_rows,
        "A4": _score_between_bands,
        "A5": _level_below_band,
        "A6": _not_in_table,
        "A7": _conformity_failed,
        "A8": _highest_grade,
        "B8": _not_applicable,
        "B9": _mean,
        "B11": _least_forms,
        "B12": _low_coefficients,
        "C1": _level_of_total,
        "C4": _weak_clauses,
        "C12": _partial_exemption,
    }
)
