"""Sensitivity of the grade: the smallest change of a single input that leads to another grade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from cts_docs.assessment.analysis.changes import COEFFICIENTS, LEVELS
from cts_docs.assessment.figures import rounded
from cts_docs.assessment.model import FAILED, PASSED
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import exact_points, grade_result, thresholds
from cts_docs.assessment.scoring.management import level_band
from cts_docs.assessment.scoring.result import ManagementResult, Result
from cts_docs.specification.model import Specification

STEPS = 100
CONCLUSION = "management_conformity"


@dataclass(frozen=True, slots=True)
class GradeChange:
    """One input that alone would lead to another grade; `size` is the change in its own unit.

    Coefficients change in hundredths, levels in whole levels, the smallest that does it; the
    conclusion of the conformity review changes to the other one.
    """

    field: str
    before: str
    after: str
    size: Fraction
    grade: int | None


@dataclass(frozen=True, slots=True)
class _Hundredths:
    """The fewest whole hundredths of one coefficient that lead to another grade."""

    count: int
    grade: int | None


def grade_changes(
    specification: Specification, readings: Readings, result: Result
) -> tuple[GradeChange, ...]:
    """For each coefficient, each level and the conformity conclusion the smallest change to another grade.

    Coefficients come first, then levels, the smallest change of each first; then the conclusion.
    """
    levels = [
        change
        for index in range(len(result.management.clauses))
        if (change := _level(specification, readings, result, index)) is not None
    ]
    coefficients = _coefficients(specification, readings, result)
    conclusion = _conclusion(specification, readings, result)
    return (*sorted(coefficients, key=_by_size), *sorted(levels, key=_by_size), *conclusion)


def _by_size(change: GradeChange) -> Fraction:
    return change.size


def _coefficients(specification: Specification, readings: Readings, result: Result) -> Iterator[GradeChange]:
    points = {indicator.id: indicator.points for indicator in specification.indicators}
    # Many forms hold few different coefficients: equal ones of equal weight are computed once.
    known: dict[tuple[Fraction, Fraction], _Hundredths | None] = {}
    for form in result.service.forms:
        for indicator, now in form.coefficients.items():
            if now is None:
                continue
            weight = Fraction(points[indicator], form.applicable * len(result.service.forms))
            if (now, weight) not in known:
                known[now, weight] = _step(specification, readings, result, now, weight)
            if step := known[now, weight]:
                field = f"{COEFFICIENTS}[{indicator},{form.form}]"
                after = now + Fraction(step.count, STEPS)
                size = Fraction(abs(step.count), STEPS)
                yield GradeChange(field, rounded(now), rounded(after), size, step.grade)


def _step(
    specification: Specification, readings: Readings, result: Result, now: Fraction, weight: Fraction
) -> _Hundredths | None:
    for hundredths in sorted(_candidates(specification, readings, result, now, weight), key=abs):
        score = result.service.score + hundredths * weight
        passed = result.conformity.passed
        grade = grade_result(specification, readings, score, result.management, passed).grade
        if grade != result.grade.grade:
            return _Hundredths(hundredths, grade)
    return None


def _conclusion(specification: Specification, readings: Readings, result: Result) -> Iterator[GradeChange]:
    passed = result.conformity.passed
    score, management = result.service.score, result.management
    grade = grade_result(specification, readings, score, management, not passed).grade
    if grade != result.grade.grade:
        before, after = (PASSED, FAILED) if passed else (FAILED, PASSED)
        yield GradeChange(CONCLUSION, before, after, Fraction(1), grade)


def _candidates(
    specification: Specification, readings: Readings, result: Result, now: Fraction, weight: Fraction
) -> Iterator[int]:
    """The whole hundredths nearest to each edge on both of its sides, as far as α allows."""
    edges = (*thresholds(specification, readings), *exact_points(specification, readings))
    hundredths = round(now * STEPS)
    for edge in edges:
        near = floor((edge - result.service.score) / weight)
        for step in (near - 1, near, near + 1):
            if step and 0 <= hundredths + step <= STEPS:
                yield step


def _level(
    specification: Specification, readings: Readings, result: Result, index: int
) -> GradeChange | None:
    clause = result.management.clauses[index]
    points = specification.clauses[index].points
    others = [level.number for level in specification.levels if level.number != clause.level]
    for level in sorted(others, key=lambda number: abs(number - clause.level)):
        total = result.management.total + points[level - 1] - clause.points
        management = ManagementResult(total, level_band(specification, readings, total).level, (), ())
        passed = result.conformity.passed
        grade = grade_result(specification, readings, result.service.score, management, passed).grade
        if grade != result.grade.grade:
            size = Fraction(abs(level - clause.level))
            return GradeChange(f"{LEVELS}[{clause.id}]", str(clause.level), str(level), size, grade)
    return None
