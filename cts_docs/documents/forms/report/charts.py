"""The report's two charts: the characteristics as a radar, the chapters as columns."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cts_docs.assessment.figures import rounded
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.charts import ChartPart, Series, columns, radar
from cts_docs.documents.wording import report as wording
from cts_docs.specification.model import Specification


def blank(specification: Specification) -> tuple[ChartPart, ChartPart]:
    """The charts of the template, without figures."""
    characteristics = [None] * len(specification.appendix1.characteristics)
    return _radar(specification, characteristics), _columns(
        specification, [None] * len(specification.chapters)
    )


def filled(audit_file: AuditFile) -> tuple[ChartPart, ChartPart]:
    """The charts of one audit."""
    scores = [_shown(item.score) for item in audit_file.result.service.characteristics]
    points = [Decimal(item.points) for item in audit_file.result.management.chapters]
    return _radar(audit_file.specification, scores), _columns(audit_file.specification, points)


def _radar(specification: Specification, scores: Sequence[Decimal | None]) -> ChartPart:
    return radar(
        wording.RADAR_TITLE,
        [part.name for part in specification.appendix1.characteristics],
        Series(wording.SERIES_SCORE, tuple(scores)),
        maximum=Decimal(specification.grading.maximum),
    )


def _columns(specification: Specification, points: Sequence[Decimal | None]) -> ChartPart:
    wholes = [sum(clause.total for clause in chapter.clauses) for chapter in specification.chapters]
    return columns(
        wording.CHAPTERS_TITLE,
        [chapter.name for chapter in specification.chapters],
        [
            Series(wording.SERIES_POINTS, tuple(points)),
            Series(wording.SERIES_MAXIMUM, tuple(Decimal(whole) for whole in wholes)),
        ],
        maximum=Decimal(max(wholes)),
    )


def _shown(score: Fraction | None) -> Decimal | None:
    return None if score is None else Decimal(rounded(score))
