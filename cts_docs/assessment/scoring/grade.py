"""5.3: from service score, management level and conformity to the certification grade."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cts_docs.assessment.figures import half_up
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.management import level_bands, note_flag
from cts_docs.assessment.scoring.result import GradeResult, ManagementResult, Margin, Outcome
from cts_docs.specification.model import GradeBand, Specification

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class _Decision:
    grade: int | None
    outcome: Outcome
    flag: str | None = None


def grade_result(
    specification: Specification,
    readings: Readings,
    score: Fraction,
    management: ManagementResult,
    passed: bool,
) -> GradeResult:
    """The certification grade under the readings in force, with flags and margin."""
    if passed:
        decision = _decide(specification, readings, counted_score(readings, score), management.level)
    else:
        decision = _Decision(None, "not_certified", "conformity_failed")
    flags = (decision.flag, note_flag(specification, readings, management.total))
    return GradeResult(
        grade=decision.grade,
        name=None if decision.grade is None else specification.grading.names[decision.grade],
        outcome=decision.outcome,
        flags=tuple(sorted(flag for flag in flags if flag)),
        margin=_margin(specification, readings, score, management.total, decision.grade),
    )


def counted_score(readings: Readings, score: Fraction) -> Fraction:
    """The score that is compared with the bands, 0 to 100: exact, or rounded under reading A4."""
    return half_up(score) if readings["A4"] == "whole" else score


def grade_bands(specification: Specification, readings: Readings) -> tuple[GradeBand, ...]:
    """The bands in force under the choice of A1, from the lowest score up."""
    return specification.grading.tables[readings["A1"]]


def grade_band(specification: Specification, readings: Readings, counted: Fraction) -> GradeBand:
    """The band in which a counted score lies."""
    return next(band for band in reversed(grade_bands(specification, readings)) if counted >= band.lower)


def needed_level(specification: Specification, readings: Readings, band: GradeBand) -> int | None:
    """The management level that a band's grade needs (reading A8)."""
    raised = readings.choice(specification, "A8").parameters
    if band.grade is not None and raised.get("grade") == band.grade:
        return raised["level"]
    return band.level


def thresholds(specification: Specification, readings: Readings) -> tuple[Fraction, ...]:
    """The exact scores at which the outcome can change under the choices in force."""
    step = HALF if readings["A4"] == "whole" else Fraction(0)
    edges = {Fraction(band.lower) - step for band in grade_bands(specification, readings) if band.lower > 0}
    if step:
        edges.update(point + step for point in _edge_points(specification, readings))
    return tuple(sorted(edges))


def exact_points(specification: Specification, readings: Readings) -> tuple[Fraction, ...]:
    """The scores that count only when met exactly (reading A3)."""
    return () if readings["A4"] == "whole" else _edge_points(specification, readings)


def _edge_points(specification: Specification, readings: Readings) -> tuple[Fraction, ...]:
    edge = readings.choice(specification, "A3").parameters.get("score")
    return () if edge is None else (Fraction(edge),)


def _decide(specification: Specification, readings: Readings, counted: Fraction, level: int) -> _Decision:
    band = grade_band(specification, readings, counted)
    if band.level is None:
        return _Decision(None, "not_certified")
    if level >= _required(specification, readings, band, counted):
        return _met(readings, band)
    if level >= band.level:
        return _lowered(specification, readings, band, level, "A8_lowered")
    lowered = _lowered(specification, readings, band, level, "A5_lowered")
    if lowered.grade is not None and readings["A5"] == "refuse":
        return _Decision(None, "not_certified", "A5_refused")
    return lowered


def _met(readings: Readings, band: GradeBand) -> _Decision:
    if band.grade is not None:
        return _Decision(band.grade, "certified")
    return _Decision(
        None, "passed_without_grade" if readings["A2"] == "passed_without_grade" else "not_certified"
    )


def _lowered(
    specification: Specification, readings: Readings, band: GradeBand, level: int, flag: str
) -> _Decision:
    for lower in reversed(grade_bands(specification, readings)):
        needed = needed_level(specification, readings, lower)
        if lower.lower < band.lower and lower.grade is not None and needed is not None and level >= needed:
            return _Decision(lower.grade, "certified", flag)
    return _Decision(None, "not_certified")


def _required(specification: Specification, readings: Readings, band: GradeBand, counted: Fraction) -> int:
    edge = readings.choice(specification, "A3").parameters
    if edge.get("score") == counted:
        return edge["level"]
    needed = needed_level(specification, readings, band)
    return 0 if needed is None else needed


def _margin(
    specification: Specification, readings: Readings, score: Fraction, total: int, grade: int | None
) -> Margin | None:
    graded = [band for band in grade_bands(specification, readings) if band.grade is not None]
    if grade is None:
        target = graded[0]
    else:
        better = [band for band in graded if band.grade is not None and band.grade < grade]
        if not better:
            return None
        target = better[0]
    score_needed = target.lower - (HALF if readings["A4"] == "whole" else 0)
    level = needed_level(specification, readings, target)
    total_needed = next(band.lower for band in level_bands(specification, readings) if band.level == level)
    return Margin(max(Fraction(0), score_needed - score), max(0, total_needed - total))
