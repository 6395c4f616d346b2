"""The computation of scores, level and grade from an assessment, exact and without side effects."""

from __future__ import annotations

from fractions import Fraction

from cts_docs.assessment.figures import rounded, shown
from cts_docs.assessment.model import PASSED, Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import closed_gates, grade_result, thresholds, thresholds_above
from cts_docs.assessment.scoring.management import management_result
from cts_docs.assessment.scoring.result import (
    CompositeResult,
    ConformityResult,
    ManagementResult,
    Result,
    ServiceResult,
)
from cts_docs.assessment.scoring.service import (
    PERCENT,
    characteristic_results,
    form_results,
    group_results,
    indicator_results,
    service_score,
)
from cts_docs.assessment.scoring.trace import trace
from cts_docs.specification.model import Specification


def score(specification: Specification, readings: Readings, assessment: Assessment) -> Result:
    """Every figure that follows from an assessment (5.1 to 5.3), with the trace of each.

    Service score: exact percentage 0 to 100. Management total: points. Grade: 1 (highest) to 3, or
    None. The assessment must have passed `check` at stage *score*: an incomplete one raises KeyError.

    >>> from fractions import Fraction
    >>> from cts_docs import choose_readings, load_specification
    >>> from cts_docs.assessment.model import ClauseFinding, Form
    >>> specification = load_specification()
    >>> coefficients = {indicator.id: Fraction(92, 100) for indicator in specification.indicators}
    >>> audit = Assessment(
    ...     specification_id="CTS-TBSC034-2026",
    ...     specification_version="B/0",
    ...     values={"management_conformity": "符合"},
    ...     forms=(Form(1, "示例测评员", None, None, coefficients),),
    ...     clauses=tuple(ClauseFinding(clause.id, 4, None) for clause in specification.clauses),
    ... )
    >>> result = score(specification, choose_readings(specification, {}), audit)
    >>> result.service.score, result.management.total, result.grade.name
    (Fraction(92, 1), 116, '二级')
    """
    service = service_result(specification, readings, assessment)
    management = management_result(specification, readings, assessment)
    conformity = conformity_result(assessment)
    composite = composite_result(specification, readings, service, management)
    parts, indicators = service.characteristics, service.indicators
    gates = closed_gates(specification, readings, conformity.passed, parts, indicators, management)
    graded = service.score if composite is None else composite.score
    grade = grade_result(specification, readings, graded, management, gates)
    steps = trace(specification, readings, assessment, service, management, conformity, grade, composite)
    return Result(readings, service, management, conformity, grade, steps, composite)


def service_result(specification: Specification, readings: Readings, assessment: Assessment) -> ServiceResult:
    """5.1: the service score and all its parts."""
    forms = form_results(specification, readings, assessment)
    indicators = indicator_results(specification, forms)
    mean = service_score(forms)
    return ServiceResult(
        score=mean,
        shown=_shown(specification, readings, mean) if specification.composite is None else rounded(mean),
        forms=forms,
        characteristics=characteristic_results(specification, indicators),
        indicators=indicators,
        groups=group_results(specification, forms),
    )


def composite_result(
    specification: Specification, readings: Readings, service: ServiceResult, management: ManagementResult
) -> CompositeResult | None:
    """The score of service and management by their weights, None where the specification has none."""
    composite = specification.composite
    if composite is None:
        return None
    percentage = Fraction(management.total) / specification.management_maximum * PERCENT
    weighted = composite.service * service.score + composite.management * percentage
    score = weighted / PERCENT
    return CompositeResult(score, _shown(specification, readings, score), percentage)


def _shown(specification: Specification, readings: Readings, score: Fraction) -> str:
    return shown(score, thresholds(specification, readings), thresholds_above(specification, readings))


def conformity_result(assessment: Assessment) -> ConformityResult:
    """5.3, reading A7: the team's explicit conclusion and its stated reasons."""
    basis = assessment.text("conformity_basis")
    return ConformityResult(
        passed=assessment.text("management_conformity") == PASSED,
        reasons=(basis,) if basis else (),
    )
