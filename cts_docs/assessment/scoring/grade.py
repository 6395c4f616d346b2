"""5.3: from service score, management level and gates to the certification grade."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cts_docs.assessment.figures import half_even, half_up
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.management import level_bands, note_flag
from cts_docs.assessment.scoring.result import (
    CharacteristicResult,
    GradeResult,
    IndicatorResult,
    ManagementResult,
    Margin,
    Outcome,
)
from cts_docs.specification.model import Floor, FloorKind, GradeBand, Specification, as_points

HALF = Fraction(1, 2)
PERCENT = 100
SHOWN_STEP = Fraction(1, 100)
"""The step of a score shown with two decimals."""

CONFORMITY_FAILED, CHARACTERISTIC_FLOOR, CLAUSE_FLOOR = "conformity_failed", "B12_floor", "C4_floor"
"""The gates: flags of a result without a grade that no score and no total can mend."""

SPECIFIED_FLOORS: Mapping[FloorKind, str] = {
    "characteristic": "characteristic_floor",
    "indicator": "indicator_floor",
    "requirement": "requirement_floor",
}
"""The gates of the floors that the specification sets, by what they are set for."""


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
    gates: Collection[str] = (),
) -> GradeResult:
    """The certification grade under the readings in force, with flags and margin.

    `score` is the exact score that the bands divide, 0 to 100: of service, or the composite one.
    `gates` are those of `closed_gates`.
    """
    reached = _decide(specification, readings, counted_score(readings, score), management.level)
    decision = _Decision(None, "not_certified") if gates else reached
    flags = (decision.flag, note_flag(specification, readings, management.total), *gates)
    return GradeResult(
        grade=decision.grade,
        name=None if decision.grade is None else specification.grading.names[decision.grade],
        outcome=decision.outcome,
        flags=tuple(sorted(flag for flag in flags if flag)),
        margin=_margin(specification, readings, score, management, decision.grade, gates),
    )


def closed_gates(
    specification: Specification,
    readings: Readings,
    passed: bool,
    characteristics: Collection[CharacteristicResult],
    indicators: Collection[IndicatorResult],
    management: ManagementResult,
) -> tuple[str, ...]:
    """The gates that forbid a grade: no conformity (A7), a characteristic (B12) or clause (C4) too low.

    Then the floors that the specification itself sets. A characteristic none of whose indicators
    applies has no floor to reach, nor has such an indicator.
    """
    floor, least = characteristic_floor(readings), clause_floor(specification, readings)
    below = any(floor > part.score for part in characteristics if part.score is not None)
    low = any(clause.level < least for clause in management.clauses)
    gates = ((not passed, CONFORMITY_FAILED), (below, CHARACTERISTIC_FLOOR), (low, CLAUSE_FLOOR))
    own = unmet_floors(specification, characteristics, indicators, management)
    found = [gate for closed, gate in gates if closed]
    return (*found, *dict.fromkeys(SPECIFIED_FLOORS[floor.kind] for floor in own))


def unmet_floors(
    specification: Specification,
    characteristics: Collection[CharacteristicResult],
    indicators: Collection[IndicatorResult],
    management: ManagementResult,
) -> tuple[Floor, ...]:
    """The floors of the specification that are not reached."""
    reached: Mapping[FloorKind, Mapping[str, Fraction | int | None]] = {
        "characteristic": {part.id: part.score for part in characteristics},
        "indicator": {
            item.id: None if item.coefficient is None else item.coefficient * PERCENT for item in indicators
        },
        "requirement": {clause.id: clause.level for clause in management.clauses},
    }
    return tuple(
        floor
        for floor in specification.floors
        if (figure := reached[floor.kind].get(floor.id)) is not None and figure < floor.least
    )


def characteristic_floor(readings: Readings) -> int:
    """The least percentage of every service characteristic, 0 where the body sets none (reading B12)."""
    chosen = readings["B12"]
    return 0 if chosen == "off" else int(chosen)


def clause_floor(specification: Specification, readings: Readings) -> int:
    """The least maturity level of every clause, 1 where the body sets none (reading C4)."""
    chosen = readings["C4"]
    return 1 if chosen == "off" else readings.choice(specification, "C4").parameters["level"]


def counted_score(readings: Readings, score: Fraction) -> Fraction:
    """The score that is compared with the bands, 0 to 100: exact, or rounded under reading A4."""
    if readings["A4"] == "whole_even":
        return half_even(score)
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


def grade_at_level(specification: Specification, readings: Readings, band: GradeBand) -> int:
    """The grade that a score of a graded band gives at the band's own level: lowered where A8 needs more."""
    needed, level = needed_level(specification, readings, band) or 0, band.level or 0
    lowered = _lowered(specification, readings, band, level, "A8_lowered") if needed > level else None
    return (lowered.grade if lowered else band.grade) or 0


