"""Sensitivity of the grade: the smallest change of a single input that leads to another grade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from cts_docs.assessment.analysis.changes import COEFFICIENTS, LEVELS
from cts_docs.assessment.figures import exact, rounded
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
from cts_docs.assessment.scoring.service import PERCENT, mean_shares
from cts_docs.specification.model import Indicator, Points, Specification, as_points

CONCLUSION = "management_conformity"


@dataclass(frozen=True, slots=True)
class GradeChange:
    """One input that alone would lead to another grade; `size` is the change in its own unit.

    Coefficients change in the steps in which they are given, judged indicators in those of their points,
    levels in whole levels, the smallest that does it; the conclusion of the conformity review changes
    to the other one.
    """

    field: str
    before: str
    after: str
    size: Fraction
    grade: int | None


@dataclass(frozen=True, slots=True)
class _Coefficient:
    """A coefficient with what one `step` of it is worth, in points of the graded score and in percent.

    `in_score` is its share in the graded score, `in_characteristic` that in the characteristic at
    `position`, `in_mean` that in the mean coefficient of its indicator, in percent.
    """

    value: Fraction
    step: Fraction
    in_score: Fraction
    position: int
    in_characteristic: Fraction
    indicator: int
    in_mean: Fraction


@dataclass(frozen=True, slots=True)
class _Steps:
    """The fewest whole steps of one coefficient that lead to another grade."""

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
    coefficients = sorted(_coefficients(specification, readings, result), key=lambda found: found[0])
    conclusion = _conclusion(specification, readings, result)
    return (*(change for _, change in coefficients), *sorted(levels, key=_by_size), *conclusion)


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
    reached = result.graded_score if score is None else score
    return grade_result(specification, readings, reached, total, gates).grade


def _coefficients(
    specification: Specification, readings: Readings, result: Result
) -> Iterator[tuple[Fraction, GradeChange]]:
    """The change of each coefficient, with its size as a share of what the indicator can have."""
    positions = {
        indicator.id: position
        for position, part in enumerate(specification.appendix1.characteristics)
        for indicator in part.indicators
    }
    # Many forms hold few different coefficients: equal ones of equal weight are computed once.
    known: dict[_Coefficient, _Steps | None] = {}
    for place, indicator in enumerate(specification.indicators):
        shares = mean_shares(specification, result.service, indicator.id)
        for form in result.service.forms:
            now = form.coefficients[indicator.id]
            if now is None:
                continue
            position = positions[indicator.id]
            part = result.service.characteristics[position]
            step = _step_of(specification, indicator)
            points, in_mean = indicator.points * step * PERCENT, shares[form.form] * step * PERCENT
            in_score = points * form.weight / form.applicable * _service_share(specification)
            in_part = in_mean * indicator.points / part.points
            own = _Coefficient(now, step, in_score, position, in_part, place, in_mean)
            if own not in known:
                known[own] = _step(specification, readings, result, own)
            if found := known[own]:
                yield _coefficient_change(indicator, form.form, own, found)


def _step_of(specification: Specification, indicator: Indicator) -> Fraction:
    """The least change of a coefficient that can be entered."""
    if indicator.judged_in is None:
        return specification.experience_step
    return indicator.judged_in / indicator.points


def _service_share(specification: Specification) -> Fraction:
    """The share of the service score in the score that the grades divide."""
    composite = specification.composite
    return Fraction(1) if composite is None else Fraction(composite.service, PERCENT)


def _coefficient_change(
    indicator: Indicator, form: int, own: _Coefficient, found: _Steps
) -> tuple[Fraction, GradeChange]:
    change = found.count * own.step
    before, after, size = map(indicator.entered, (own.value, own.value + change, abs(change)))
    written = rounded if indicator.judged_in is None else exact
    field = f"{COEFFICIENTS}[{indicator.id},{form}]"
    return abs(change), GradeChange(field, written(before), written(after), size, found.grade)


def _step(
    specification: Specification, readings: Readings, result: Result, own: _Coefficient
) -> _Steps | None:
    parts = result.service.characteristics
    for steps in sorted(_candidates(specification, readings, result, own), key=abs):
        part = parts[own.position]
        moved = replace(part, score=(part.score or 0) + steps * own.in_characteristic)
        changed = (*parts[: own.position], moved, *parts[own.position + 1 :])
        score = result.graded_score + steps * own.in_score
        items = _with_coefficient(result.service.indicators, own, steps)
        grade = _grade(specification, readings, result, score, changed, items)
        if grade != result.grade.grade:
            return _Steps(steps, grade)
    return None


def _with_coefficient(
    indicators: tuple[IndicatorResult, ...], own: _Coefficient, steps: int
) -> tuple[IndicatorResult, ...]:
    """The means of the indicators after one coefficient changed."""
    item = indicators[own.indicator]
    mean = (item.coefficient or Fraction(0)) + steps * own.in_mean / PERCENT
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
    """The whole steps nearest to each edge on both of its sides, as far as the coefficient allows."""
    edges = (*thresholds(specification, readings), *thresholds_above(specification, readings))
    distances = [(edge - result.graded_score) / own.in_score for edge in edges]
    part, item = result.service.characteristics[own.position], result.service.indicators[own.indicator]
    distances += [
        (least - (part.score or 0)) / own.in_characteristic
        for least in _floors(specification, readings, part)
    ]
    if (own_floor := specification.floors_of("indicator").get(item.id)) is not None:
        distances.append((own_floor - PERCENT * (item.coefficient or 0)) / own.in_mean)
    for distance in distances:
        near = floor(distance)
        for step in (near - 1, near, near + 1):
            if step and 0 <= own.value + step * own.step <= 1:
                yield step


def _floors(specification: Specification, readings: Readings, part: CharacteristicResult) -> Iterator[int]:
    """What the characteristic must reach: for the body (B12), for the specification."""
    if least := characteristic_floor(readings):
        yield least
    if (own := specification.floors_of("characteristic").get(part.id)) is not None:
        yield own


def _in_composite(specification: Specification, points: Points) -> Fraction:
    """What points of the management total are worth in the score that the grades divide."""
    composite = specification.composite
    if composite is None:
        return Fraction(0)
    return Fraction(points) / specification.management_maximum * composite.management


def _level(
    specification: Specification, readings: Readings, result: Result, index: int
) -> GradeChange | None:
    clauses = result.management.clauses
    clause, points = clauses[index], specification.clauses[index].points
    others = [level.number for level in specification.levels if level.number != clause.level]
    for level in sorted(others, key=lambda number: abs(number - clause.level)):
        moved = replace(clause, level=level, points=points[level - 1])
        changed = (*clauses[:index], moved, *clauses[index + 1 :])
        gained = moved.points - clause.points
        total = as_points(result.management.total + gained)
        management = ManagementResult(total, level_band(specification, readings, total).level, (), changed)
        score = result.graded_score + _in_composite(specification, gained)
        grade = _grade(specification, readings, result, score, management=management)
        if grade != result.grade.grade:
            size = Fraction(abs(level - clause.level))
            return GradeChange(f"{LEVELS}[{clause.id}]", str(clause.level), str(level), size, grade)
    return None
