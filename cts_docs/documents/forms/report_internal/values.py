"""The values of the internal annex: the margin to the next grade and the spread between forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from cts_docs.assessment.figures import exact, rounded
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.scoring.result import Margin
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.charts import ChartPart, Series, chart_parts, spread
from cts_docs.documents.forms.form import Values
from cts_docs.documents.forms.report.result_values import configured
from cts_docs.documents.wording import grade_reasons, report_tables
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import EMPTY, PENDING, entered, figure, judged
from cts_docs.specification.model import Indicator, Specification

_ONE = Decimal(1)
_FEW_CHARACTERS = 8
"""A figure that is longer than this without loss is shown rounded."""


def values(audit_file: AuditFile, _item: int | None = None) -> Values:
    """The margin, and the lowest, highest and mean coefficient of each indicator over the forms."""
    margin = audit_file.result.grade.margin
    return {
        "body": audit_file.settings.body.name or audit_file.specification.control.body,
        "report_number": audit_file.report_number or PENDING,
        "field": {"client_name": entered(audit_file.assessment.values.get("client_name"), PENDING)},
        "outcome": grade_reasons.outcome(audit_file.result),
        "margin": {
            "score": wording.NO_MARGIN if margin is None else wording.points(_brief(margin.score)),
            **_total_missing(audit_file.specification, margin),
        },
        "form_count": len(audit_file.result.service.forms),
        "spread": {each.id: _range(audit_file, each) for each in audit_file.specification.indicators},
        **configured(audit_file),
        "content_hash": audit_file.content_hash or EMPTY,
        "toolkit": f"cts-docs {audit_file.toolkit_version}".strip(),
        "_first_edition": audit_file.is_first_edition,
        "_table": {"margin": 1, "spread": 2},
        "_numbers": {
            caption: number for number, caption in enumerate(report_tables.INTERNAL_CAPTIONS, start=1)
        },
    }


def _total_missing(specification: Specification, margin: Margin | None) -> dict[str, str]:
    """What the management total lacks, where there is one."""
    if not specification.has_maturity:
        return {}
    missing = wording.NO_MARGIN if margin is None else wording.points(exact(margin.management))
    return {"management": missing}


ADDED = frozenset(("readings", "choices", "configuration", "content_hash", "toolkit"))
"""The values that internal annexes have shown since version 0.2."""


def _range(audit_file: AuditFile, indicator: Indicator) -> dict[str, str]:
    """The figures of one indicator: coefficients α, or the points given by judgement."""
    item = next(each for each in audit_file.result.service.indicators if each.id == indicator.id)
    found = _coefficients(audit_file, indicator.id)
    if not found:
        return dict.fromkeys(("lowest", "highest", "mean", "range"), NOT_APPLICABLE)
    lowest, highest = min(found), max(found)
    if indicator.judged_in:
        points = [indicator.entered(each) for each in (lowest, highest, highest - lowest)]
        low, high, apart = map(exact, points)
        return {
            "lowest": judged(low),
            "highest": judged(high),
            "mean": judged(figure(item.earned)),
            "range": apart,
        }
    return {
        "lowest": figure(lowest),
        "highest": figure(highest),
        "mean": figure(item.coefficient),
        "range": figure(highest - lowest),
    }


def _coefficients(audit_file: AuditFile, indicator: str) -> list[Fraction]:
    forms = audit_file.result.service.forms
    return [found for item in forms if (found := item.coefficients[indicator]) is not None]


def spread_chart(
    specification: Specification,
    highest: Sequence[Decimal | None],
    lowest: Sequence[Decimal | None],
    mean: Sequence[Decimal | None],
    *,
    title: str = "",
) -> ChartPart:
    """The chart of the coefficients of each indicator over the forms; no bar where there is no figure.

    Only annexes of version 0.1 have a `title` within the chart.
    """
    return spread(
        title,
        [indicator.id for indicator in specification.indicators],
        highest=highest,
        lowest=lowest,
        mean=Series(wording.SERIES_MEAN, tuple(mean)),
        maximum=_ONE,
    )


def parts(audit_file: AuditFile, _item: int | None) -> Mapping[str, bytes]:
    """The chart parts of the annex, by part name."""
    indicators = audit_file.result.service.indicators
    found = [_coefficients(audit_file, item.id) for item in indicators]
    chart = spread_chart(
        audit_file.specification,
        _shown(max(each, default=None) for each in found),
        _shown(min(each, default=None) for each in found),
        _shown(item.coefficient for item in indicators),
        title=f"{wording.SPREAD_TITLE}（{wording.SPREAD_KEY}）" if audit_file.is_first_edition else "",
    )
    return {name.removeprefix("/"): content for name, content in chart_parts([chart]).items()}


def _shown(figures: Iterable[Fraction | None]) -> list[Decimal | None]:
    return [None if found is None else Decimal(rounded(found)) for found in figures]


def _brief(score: Fraction) -> str:
    text = exact(score)
    return text if len(text) <= _FEW_CHARACTERS and "/" not in text else f"约 {rounded(score)}"
