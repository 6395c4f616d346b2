"""How each figure came about: formula, operands, inputs, clauses and readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cts_docs.assessment.figures import exact, points_as_data
from cts_docs.assessment.model import NOT_APPLICABLE, Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import counted_score, grade_band, needed_level, unmet_floors
from cts_docs.assessment.scoring.management import level_band
from cts_docs.assessment.scoring.result import (
    CompositeResult,
    ConformityResult,
    FigureValue,
    FormResult,
    GradeResult,
    ManagementResult,
    ServiceResult,
    Step,
)
from cts_docs.specification.model import Floor, Indicator, Specification

EARNED_BY_FORM = "Σ（单项分值 × 体验系数 α）"
EARNED_WITH_JUDGED = "Σ（单项分值 × 体验系数 α）+ Σ 评判得分"
APPLICABLE_BY_FORM = "Σ 适用项的单项分值"
SCORE_OF_FORM = "实际得分 ÷ 应得分 × 100"
MEAN_COEFFICIENT = "各测评表体验系数 α 的均值"
MEAN_JUDGED = "各测评表评判得分的均值 ÷ 单项分值"
WEIGHTED_COEFFICIENT = "Σ 测评表权重 × 体验系数 α"
WEIGHTED_JUDGED = "Σ 测评表权重 × 评判得分 ÷ 单项分值"
EARNED_BY_INDICATOR = "单项分值 × 平均体验系数 α"
SUM_OF_INDICATORS = "Σ 各指标平均实际得分"
MEAN_OF_FORMS = "Σ 各测评表得分 ÷ 测评表数"
MEAN_OF_PERSONS = "Σ 各测评员的平均得分 ÷ 测评员人数"
MEAN_OF_GROUP = "该类测评员各测评表得分的均值"
SUM_OF_GROUPS = "Σ 测评员类别的权重 × 该类测评员的平均得分"
MANAGEMENT_PERCENTAGE = "管理成熟度总分 ÷ 管理要求总分值 × 100"
SUM_OF_SCORES = "服务权重 × 服务特性测评得分 + 管理权重 × 管理得分率"
AGREED_LEVEL = "审核组商定的成熟度等级"
POINTS_OF_LEVEL = "该成熟度等级对应的分值"
SUM_OF_CLAUSES = "Σ 各条得分"
LEVEL_OF_TOTAL = "管理成熟度总分所在的等级区间"
CONCLUSION = "审核组的管理要求符合性审查结论"
GRADE_OF_ALL = "服务特性测评得分、管理成熟度等级和符合性审查结论对照认证级别的分数段"
NAME_OF_GRADE = "认证级别的名称"
FLOOR_REACHED = "达到技术规范规定的最低要求"
MARGIN_SCORE = "max(0, 高一级认证级别的最低分 − 测评得分)"
MARGIN_MANAGEMENT = "max(0, 所需管理成熟度等级的最低总分 − 管理成熟度总分)"
MARGIN_LEVEL = "max(0, 所需管理成熟度等级 − 管理成熟度等级)"
MARGIN_GATES = "得分和等级均不能弥补的条件"


def trace(
    specification: Specification,
    readings: Readings,
    assessment: Assessment,
    service: ServiceResult,
    management: ManagementResult,
    conformity: ConformityResult,
    grade: GradeResult,
    composite: CompositeResult | None = None,
) -> tuple[Step, ...]:
    """Every figure of a result in the order in which it is computed."""
    graded = service.score if composite is None else composite.score
    steps = [
        *_forms(specification, service),
        *_indicators(specification, service),
        *_characteristics(specification, service),
        *_groups(specification, service),
        _score(specification, readings, service),
        *_clauses(specification, management),
        *_management(specification, readings, management),
        *_composite(specification, service, management, composite),
        _conformity(specification, assessment, conformity),
        *_floors(specification, service, management),
        *_grade(specification, readings, graded, service, management, conformity, grade),
        *_margin(specification, grade, graded, management, conformity.passed),
    ]
    return tuple(steps)


def _forms(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    method = specification.method
    points = {indicator.id: points_as_data(indicator.points) for indicator in specification.indicators}
    sum_of_form = EARNED_WITH_JUDGED if specification.has_judged else EARNED_BY_FORM
    clauses = (method.marks, method.judged) if specification.has_judged else (method.marks,)
    for form in service.forms:
        fields = tuple(f"experience_coefficients[{key},{form.form}]" for key in points)
        figure = f"service.forms[{form.form}]"
        inputs: dict[str, FigureValue] = {f"points[{key}]": value for key, value in points.items()}
        inputs |= {
            field: _input(form, indicator)
            for field, indicator in zip(fields, specification.indicators, strict=True)
        }
        earned, applicable = f"{figure}.earned", f"{figure}.applicable"
        most = points_as_data(form.applicable)
        parts: dict[str, FigureValue] = {earned: exact(form.earned), applicable: most}
        yield Step(earned, parts[earned], sum_of_form, inputs, fields, clauses, ("B1", "B2"))
        yield Step(applicable, most, APPLICABLE_BY_FORM, inputs, fields, (method.marks,), ("B8",))
        yield Step(f"{figure}.score", exact(form.score), SCORE_OF_FORM, parts, (), (method.marks,), ("B7",))


def _input(form: FormResult, indicator: Indicator) -> str:
    """What was entered: α, or the points of an indicator that is scored by judgement."""
    value = form.coefficients[indicator.id]
    if value is None:
        return NOT_APPLICABLE
    return exact(value if indicator.judged_in is None else value * indicator.points)


def _or_none(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _indicators(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    method, appendix = specification.method, specification.appendix1.label
    weights: dict[str, FigureValue] = {}
    if specification.evaluator_groups:
        weights = {f"service.forms[{form.form}].weight": exact(form.weight) for form in service.forms}
    for declared, indicator in zip(specification.indicators, service.indicators, strict=True):
        fields = tuple(f"experience_coefficients[{indicator.id},{form.form}]" for form in service.forms)
        inputs: dict[str, FigureValue] = {
            field: _input(form, declared) for field, form in zip(fields, service.forms, strict=True)
        }
        judged = declared.judged_in is not None
        formula = _FORMULA_OF_MEAN[judged, bool(weights)]
        entered = method.judged if judged else method.marks
        inputs |= weights
        if judged:
            inputs[f"points[{indicator.id}]"] = points_as_data(indicator.points)
        mean = f"service.indicators[{indicator.id}].coefficient"
        value = _or_none(indicator.coefficient)
        clauses = (method.groups if weights else method.mean, appendix)
        yield Step(mean, value, formula, inputs, fields, clauses, () if weights else ("B9",))
        parts: dict[str, FigureValue] = {f"points[{indicator.id}]": points_as_data(indicator.points)}
        parts[mean] = value
        figure = f"service.indicators[{indicator.id}].earned"
        earned = _or_none(indicator.earned)
        yield Step(figure, earned, EARNED_BY_INDICATOR, parts, fields, (entered, appendix), ("B1", "B2"))


_FORMULA_OF_MEAN: Mapping[tuple[bool, bool], str] = {
    (False, False): MEAN_COEFFICIENT,
    (True, False): MEAN_JUDGED,
    (False, True): WEIGHTED_COEFFICIENT,
    (True, True): WEIGHTED_JUDGED,
}
"""By whether an indicator is scored by judgement, and whether evaluator groups have weights."""


def _characteristics(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    appendix = specification.appendix1.label
    earned = {indicator.id: _or_none(indicator.earned) for indicator in service.indicators}
    members = {part.id: part.indicators for part in specification.appendix1.characteristics}
    for part in service.characteristics:
        operands = {f"service.indicators[{item.id}].earned": earned[item.id] for item in members[part.id]}
        figure = f"service.characteristics[{part.id}].earned"
        yield Step(figure, _or_none(part.earned), SUM_OF_INDICATORS, operands, (), (appendix,), ("B7",))


def _groups(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    clauses = (specification.method.groups,)
    for group in service.groups:
        own = [form for form in service.forms if form.group == group.name]
        operands: dict[str, FigureValue] = {
            f"service.forms[{form.form}].score": exact(form.score) for form in own
        }
        fields = tuple(f"evaluator_groups[{form.form}]" for form in own)
        figure = f"service.groups[{group.name}].score"
        yield Step(figure, exact(group.score), MEAN_OF_GROUP, operands, fields, clauses, ())


def _score_of_groups(specification: Specification, service: ServiceResult) -> Step:
    operands: dict[str, FigureValue] = {}
    for group in service.groups:
        operands[f"service.groups[{group.name}].weight"] = group.weight
        operands[f"service.groups[{group.name}].score"] = exact(group.score)
    clauses = (specification.method.groups, specification.method.mean)
    return Step("service.score", exact(service.score), SUM_OF_GROUPS, operands, (), clauses, ("B11", "B13"))


def _score(specification: Specification, readings: Readings, service: ServiceResult) -> Step:
    if service.groups:
        return _score_of_groups(specification, service)
    method = specification.method
    operands: dict[str, FigureValue] = {
        f"service.forms[{form.form}].score": exact(form.score) for form in service.forms
    }
    fields = tuple(f"evaluators[{form.form}]" for form in service.forms)
    formula = MEAN_OF_FORMS
    if readings["B9"] == "persons":
        formula = MEAN_OF_PERSONS
        operands |= {f"evaluators[{form.form}]": form.evaluator for form in service.forms}
    value = exact(service.score)
    return Step("service.score", value, formula, operands, fields, (method.mean,), ("B9", "B11", "B13"))


def _clauses(specification: Specification, management: ManagementResult) -> Iterator[Step]:
    method, appendix = specification.method, specification.appendix3.label
    tables = {clause.id: tuple(map(points_as_data, clause.points)) for clause in specification.clauses}
    for clause in management.clauses:
        field = f"maturity_levels[{clause.id}]"
        level = f"management.clauses[{clause.id}].level"
        agreed = Step(
            level, clause.level, AGREED_LEVEL, {field: clause.level}, (field,), (method.maturity,), ("C3",)
        )
        yield agreed
        operands: dict[str, FigureValue] = {level: clause.level}
        operands |= {f"points[{number}]": value for number, value in enumerate(tables[clause.id], 1)}
        figure = f"management.clauses[{clause.id}].points"
        earned = points_as_data(clause.points)
        yield Step(figure, earned, POINTS_OF_LEVEL, operands, (field,), (method.maturity, appendix), ("C2",))


def _management(
    specification: Specification, readings: Readings, management: ManagementResult
) -> Iterator[Step]:
    if not specification.has_maturity:
        return
    appendix = specification.appendix3.label
    points: dict[str, FigureValue] = {
        f"management.clauses[{clause.id}].points": points_as_data(clause.points)
        for clause in management.clauses
    }
    total = points_as_data(management.total)
    yield Step("management.total", total, SUM_OF_CLAUSES, points, (), (appendix,), ("C4",))
    band = level_band(specification, readings, management.total)
    edges = {"band.lower": points_as_data(band.lower), "band.upper": points_as_data(band.upper)}
    operands: dict[str, FigureValue] = {"management.total": total, **edges}
    level = management.level
    yield Step("management.level", level, LEVEL_OF_TOTAL, operands, (), (appendix,), ("C1", "C2"))


def _composite(
    specification: Specification,
    service: ServiceResult,
    management: ManagementResult,
    composite: CompositeResult | None,
) -> Iterator[Step]:
    weights, clauses = specification.composite, (specification.method.composite,)
    if composite is None or weights is None:
        return
    percentage: dict[str, FigureValue] = {
        "management.total": points_as_data(management.total),
        "management.maximum": points_as_data(specification.management_maximum),
    }
    reached = exact(composite.management)
    yield Step("composite.management", reached, MANAGEMENT_PERCENTAGE, percentage, (), clauses, ())
    operands: dict[str, FigureValue] = {
        "weights.service": weights.service,
        "service.score": exact(service.score),
        "weights.management": weights.management,
        "composite.management": reached,
    }
    yield Step("composite.score", exact(composite.score), SUM_OF_SCORES, operands, (), clauses, ())


def _conformity(specification: Specification, assessment: Assessment, conformity: ConformityResult) -> Step:
    method = specification.method
    fields = ("management_conformity", "conformity_basis")
    operands = {fields[0]: assessment.text(fields[0])}
    return Step(
        "conformity.passed", conformity.passed, CONCLUSION, operands, fields, (method.grade,), ("A7",)
    )


def _floors(
    specification: Specification, service: ServiceResult, management: ManagementResult
) -> Iterator[Step]:
    """Whether each floor that the specification sets is reached."""
    unmet = unmet_floors(specification, service.characteristics, service.indicators, management)
    for floor in specification.floors:
        compared = dict(_compared(floor, service, management))
        operands: dict[str, FigureValue] = {"least": floor.least, **compared}
        figure = f"grade.floors.{floor.kind}[{floor.id}]"
        yield Step(figure, floor not in unmet, FLOOR_REACHED, operands, (), (floor.clause,), ())


def _compared(
    floor: Floor, service: ServiceResult, management: ManagementResult
) -> Iterator[tuple[str, FigureValue]]:
    """The figures that are compared with a floor."""
    for part in service.characteristics:
        if (floor.kind, floor.id) == ("characteristic", part.id):
            yield f"service.characteristics[{part.id}].earned", _or_none(part.earned)
            yield f"service.characteristics[{part.id}].points", points_as_data(part.points)
    for item in service.indicators:
        if (floor.kind, floor.id) == ("indicator", item.id):
            yield f"service.indicators[{item.id}].coefficient", _or_none(item.coefficient)
    for clause in management.clauses:
        if (floor.kind, floor.id) == ("requirement", clause.id):
            yield f"management.clauses[{clause.id}].level", clause.level


def _grade(
    specification: Specification,
    readings: Readings,
    graded: Fraction,
    service: ServiceResult,
    management: ManagementResult,
    conformity: ConformityResult,
    grade: GradeResult,
) -> Iterator[Step]:
    method = specification.method
    counted = counted_score(readings, graded)
    band = grade_band(specification, readings, counted)
    operands: dict[str, FigureValue] = {_graded_figure(specification): exact(graded)}
    operands["counted"] = exact(counted)
    if specification.has_maturity:
        operands["management.total"] = points_as_data(management.total)
        operands["management.level"] = management.level
    operands |= {
        "conformity.passed": conformity.passed,
        "band.lower": band.lower,
        "band.upper": band.upper,
        "band.grade": band.grade,
    }
    if specification.has_maturity:
        operands["band.level"] = needed_level(specification, readings, band)
    operands |= {step.figure: step.value for step in _floors(specification, service, management)}
    decided = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "B12", "C4")
    yield Step("grade.grade", grade.grade, GRADE_OF_ALL, operands, (), (method.grade,), decided)
    named = {"grade.grade": grade.grade}
    yield Step("grade.name", grade.name, NAME_OF_GRADE, named, (), (method.grade,), ("A9",))
    yield Step("grade.outcome", grade.outcome, GRADE_OF_ALL, operands, (), (method.grade,), decided)


def _margin(
    specification: Specification,
    grade: GradeResult,
    graded: Fraction,
    management: ManagementResult,
    passed: bool,
) -> Iterator[Step]:
    method, appendix = specification.method, specification.appendix3.label
    if grade.margin is None:
        return
    score: dict[str, FigureValue] = {_graded_figure(specification): exact(graded)}
    total: dict[str, FigureValue] = {"management.total": points_as_data(management.total)}
    level: dict[str, FigureValue] = {"management.level": management.level}
    gates: dict[str, FigureValue] = {"conformity.passed": passed}
    missing, clauses = grade.margin, (method.grade, appendix)
    needed = ("A1", "A5", "A8", "C1")
    decided = (method.grade,)
    yield Step("grade.margin.score", exact(missing.score), MARGIN_SCORE, score, (), decided, ("A1", "A4"))
    if specification.has_maturity:
        points = points_as_data(missing.management)
        yield Step("grade.margin.management", points, MARGIN_MANAGEMENT, total, (), clauses, needed)
        yield Step("grade.margin.level", missing.level, MARGIN_LEVEL, level, (), clauses, needed)
    yield Step("grade.margin.gates", missing.gates, MARGIN_GATES, gates, (), decided, ("A7", "B12", "C4"))


def _graded_figure(specification: Specification) -> str:
    """The figure that the grade bands divide."""
    return "service.score" if specification.composite is None else "composite.score"
