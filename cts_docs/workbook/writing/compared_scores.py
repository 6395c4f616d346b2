"""The whole numbers of which the scores are fractions, so that grades compare nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import Specification

SUM, PER_FORM, FORMS = "result_earned_hundredths", "result_applicable_points", "result_forms"
UNITS = "result_person_units"
"""Under reading B9 `persons`: the number of evaluators × the least common multiple of their forms."""

GROUP_UNITS = "result_group_units"
"""With evaluator groups: 100 (their weights are percentages) × the least common multiple of their forms."""

GROUP_WEIGHTS = "form_weights*(result_group_multiple/form_same_group)"
"""With evaluator groups: the whole numbers by which the points of the forms are multiplied."""

TENTHS = "result_applicable_tenths"
"""The applicable points times ten, where points have a decimal."""


def scale_of(specification: Specification) -> int:
    """What points earned are multiplied by to be whole: α has two decimals, points may have one."""
    return 1000 if specification.has_decimals else 100


def denominator(specification: Specification, readings: Readings) -> str:
    """What the sum of hundredths is divided by: applicable points × forms, or × units of persons (B9).

    With evaluator groups × their units; both are ten times as much where points have a decimal.
    """
    forms = UNITS if readings["B9"] == "persons" else FORMS
    points = TENTHS if specification.has_decimals else PER_FORM
    return f"{points}*{GROUP_UNITS if specification.evaluator_groups else forms}"


@dataclass(frozen=True, slots=True)
class Graded:
    """The score that the grade bands divide, as a fraction of whole numbers.

    `sum` and `divisor` make it, `score` and `hundredths` are the names of its figures.
    """

    sum: str
    divisor: str
    score: str = "result_service_score"
    hundredths: str = "result_service_hundredths"


def graded_of(specification: Specification, readings: Readings) -> Graded:
    """The service score, or the composite score where the specification has one."""
    if specification.composite is None:
        return Graded(SUM, denominator(specification, readings))
    names = ("sum", "units", "score", "hundredths")
    return Graded(*(f"result_composite_{name}" for name in names))
