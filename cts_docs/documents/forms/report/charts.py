"""The report's charts: the characteristics as a radar, the chapters as columns where they are scored.

A radar of fewer than three characteristics would be a line: these stand as columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cts_docs.assessment.figures import exact, rounded
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.charts import ChartPart, Series, close_axis, columns, radar
from cts_docs.documents.wording import report as wording
from cts_docs.specification.model import Specification

_LEAST_AXES = 3


def has_radar(specification: Specification) -> bool:
    """Whether there are characteristics enough for a radar chart."""
    return len(specification.appendix1.characteristics) >= _LEAST_AXES


def blank(specification: Specification) -> tuple[ChartPart, ...]:
    """The charts of the template, without figures."""
    characteristics = _characteristics(specification, [None] * len(specification.appendix1.characteristics))
    if not specification.has_maturity:
        return (characteristics,)
    return characteristics, _chapters(specification, [None] * len(specification.chapters))


def filled(audit_file: AuditFile) -> tuple[ChartPart, ...]:
    """The charts of one audit."""
    specification = audit_file.specification
    scores = _scores(audit_file)
    points = [Decimal(exact(item.points)) for item in audit_file.result.management.chapters]
    titles = ("", "")
    if audit_file.is_first_edition:
        titles = (f"{wording.RADAR_TITLE}（{radar_scale(audit_file)}）", wording.CHAPTERS_TITLE)
    characteristics = _characteristics(specification, scores, titles[0])
    if not specification.has_maturity:
        return (characteristics,)
    return characteristics, _chapters(specification, points, titles[1])


def radar_scale(audit_file: AuditFile) -> str:
    """The meaning of the radar chart's centre, rim and rings."""
    axis = close_axis(_scores(audit_file), Decimal(audit_file.specification.grading.maximum))
    return wording.radar_scale(axis.start, axis.end, axis.step)


def _scores(audit_file: AuditFile) -> list[Decimal | None]:
    return [_shown(item.score) for item in audit_file.result.service.characteristics]


def _characteristics(
    specification: Specification, scores: Sequence[Decimal | None], title: str = ""
) -> ChartPart:
    """Only reports of version 0.1 have a title within their charts."""
    names = [part.name for part in specification.appendix1.characteristics]
    series = Series(wording.SERIES_SCORE, tuple(scores))
    maximum = Decimal(specification.grading.maximum)
    if has_radar(specification):
        return radar(title, names, series, maximum=maximum)
    return columns(title, names, [series], maximum=maximum, decimals=2)


def _chapters(specification: Specification, points: Sequence[Decimal | None], title: str = "") -> ChartPart:
    wholes = [sum(clause.total for clause in chapter.clauses) for chapter in specification.chapters]
    return columns(
        title,
        [chapter.name for chapter in specification.chapters],
        [
            Series(wording.SERIES_POINTS, tuple(points)),
            Series(wording.SERIES_MAXIMUM, tuple(Decimal(exact(whole)) for whole in wholes)),
        ],
        maximum=Decimal(exact(max(wholes))),
        decimals=int(
            any(figure.denominator > 1 for clause in specification.clauses for figure in clause.points)
        ),
    )


def _shown(score: Fraction | None) -> Decimal | None:
    return None if score is None else Decimal(rounded(score))
