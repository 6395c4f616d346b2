"""The values of the internal annex: the margin to the next grade and the spread between forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from cts_docs.assessment.figures import exact, rounded
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.scoring.result import IndicatorResult
from cts_docs.documents.audit_file import Case
from cts_docs.documents.charts import ChartPart, Series, chart_parts, spread
from cts_docs.documents.forms.form import Values
from cts_docs.documents.wording import following
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import PENDING, entered, figure
from cts_docs.specification.model import Specification

_ONE = Decimal(1)
_FEW_CHARACTERS = 8
"""A figure that is longer than this without loss is shown rounded."""


def values(case: Case, _form: int | None = None) -> Values:
    """The margin, and the lowest, highest and mean coefficient of each indicator over the forms."""
    margin = case.result.grade.margin
    return {
        "body": case.settings.body.name or case.specification.control.body,
        "report_number": case.report_number or PENDING,
        "field": {"client_name": entered(case.assessment.values.get("client_name"), PENDING)},
        "outcome": following.outcome(case.result),
        "margin": {
            "score": wording.NO_MARGIN if margin is None else wording.points(_brief(margin.score)),
            "management": wording.NO_MARGIN if margin is None else wording.points(str(margin.management)),
        },
        "form_count": len(case.result.service.forms),
        "spread": {item.id: _range(case, item) for item in case.result.service.indicators},
        "_table": {"margin": 1, "spread": 2},
    }


def _range(case: Case, item: IndicatorResult) -> dict[str, str]:
    found = _coefficients(case, item.id)
    if not found:
        return dict.fromkeys(("lowest", "highest", "mean", "range"), NOT_APPLICABLE)
    lowest, highest = min(found), max(found)
    return {
        "lowest": figure(lowest),
        "highest": figure(highest),
        "mean": figure(item.coefficient),
        "range": figure(highest - lowest),
    }


def _coefficients(case: Case, indicator: str) -> list[Fraction]:
    forms = case.result.service.forms
    return [found for form in forms if (found := form.coefficients[indicator]) is not None]


def spread_chart(
    specification: Specification,
    highest: Sequence[Decimal | None],
    lowest: Sequence[Decimal | None],
    mean: Sequence[Decimal | None],
) -> ChartPart:
    """The chart of the coefficients of each indicator over the forms; no bar where there is no figure."""
    return spread(
        wording.SPREAD_TITLE,
        [indicator.id for indicator in specification.indicators],
        highest=Series(wording.SERIES_HIGHEST, tuple(highest)),
        lowest=Series(wording.SERIES_LOWEST, tuple(lowest)),
        mean=Series(wording.SERIES_MEAN, tuple(mean)),
        maximum=_ONE,
    )


def parts(case: Case, _form: int | None) -> Mapping[str, bytes]:
    """The chart parts of the annex, by part name."""
    indicators = case.result.service.indicators
    found = [_coefficients(case, item.id) for item in indicators]
    chart = spread_chart(
        case.specification,
        _shown(max(each, default=None) for each in found),
        _shown(min(each, default=None) for each in found),
        _shown(item.coefficient for item in indicators),
    )
    return {name.removeprefix("/"): content for name, content in chart_parts([chart]).items()}


def _shown(figures: Iterable[Fraction | None]) -> list[Decimal | None]:
    return [None if found is None else Decimal(rounded(found)) for found in figures]


def _brief(score: Fraction) -> str:
    text = exact(score)
    return text if len(text) <= _FEW_CHARACTERS and "/" not in text else f"约 {rounded(score)}"
