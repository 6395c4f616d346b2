"""How each figure came about: formula, operands, inputs, clauses and readings."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.figures import exact
from cts_docs.assessment.grade import counted_score, grade_band, needed_level
from cts_docs.assessment.management import level_band
from cts_docs.assessment.model import NOT_APPLICABLE, Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.result import (
    ConformityResult,
    FormResult,
    GradeResult,
    IndicatorResult,
    ManagementResult,
    ServiceResult,
    Step,
)
from cts_docs.specification.model import Specification

EARNED_BY_FORM = "Σ（单项分值 × 体验系数 α）"
APPLICABLE_BY_FORM = "Σ 适用项的单项分值"
SCORE_OF_FORM = "实际得分 ÷ 应得分 × 100"
MEAN_COEFFICIENT = "各测评表体验系数 α 的均值"
EARNED_BY_INDICATOR = "单项分值 × 平均体验系数 α"
SUM_OF_INDICATORS = "Σ 各指标平均实际得分"
MEAN_OF_FORMS = "Σ 各测评表得分 ÷ 测评表数"
POINTS_OF_LEVEL = "该成熟度等级对应的分值"
SUM_OF_CLAUSES = "Σ 各条得分"
LEVEL_OF_TOTAL = "管理成熟度总分所在的等级区间"
CONCLUSION = "审核组的管理要求符合性审查结论"
GRADE_OF_ALL = "服务特性测评得分、管理成熟度等级与符合性审查结论对照 5.3"
MARGIN_SCORE = "max(0, 高一级认证级别的最低分 − 测评得分)"
MARGIN_MANAGEMENT = "max(0, 所需管理成熟度等级的最低总分 − 管理成熟度总分)"


def trace(
    specification: Specification,
    readings: Readings,
    assessment: Assessment,
    service: ServiceResult,
    management: ManagementResult,
    conformity: ConformityResult,
    grade: GradeResult,
) -> tuple[Step, ...]:
    """Every figure of a result in the order in which it is computed."""
    steps = [
        *_forms(specification, service),
        *_indicators(service),
        *_characteristics(specification, service),
        _score(service),
        *_clauses(specification, management),
        *_management(specification, readings, management),
        _conformity(assessment, conformity),
        _grade(specification, readings, service, management, conformity, grade),
        *_margin(grade, service, management),
    ]
    return tuple(steps)


def _forms(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    points = {indicator.id: indicator.points for indicator in specification.indicators}
    for form in service.forms:
        fields = tuple(f"experience_coefficients[{key},{form.form}]" for key in points)
        figure = f"service.forms[{form.form}]"
        operands = {f"points[{key}]": str(value) for key, value in points.items()}
        operands |= {field: _coefficient(form, key) for field, key in zip(fields, points, strict=True)}
        yield Step(
            f"{figure}.earned", exact(form.earned), EARNED_BY_FORM, operands, fields, ("5.1.1",), ("B1", "B2")
        )
        yield Step(
            f"{figure}.applicable",
            str(form.applicable),
            APPLICABLE_BY_FORM,
            operands,
            fields,
            ("5.1.1",),
            ("B8",),
        )
        yield Step(
            f"{figure}.score",
            exact(form.score),
            SCORE_OF_FORM,
            {f"{figure}.earned": exact(form.earned), f"{figure}.applicable": str(form.applicable)},
            (),
            ("5.1.1",),
            ("B7",),
        )


def _coefficient(form: FormResult, indicator: str) -> str:
    value = form.coefficients[indicator]
    return NOT_APPLICABLE if value is None else exact(value)


def _indicators(service: ServiceResult) -> Iterator[Step]:
    for indicator in service.indicators:
        figure = f"service.indicators[{indicator.id}]"
        fields = tuple(f"experience_coefficients[{indicator.id},{form.form}]" for form in service.forms)
        operands = {
            field: _coefficient(form, indicator.id) for field, form in zip(fields, service.forms, strict=True)
        }
        mean = _or_na(indicator.coefficient is not None and exact(indicator.coefficient))
        yield Step(
            f"{figure}.coefficient", mean, MEAN_COEFFICIENT, operands, fields, ("5.1.2", "附录 1"), ("B9",)
        )
        yield Step(
            f"{figure}.earned",
            _earned(indicator),
            EARNED_BY_INDICATOR,
            {f"points[{indicator.id}]": str(indicator.points), f"{figure}.coefficient": mean},
            (),
            ("5.1.1", "附录 1"),
            ("B1", "B2"),
        )


def _earned(indicator: IndicatorResult) -> str:
    return _or_na(indicator.earned is not None and exact(indicator.earned))


def _or_na(value: str | bool) -> str:
    return value if isinstance(value, str) else NOT_APPLICABLE


def _characteristics(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    earned = {indicator.id: _earned(indicator) for indicator in service.indicators}
    members = {part.id: part.indicators for part in specification.appendix1.characteristics}
    for part in service.characteristics:
        operands = {
            f"service.indicators[{indicator.id}].earned": earned[indicator.id]
            for indicator in members[part.id]
        }
        value = _or_na(part.earned is not None and exact(part.earned))
        figure = f"service.characteristics[{part.id}].earned"
        yield Step(figure, value, SUM_OF_INDICATORS, operands, (), ("附录 1",), ("B7",))


def _score(service: ServiceResult) -> Step:
    operands = {f"service.forms[{form.form}].score": exact(form.score) for form in service.forms}
    fields = tuple(f"evaluators[{form.form}]" for form in service.forms)
    return Step(
        "service.score",
        exact(service.score),
        MEAN_OF_FORMS,
        operands,
        fields,
        ("5.1.2",),
        ("B9", "B11", "B13"),
    )


def _clauses(specification: Specification, management: ManagementResult) -> Iterator[Step]:
    tables = {clause.id: clause.points for clause in specification.clauses}
    for clause in management.clauses:
        field = f"maturity_levels[{clause.id}]"
        operands = {field: str(clause.level)}
        operands |= {f"points[{level}]": str(points) for level, points in enumerate(tables[clause.id], 1)}
        figure = f"management.clauses[{clause.id}].points"
        clauses = ("5.2.6", "附录3")
        yield Step(figure, str(clause.points), POINTS_OF_LEVEL, operands, (field,), clauses, ("C2", "C3"))


def _management(
    specification: Specification, readings: Readings, management: ManagementResult
) -> Iterator[Step]:
    operands = {
        f"management.clauses[{clause.id}].points": str(clause.points) for clause in management.clauses
    }
    total = str(management.total)
    yield Step("management.total", total, SUM_OF_CLAUSES, operands, (), ("附录3",), ("C4",))
    band = level_band(specification, readings, management.total)
    yield Step(
        "management.level",
        str(management.level),
        LEVEL_OF_TOTAL,
        {"management.total": total, "band.lower": str(band.lower), "band.upper": str(band.upper)},
        (),
        ("附录3",),
        ("C1", "C2"),
    )


def _conformity(assessment: Assessment, conformity: ConformityResult) -> Step:
    said = assessment.text("management_conformity") or ""
    value = "true" if conformity.passed else "false"
    fields = ("management_conformity", "conformity_basis")
    return Step("conformity.passed", value, CONCLUSION, {fields[0]: said}, fields, ("5.3",), ("A7",))


def _grade(
    specification: Specification,
    readings: Readings,
    service: ServiceResult,
    management: ManagementResult,
    conformity: ConformityResult,
    grade: GradeResult,
) -> Step:
    counted = counted_score(readings, service.score)
    band = grade_band(specification, readings, counted)
    operands = {
        "service.score": exact(service.score),
        "counted": exact(counted),
        "management.total": str(management.total),
        "management.level": str(management.level),
        "conformity.passed": "true" if conformity.passed else "false",
        "band.lower": str(band.lower),
        "band.upper": str(band.upper),
        "band.grade": _number(band.grade),
        "band.level": _number(needed_level(specification, readings, band)),
        "flags": ",".join(grade.flags),
    }
    decided = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")
    return Step("grade.grade", _number(grade.grade), GRADE_OF_ALL, operands, (), ("5.3",), decided)


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def _margin(grade: GradeResult, service: ServiceResult, management: ManagementResult) -> Iterator[Step]:
    if grade.margin is None:
        return
    yield Step(
        "grade.margin.score",
        exact(grade.margin.score),
        MARGIN_SCORE,
        {"service.score": exact(service.score)},
        (),
        ("5.3",),
        ("A1", "A4"),
    )
    yield Step(
        "grade.margin.management",
        str(grade.margin.management),
        MARGIN_MANAGEMENT,
        {"management.total": str(management.total)},
        (),
        ("5.3", "附录3"),
        ("A1", "A8", "C1"),
    )
