"""5.2: from agreed maturity levels to the management total and its level."""

from __future__ import annotations

from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.result import ChapterResult, ClauseResult, ManagementResult
from cts_docs.specification.model import LevelBand, Points, Specification, as_points


def management_result(
    specification: Specification, readings: Readings, assessment: Assessment
) -> ManagementResult:
    """The points of each clause's level, the subtotals, the total and its level (Appendix 3).

    Without a maturity part there is nothing to add up: total and level are 0.
    """
    levels = {finding.id: finding.level for finding in assessment.clauses}
    clauses = []
    for clause in specification.clauses:
        level = levels[clause.id] or 0
        clauses.append(ClauseResult(clause.id, level, clause.points[level - 1]))
    points = {clause.id: clause.points for clause in clauses}
    chapters = tuple(
        ChapterResult(
            chapter.id,
            as_points(sum(points[clause.id] for clause in chapter.clauses)),
            as_points(sum(clause.total for clause in chapter.clauses)),
        )
        for chapter in specification.chapters
    )
    total = as_points(sum(points.values()))
    level = level_band(specification, readings, total).level if specification.has_maturity else 0
    return ManagementResult(total, level, chapters, tuple(clauses))


def level_band(specification: Specification, readings: Readings, total: Points) -> LevelBand:
    """The band of a management total under the choice of C1."""
    return next(band for band in reversed(level_bands(specification, readings)) if total >= band.lower)


def level_bands(specification: Specification, readings: Readings) -> tuple[LevelBand, ...]:
    """The level bands in force under the choice of C1."""
    return specification.level_bands.get(readings["C1"], ())


def note_flag(specification: Specification, readings: Readings, total: Points) -> str | None:
    """The flag of a total that another choice of C1 would put a level lower."""
    parameters = readings.choice(specification, "C1").parameters
    lower, upper = parameters.get("note_lower"), parameters.get("note_upper")
    if lower is None or upper is None or not lower <= total <= upper:
        return None
    return f"C1_total_{lower}_{upper}"
