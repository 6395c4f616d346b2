"""Sensitivity of the grade: the smallest change of a single input that leads to another grade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from cts_docs.assessment.analysis.changes import COEFFICIENTS, LEVELS
from cts_docs.assessment.figures import rounded
from cts_docs.assessment.model import FAILED, PASSED
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import (
    characteristic_floor,
    closed_gates,
    grade_result,
    thresholds,
    thresholds_above,
)
from cts_docs.assessment.scoring.management import level_band
from cts_docs.assessment.scoring.result import (
    CharacteristicResult,
    IndicatorResult,
    ManagementResult,
    Result,
)
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
class _Coefficient:
    """A coefficient with what a hundredth of it is worth, in points of the service score and in percent.

    `in_score` is its share in the service score, `in_characteristic` that in the characteristic at
    `position`, `in_mean` that in the mean coefficient of its indicator, in percent.
    """

    value: Fraction
    in_score: Fraction
    position: int
    in_characteristic: Fraction
    indicator: int
    in_mean: Fraction


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


def _grade(
    specification: Specification,
    readings: Readings,
    result: Result,
    score: Fraction | None = None,
    characteristics: tuple[CharacteristicResult, ...] | None = None,
    indicators: tuple[IndicatorResult, ...] | None = None,
    management: ManagementResult | None = None,
    passed: bool | None = None,
) -> int | None:
    """The grade of a result with some of what it follows from replaced."""
    service = result.service
    total = management or result.management
    conform = result.conformity.passed if passed is None else passed
    parts = service.characteristics if characteristics is None else characteristics
    items = service.indicators if indicators is None else indicators
    gates = closed_gates(specification, readings, conform, parts, items, total)
    reached = service.score if score is None else score
    return grade_result(specification, readings, reached, total, gates).grade


def _coefficients(specification: Specification, readings: Readings, result: Result) -> Iterator[GradeChange]:
    points = {indicator.id: indicator.points for indicator in specification.indicators}
    positions = {
        indicator.id: position
        for position, part in enumerate(specification.appendix1.characteristics)
        for indicator in part.indicators
    }
    places = {indicator: place for place, indicator in enumerate(points)}
    # Many forms hold few different coefficients: equal ones of equal weight are computed once.
    known: dict[_Coefficient, _Hundredths | None] = {}
    for form in result.service.forms:
        for indicator, now in form.coefficients.items():
            if now is None:
                continue
            position = positions[indicator]
            part = result.service.characteristics[position]
            in_score = points[indicator] * form.weight / form.applicable
            in_part = Fraction(points[indicator], part.points * len(result.service.forms))
            in_mean = Fraction(1, len(result.service.forms))
            own = _Coefficient(now, in_score, position, in_part, places[indicator], in_mean)
            if own not in known:
                known[own] = _step(specification, readings, result, own)
            if step := known[own]:
                field = f"{COEFFICIENTS}[{indicator},{form.form}]"
                after = now + Fraction(step.count, STEPS)
                size = Fraction(abs(step.count), STEPS)
                yield GradeChange(field, rounded(now), rounded(after), size, step.grade)


def _step(
    specification: Specification, readings: Readings, result: Result, own: _Coefficient
) -> _Hundredths | None:
    parts = result.service.characteristics
    for hundredths in sorted(_candidates(specification, readings, result, own), key=abs):
        part = parts[own.position]
        moved = replace(part, score=(part.score or 0) + hundredths * own.in_characteristic)
        changed = (*parts[: own.position], moved, *parts[own.position + 1 :])
        score = result.service.score + hundredths * own.in_score
        items = _with_coefficient(result.service.indicators, own, hundredths)
        grade = _grade(specification, readings, result, score, changed, items)
        if grade != result.grade.grade:
            return _Hundredths(hundredths, grade)
    return None


def _with_coefficient(
    indicators: tuple[IndicatorResult, ...], own: _Coefficient, hundredths: int
) -> tuple[IndicatorResult, ...]:
    """The means of the indicators after one coefficient changed."""
    item = indicators[own.indicator]
    mean = (item.coefficient or Fraction(0)) + hundredths * own.in_mean / STEPS
    moved = replace(item, coefficient=mean)
    return (*indicators[: own.indicator], moved, *indicators[own.indicator + 1 :])


def _conclusion(specification: Specification, readings: Readings, result: Result) -> Iterator[GradeChange]:
    passed = result.conformity.passed
    grade = _grade(specification, readings, result, passed=not passed)
    if grade != result.grade.grade:
        before, after = (PASSED, FAILED) if passed else (FAILED, PASSED)
        yield GradeChange(CONCLUSION, before, after, Fraction(1), grade)


def _candidates(
    specification: Specification, readings: Readings, result: Result, own: _Coefficient
) -> Iterator[int]:
    """The whole hundredths nearest to each edge on both of its sides, as far as α allows."""
    edges = (*thresholds(specification, readings), *thresholds_above(specification, readings))
    distances = [(edge - result.service.score) / own.in_score for edge in edges]
    part, item = result.service.characteristics[own.position], result.service.indicators[own.indicator]
    distances += [
        (least - (part.score or 0)) / own.in_characteristic
        for least in _floors(specification, readings, part)
    ]
    if (own_floor := specification.floors_of("indicator").get(item.id)) is not None:
        distances.append((own_floor - 100 * (item.coefficient or 0)) / own.in_mean)
    hundredths = round(own.value * STEPS)
    for distance in distances:
        near = floor(distance)
        for step in (near - 1, near, near + 1):
            if step and 0 <= hundredths + step <= STEPS:
                yield step


def _floors(specification: Specification, readings: Readings, part: CharacteristicResult) -> Iterator[int]:
    """What the characteristic must reach: for the body (B12), for the specification."""
    if least := characteristic_floor(readings):
        yield least
    if (own := specification.floors_of("characteristic").get(part.id)) is not None:
        yield own


def _level(
    specification: Specification, readings: Readings, result: Result, index: int
) -> GradeChange | None:
    clauses = result.management.clauses
    clause, points = clauses[index], specification.clauses[index].points
    others = [level.number for level in specification.levels if level.number != clause.level]
    for level in sorted(others, key=lambda number: abs(number - clause.level)):
        moved = replace(clause, level=level, points=points[level - 1])
        changed = (*clauses[:index], moved, *clauses[index + 1 :])
        total = result.management.total + moved.points - clause.points
        management = ManagementResult(total, level_band(specification, readings, total).level, (), changed)
        grade = _grade(specification, readings, result, management=management)
        if grade != result.grade.grade:
            size = Fraction(abs(level - clause.level))
            return GradeChange(f"{LEVELS}[{clause.id}]", str(clause.level), str(level), size, grade)
    return None
