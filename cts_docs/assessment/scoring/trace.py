"""How each figure came about: formula, operands, inputs, clauses and readings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cts_docs.assessment.figures import exact, points_as_data
from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring import formulas
from cts_docs.assessment.scoring.grade import counted_score, grade_band, needed_level, unmet_floors
from cts_docs.assessment.scoring.management import level_band
from cts_docs.assessment.scoring.result import (
    CompositeResult,
    ConformityResult,
    FigureValue,
    GradeResult,
    ManagementResult,
    ServiceResult,
    Step,
)
from cts_docs.assessment.scoring.service_trace import figure_or_none, service_steps
from cts_docs.specification.model import Floor, Specification


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
        *service_steps(specification, readings, service),
        *_clauses(specification, management),
        *_management(specification, readings, management),
        *_composite(specification, service, management, composite),
        _conformity(specification, assessment, conformity),
        *_floors(specification, service, management),
        *_grade(specification, readings, graded, service, management, conformity, grade),
        *_margin(specification, grade, graded, management, conformity.passed),
    ]
    return tuple(steps)


def _clauses(specification: Specification, management: ManagementResult) -> Iterator[Step]:
    method, appendix = specification.method, specification.appendix3.label
    tables = {clause.id: tuple(map(points_as_data, clause.points)) for clause in specification.clauses}
    for clause in management.clauses:
        field = f"maturity_levels[{clause.id}]"
        level = f"management.clauses[{clause.id}].level"
        agreed = Step(
            level,
            clause.level,
            formulas.AGREED_LEVEL,
            {field: clause.level},
            (field,),
            (method.maturity,),
            ("C3",),
        )
        yield agreed
        operands: dict[str, FigureValue] = {level: clause.level}
        operands |= {f"points[{number}]": value for number, value in enumerate(tables[clause.id], 1)}
        figure = f"management.clauses[{clause.id}].points"
        earned = points_as_data(clause.points)
        yield Step(
            figure, earned, formulas.POINTS_OF_LEVEL, operands, (field,), (method.maturity, appendix), ("C2",)
        )


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
    yield Step("management.total", total, formulas.SUM_OF_CLAUSES, points, (), (appendix,), ("C4",))
    band = level_band(specification, readings, management.total)
    edges = {"band.lower": points_as_data(band.lower), "band.upper": points_as_data(band.upper)}
    operands: dict[str, FigureValue] = {"management.total": total, **edges}
    level = management.level
    yield Step("management.level", level, formulas.LEVEL_OF_TOTAL, operands, (), (appendix,), ("C1", "C2"))


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
    yield Step("composite.management", reached, formulas.MANAGEMENT_PERCENTAGE, percentage, (), clauses, ())
    operands: dict[str, FigureValue] = {
        "weights.service": weights.service,
        "service.score": exact(service.score),
        "weights.management": weights.management,
        "composite.management": reached,
    }
    yield Step("composite.score", exact(composite.score), formulas.SUM_OF_SCORES, operands, (), clauses, ())


def _conformity(specification: Specification, assessment: Assessment, conformity: ConformityResult) -> Step:
    method = specification.method
    fields = ("management_conformity", "conformity_basis")
    operands = {fields[0]: assessment.text(fields[0])}
    return Step(
        "conformity.passed",
        conformity.passed,
        formulas.CONCLUSION,
        operands,
        fields,
        (method.grade,),
        ("A7",),
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
        yield Step(figure, floor not in unmet, formulas.FLOOR_REACHED, operands, (), (floor.clause,), ())


def _compared(
    floor: Floor, service: ServiceResult, management: ManagementResult
) -> Iterator[tuple[str, FigureValue]]:
    """The figures that are compared with a floor."""
    for part in service.characteristics:
        if (floor.kind, floor.id) == ("characteristic", part.id):
            yield f"service.characteristics[{part.id}].earned", figure_or_none(part.earned)
            yield f"service.characteristics[{part.id}].points", points_as_data(part.points)
    for item in service.indicators:
        if (floor.kind, floor.id) == ("indicator", item.id):
            yield f"service.indicators[{item.id}].coefficient", figure_or_none(item.coefficient)
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
    formula = _grade_formula(specification)
    yield Step("grade.grade", grade.grade, formula, operands, (), (method.grade,), decided)
    named = {"grade.grade": grade.grade}
    yield Step("grade.name", grade.name, formulas.NAME_OF_GRADE, named, (), (method.grade,), ("A9",))
    yield Step("grade.outcome", grade.outcome, formula, operands, (), (method.grade,), decided)


def _grade_formula(specification: Specification) -> str:
    """What is compared with the bands of the grades."""
    if not specification.has_maturity:
        return formulas.GRADE_OF_SCORE
    return formulas.GRADE_OF_ALL if specification.composite is None else formulas.GRADE_OF_COMPOSITE


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
    formula = formulas.MARGIN_SCORE if specification.composite is None else formulas.MARGIN_COMPOSITE
    yield Step("grade.margin.score", exact(missing.score), formula, score, (), decided, ("A1", "A4"))
    if specification.has_maturity:
        points = points_as_data(missing.management)
        yield Step("grade.margin.management", points, formulas.MARGIN_MANAGEMENT, total, (), clauses, needed)
        yield Step("grade.margin.level", missing.level, formulas.MARGIN_LEVEL, level, (), clauses, needed)
    formula = formulas.MARGIN_GATES if specification.has_maturity else formulas.MARGIN_GATES_OF_SCORE
    yield Step("grade.margin.gates", missing.gates, formula, gates, (), decided, ("A7", "B12", "C4"))


def _graded_figure(specification: Specification) -> str:
    """The figure that the grade bands divide."""
    return "service.score" if specification.composite is None else "composite.score"
