"""The smallest single changes that would flip the grade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from cts_docs.assessment.changes import COEFFICIENTS, LEVELS
from cts_docs.assessment.figures import rounded
from cts_docs.assessment.grade import exact_points, grade_result, thresholds
from cts_docs.assessment.management import level_band
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.result import FormResult, ManagementResult, Result
from cts_docs.specification.model import Specification

STEPS = 100


@dataclass(frozen=True, slots=True)
class Flip:
    """One input that alone would lead to another grade; `size` is the change in its own unit.

    Coefficients change in hundredths, levels in whole levels, the smallest that does it.
    """

    field: str
    before: str
    after: str
    size: Fraction
    grade: int | None


def flips(specification: Specification, readings: Readings, result: Result) -> tuple[Flip, ...]:
    """For each coefficient and each level the smallest change that flips the grade, smallest first."""
    coefficients = [
        flip
        for form in result.service.forms
        for indicator in form.coefficients
        if (flip := _coefficient(specification, readings, result, form, indicator)) is not None
    ]
    levels = [
        flip
        for place in range(len(result.management.clauses))
        if (flip := _level(specification, readings, result, place)) is not None
    ]
    return (*sorted(coefficients, key=_by_size), *sorted(levels, key=_by_size))


def _by_size(flip: Flip) -> Fraction:
    return flip.size


def _coefficient(
    specification: Specification, readings: Readings, result: Result, form: FormResult, indicator: str
) -> Flip | None:
    now = form.coefficients[indicator]
    if now is None:
        return None
    points = next(item.points for item in specification.indicators if item.id == indicator)
    weight = Fraction(points, form.applicable * len(result.service.forms))
    for hundredths in sorted(_candidates(specification, readings, result, now, weight), key=abs):
        score = result.service.score + hundredths * weight
        passed = result.conformity.passed
        grade = grade_result(specification, readings, score, result.management, passed).grade
        if grade != result.grade.grade:
            after = now + Fraction(hundredths, STEPS)
            field = f"{COEFFICIENTS}[{indicator},{form.form}]"
            return Flip(field, rounded(now), rounded(after), Fraction(abs(hundredths), STEPS), grade)
    return None


def _candidates(
    specification: Specification, readings: Readings, result: Result, now: Fraction, weight: Fraction
) -> Iterator[int]:
    """The whole hundredths nearest to each edge on both of its sides, as far as α allows."""
    edges = (*thresholds(specification, readings), *exact_points(specification, readings))
    held = round(now * STEPS)
    for edge in edges:
        near = floor((edge - result.service.score) / weight)
        for step in (near - 1, near, near + 1):
            if step and 0 <= held + step <= STEPS:
                yield step


def _level(specification: Specification, readings: Readings, result: Result, place: int) -> Flip | None:
    held = result.management.clauses[place]
    points = specification.clauses[place].points
    others = [level.number for level in specification.levels if level.number != held.level]
    for level in sorted(others, key=lambda number: abs(number - held.level)):
        total = result.management.total + points[level - 1] - held.points
        management = ManagementResult(total, level_band(specification, readings, total).level, (), ())
        passed = result.conformity.passed
        grade = grade_result(specification, readings, result.service.score, management, passed).grade
        if grade != result.grade.grade:
            size = Fraction(abs(level - held.level))
            return Flip(f"{LEVELS}[{held.id}]", str(held.level), str(level), size, grade)
    return None