def thresholds(specification: Specification, readings: Readings) -> tuple[Fraction, ...]:
    """The exact scores from which on the outcome can change under the choices in force."""
    edges = _rounded_edges(specification, readings)
    return tuple(sorted(edge for edge, reached in edges if reached))


def thresholds_above(specification: Specification, readings: Readings) -> tuple[Fraction, ...]:
    """The exact scores above which the outcome can change: itself a score still counts below (A3, A4)."""
    edges = _rounded_edges(specification, readings)
    return tuple(sorted(edge for edge, reached in edges if not reached))


def _rounded_edges(specification: Specification, readings: Readings) -> Iterator[tuple[Fraction, bool]]:
    """The exact scores at which the counted score changes, and whether each counts as the higher one.

    Half to even rounds 94.5 to 94 and 89.5 to 90; half up rounds both up.
    """
    lowers = {band.lower for band in grade_bands(specification, readings) if band.lower > 0}
    points = _edge_points(specification, readings)
    if readings["A4"] == "exact":
        yield from ((Fraction(lower), True) for lower in lowers)
        yield from ((Fraction(point), False) for point in points)
        return
    for lower in {*lowers, *(point + 1 for point in points)}:
        yield lower - HALF, readings["A4"] == "whole" or lower % 2 == 0


def _edge_points(specification: Specification, readings: Readings) -> tuple[int, ...]:
    """The whole scores that count for themselves alone (reading A3)."""
    edge = readings.choice(specification, "A3").parameters.get("score")
    return () if edge is None else (edge,)


def _decide(specification: Specification, readings: Readings, counted: Fraction, level: int) -> _Decision:
    band = grade_band(specification, readings, counted)
    if band.level is None and band.grade is None:
        return _Decision(None, "not_certified")
    if level >= _required(specification, readings, band, counted):
        return _met(readings, band)
    if level >= (band.level or 0):
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


def least_score(readings: Readings, lower: int) -> Fraction:
    """The least score, in two decimals where it is rounded, that counts as at least `lower`."""
    if readings["A4"] == "exact":
        return Fraction(lower)
    above = readings["A4"] == "whole_even" and lower % 2 == 1
    return lower - HALF + (SHOWN_STEP if above else 0)


def _margin(
    specification: Specification,
    readings: Readings,
    score: Fraction,
    management: ManagementResult,
    grade: int | None,
    gates: Collection[str],
) -> Margin | None:
    target = next_grade(specification, readings, score, management.level, grade)
    if target is None:
        return None
    counted = counted_score(readings, score)
    missing = least_score(readings, target.lower) - score if counted < target.lower else Fraction(0)
    level = target.level or 0
    bands = level_bands(specification, readings)
    total = next((band.lower for band in bands if band.level == level), 0)
    return Margin(
        grade=target.grade or 0,
        score=missing,
        management=as_points(max(0, total - management.total)),
        level=max(0, level - management.level),
        gates=tuple(sorted(gates)),
    )


def next_grade(
    specification: Specification, readings: Readings, score: Fraction, level: int, grade: int | None
) -> GradeBand | None:
    """The next higher grade with the score and the management level that it needs; None above the highest.

    Without a grade it is the lowest one; but where the score lies in the band of a grade and reading
    A5 refuses every lower one, it is the grade that the score gives at the next sufficient level.
    """
    graded = [band for band in grade_bands(specification, readings) if band.grade is not None]
    if grade is None and (refused := _at_higher_level(specification, readings, score, level)):
        return refused
    better = [band for band in graded if grade is None or (band.grade or 0) < grade]
    if not better:
        return None
    target = better[0]
    return GradeBand(target.lower, target.upper, target.grade, needed_level(specification, readings, target))


def _at_higher_level(
    specification: Specification, readings: Readings, score: Fraction, level: int
) -> GradeBand | None:
    """The grade of the score at the least level that gives one, where A5 is `refuse`."""
    counted = counted_score(readings, score)
    band = grade_band(specification, readings, counted)
    reached = _decide(specification, readings, counted, level)
    if readings["A5"] != "refuse" or band.grade is None or reached.grade is not None:
        return None
    for higher in specification.levels[level:]:
        reached = _decide(specification, readings, counted, higher.number)
        if reached.grade is not None:
            return GradeBand(band.lower, band.upper, reached.grade, higher.number)
    return None
